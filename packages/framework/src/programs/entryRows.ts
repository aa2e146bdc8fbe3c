import type { Stream } from '../random/stream.js';
import type { DataSource } from '../slots/data.js';
import type { BatchLayout } from './batchLayout.js';
import { checkRows } from './dataLooks.js';
import type { Entry } from './entries.js';
import { offHeap } from './offHeap.js';

/** Rows that an entry of the schedule learns from: their shape, their storage, and where new ones come from. */
export interface RowsInMemory {
  readonly layout: BatchLayout;
  /** [rows, size] by column; programs read them in place. */
  readonly columns: Readonly<Record<string, Float32Array>>;
  /** The same of the steps before sequences, where there are any. */
  readonly before?: Readonly<Record<string, Float32Array>> | undefined;
  /** Writes new rows. */
  fill(): void;
}

/** Storage by column. */
export type Columns = Readonly<Record<string, Float32Array>>;

/** Storage for rows of a layout. */
export const storage = ({ rows, columns }: BatchLayout): Columns =>
  Object.fromEntries(Object.entries(columns).map(([name, size]) => [name, offHeap(rows * size)]));

/** Batches drawn from the data source. @param rows - drawn at once; the layout has T times as many with sequences */
export function drawnRows(data: DataSource, layout: BatchLayout, rows: number, stream: Stream): RowsInMemory {
  const steps = (layout.burnIn ?? 0) * rows;
  const all = storage({ ...layout, rows: layout.rows + steps });
  const fill = () => data.fill(all, rows, stream);
  if (steps === 0) return { layout, columns: all, fill };
  const part = (from: (size: number) => number, to?: (size: number) => number) =>
    Object.fromEntries(
      Object.entries(all).map(([name, data]) => [
        name,
        data.subarray(from(layout.columns[name]), to?.(layout.columns[name])),
      ]),
    );
  const before = part(
    () => 0,
    (size) => steps * size,
  );
  return { layout, columns: part((size) => steps * size), before, fill };
}

/** All rows of the present roll-out, in order of time. */
export function rolloutRows(data: DataSource, layout: BatchLayout): RowsInMemory {
  const columns = storage(layout);
  const fill = () => {
    const present = data.rollouts!.rows();
    checkRows('rollouts.rows', present, layout);
    for (const [name, column] of Object.entries(columns)) column.set(present[name]);
  };
  return { layout, columns, fill };
}

/** The layouts of what entries may see. */
export interface EntryLayouts {
  readonly batch: BatchLayout;
  /** Present where the data source keeps roll-outs. */
  readonly rollout: BatchLayout | undefined;
}

/** The rows of one entry: the update's, or its own. */
export function rowsOf(
  { rows, batchSize }: Entry,
  data: DataSource,
  layouts: EntryLayouts,
  update: RowsInMemory,
  stream: Stream,
): RowsInMemory {
  if (rows === 'batch') return update;
  if (rows === 'rollout') return rolloutRows(data, layouts.rollout!);
  const drawn = batchSize ?? data.batchSize;
  const { batch } = layouts;
  const steps = batch.time?.steps ?? 1;
  const layout = { ...batch, rows: drawn * steps, ...(batch.time ? { time: { steps, count: drawn } } : {}) };
  return drawnRows(data, layout, drawn, stream);
}
