import { availableParallelism } from 'node:os';

/** Runs at the same time that share the cores without waiting for each other. */
export const defaultJobs = (threads: number, cores: number = availableParallelism()): number =>
  Math.max(1, Math.floor(cores / threads));

/**
 * Says where more threads were asked for than there are cores: threads of one update wait for each other, so that two runs
 * of two threads on two cores are several times slower than one after the other.
 *
 * @param threads - of each run
 * @param jobs - runs at the same time
 */
export function warnOfThreads(
  warn: (text: string) => void,
  threads: number,
  jobs = 1,
  cores: number = availableParallelism(),
): void {
  if (threads === 1 || threads * jobs <= cores) return;
  const asked = jobs === 1 ? `${threads} threads` : `${jobs} runs at a time with ${threads} threads each`;
  const better = threads > cores ? `--threads ${cores}` : `--jobs ${defaultJobs(threads, cores)}`;
  warn(
    `warning: ${asked}, but there ${cores === 1 ? 'is 1 core' : `are ${cores} cores`}: threads that wait for each other gain nothing and cost much; ${cores === 1 ? 'leave out --threads' : `better ${better}`}\n`,
  );
}
