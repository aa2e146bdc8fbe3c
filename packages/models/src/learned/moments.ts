import type { VisitRows } from '@vem/framework';

/** A deviation below this counts as none, as in the public code of arXiv:1906.08253. */
const SMALLEST = 1e-12;

/** Mean, deviation and largest distance from the mean in deviations, of each of so many numbers per row. */
export interface Moments {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  readonly reach: Float32Array;
}

/** A number of each row: of the recorded columns and the row's index in them. */
export type ReadNumber = (columns: Readonly<Record<string, Float32Array>>, row: number) => number;

/** Sets the first entries of `into`, one per reader, from all rows; in three passes, so that nothing cancels. */
export function setMoments(into: Moments, rows: VisitRows, readers: readonly ReadNumber[]): void {
  const count = new Float64Array(readers.length);
  const mean = new Float64Array(readers.length);
  const squares = new Float64Array(readers.length);
  const each = (visit: (entry: number, value: number) => void) =>
    rows((columns, filled) => {
      for (let row = 0; row < filled; row++)
        for (let entry = 0; entry < readers.length; entry++) visit(entry, readers[entry](columns, row));
    });
  each((entry, value) => {
    count[entry]++;
    mean[entry] += (value - mean[entry]) / count[entry];
  });
  each((entry, value) => {
    squares[entry] += (value - mean[entry]) ** 2;
  });
  for (let entry = 0; entry < readers.length; entry++) {
    const deviation = Math.sqrt(squares[entry] / count[entry]);
    into.mean[entry] = mean[entry];
    into.deviation[entry] = deviation < SMALLEST ? 1 : deviation;
    // An entry that never changes has no reach: one deviation stands for it.
    into.reach[entry] = 1;
  }
  each((entry, value) => {
    const distance = Math.abs((value - into.mean[entry]) / into.deviation[entry]);
    into.reach[entry] = Math.max(into.reach[entry], distance);
  });
}
