/** A benchmark that is ready to be timed. */
export interface Workload {
  /** Does the timed work once. */
  readonly run: () => void;
  /** How many of the things that `value` counts one call of `run` does. */
  readonly operations: number;
  readonly dispose: () => void;
}

interface Described {
  readonly name: string;
  /** In words, for the report. */
  readonly description: string;
  /** What `value` counts. */
  readonly unit: string;
  /** From the median seconds per operation. */
  readonly value: (seconds: number) => number;
}

/** Work that is repeated for some time, over and over. */
export interface RepeatedBenchmark extends Described {
  /** Floating-point operations of one operation, where its share of the matrix product's rate is of interest. */
  readonly flops?: number;
  readonly prepare: () => Promise<Workload>;
}

/** Work that waits for something, and so times itself. */
export interface TimedBenchmark extends Described {
  /** Median seconds per operation over so many repetitions; default 7. */
  readonly time: (options: { readonly rounds?: number }) => Promise<number>;
}

export type Benchmark = RepeatedBenchmark | TimedBenchmark;

export const perSecond = (seconds: number): number => 1 / seconds;
export const microseconds = (seconds: number): number => 1e6 * seconds;
