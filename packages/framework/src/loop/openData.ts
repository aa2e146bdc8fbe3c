import type { Engine } from '@vem/compiler';
import { AnnotateStep } from '../programs/annotateStep.js';
import type { BatchLayout } from '../programs/batchLayout.js';
import type { ProgramEnvironment } from '../programs/context.js';
import { drawnRows, type EntryLayouts, type RowsInMemory } from '../programs/entryRows.js';
import { streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';
import type { DataColumn } from '../slots/data.js';
import type { SlotValues } from '../slots/slots.js';

export interface OpenedData {
  readonly layouts: EntryLayouts;
  readonly batch: RowsInMemory;
  readonly annotate: AnnotateStep | undefined;
}

const sizesOf = (columns: readonly DataColumn[]) => Object.fromEntries(columns.map(({ name, size }) => [name, size]));

/**
 * Opens the data source with the columns of this run, and lays out what programs will see of it.
 *
 * @param environments - N
 */
export function openData(
  { data, returns }: SlotValues,
  columns: readonly DataColumn[],
  environments: number,
  streams: Streams,
  engine: Engine,
  programs: ProgramEnvironment,
): OpenedData {
  const opened = data.open(columns);
  const annotations = returns?.annotations ?? [];
  const { rollouts } = data;
  rollouts?.open(environments, annotations);
  const annotated = rollouts ? [...opened, ...annotations] : opened;
  const steps = data.sequenceLength ?? 1;
  const batch: BatchLayout = {
    rows: data.batchSize * steps,
    columns: sizesOf(annotated),
    ...(steps > 1 ? { time: { steps, count: data.batchSize } } : {}),
    ...(data.windowLength === undefined ? {} : { windowLength: data.windowLength }),
  };
  const time = rollouts && { steps: rollouts.length, count: rollouts.stretches ?? environments };
  const rollout: BatchLayout | undefined = time && {
    rows: time.steps * time.count,
    columns: sizesOf(annotated),
    time,
  };
  const annotate =
    rollouts && rollout && annotations.length > 0
      ? new AnnotateStep(
          engine,
          rollouts,
          annotations,
          { ...rollout, columns: sizesOf(opened) },
          programs,
          Object.fromEntries(programs.parameters.allViews().map((view) => [view.name, view.data])),
          (noise) => streams.stream(streamNames.annotate(noise)),
        )
      : undefined;
  return {
    layouts: { batch, rollout },
    batch: drawnRows(data, batch, data.batchSize, streams.stream(streamNames.batch)),
    annotate,
  };
}
