export interface MeasureOptions {
  /** How often every workload is timed; the median counts. Default 7. */
  readonly rounds?: number;
  /** How long a workload is repeated per round. Default 100. */
  readonly milliseconds?: number;
  /** Present time in milliseconds. */
  readonly clock?: () => number;
}

/**
 * Median seconds per call of each workload. The workloads take turns, so that what the machine does besides slows all of
 * them alike.
 */
export function measure<Name extends string>(
  workloads: Readonly<Record<Name, () => void>>,
  { rounds = 7, milliseconds = 100, clock = () => performance.now() }: MeasureOptions = {},
): Record<Name, number> {
  const entries = Object.entries<() => void>(workloads).map(([name, run]) => ({ name, run, seconds: [] as number[] }));
  for (const { run } of entries) repeat(run, milliseconds, clock); // warm up
  for (let round = 0; round < rounds; round++)
    for (const { run, seconds } of entries) seconds.push(repeat(run, milliseconds, clock));
  return Object.fromEntries(entries.map(({ name, seconds }) => [name, median(seconds)])) as Record<Name, number>;
}

/** Seconds per call. */
function repeat(run: () => void, milliseconds: number, clock: () => number): number {
  const start = clock();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    run();
    calls++;
    elapsed = clock() - start;
  }
  return elapsed / calls / 1000;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
