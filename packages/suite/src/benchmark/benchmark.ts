/** A benchmark that is ready to be timed. */
export interface Workload {
  /** Does the timed work once. */
  readonly run: () => void;
  /** How many of the things that `value` counts one call of `run` does. */
  readonly operations: number;
  readonly dispose: () => void;
}

export interface Benchmark {
  readonly name: string;
  /** In words, for the report. */
  readonly description: string;
  /** What `value` counts. */
  readonly unit: string;
  /** From the median seconds per operation. */
  readonly value: (seconds: number) => number;
  /** Floating-point operations of one operation, where its share of the matrix product's rate is of interest. */
  readonly flops?: number;
  readonly prepare: () => Promise<Workload>;
}

export const perSecond = (seconds: number): number => 1 / seconds;
export const microseconds = (seconds: number): number => 1e6 * seconds;
