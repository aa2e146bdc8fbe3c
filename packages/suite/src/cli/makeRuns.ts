import { join } from 'node:path';
import { VemError } from '@vem/framework';
import type { Executor, RunJob } from '../executor/executor.js';
import { localExecutor } from '../executor/local.js';
import type { CheckpointEvery } from '../experiment/experimentConfig.js';
import { orderOfRuns, type PlannedRun } from '../experiment/plan.js';
import { formatCount, formatScore, formatSeconds } from '../report/format.js';
import { oneLine } from '../report/visible.js';
import { COMPARISON_FILES, type Comparison } from '../store/comparison.js';
import { internal } from './cliErrors.js';
import type { Progress } from './progress.js';

const titleOf = ({ row, environment, seed }: PlannedRun): string => oneLine(`${row} on ${environment}, seed ${seed}`);

export interface MakeOptions {
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Modules of plugins that the runs take from packages of others. */
  readonly plugins?: RunJob['plugins'];
  readonly resume?: RunJob['resume'];
  readonly checkpointEvery?: CheckpointEvery | undefined;
  /** Who makes the runs; default: this machine, `jobs` at a time. */
  readonly executor?: Executor;
}

export interface Outcome {
  readonly finished: number;
  readonly failures: Comparison['failures'];
}

/**
 * Makes runs of a comparison; the failure of one does not stop the others.
 *
 * @param plan - all runs
 * @param done - those that have their result already
 */
export async function makeRuns(
  plan: readonly PlannedRun[],
  done: ReadonlySet<PlannedRun>,
  folder: string,
  { checkpointEvery, resume, plugins = [], ...options }: MakeOptions,
  progress: Progress,
): Promise<Outcome> {
  const { executor = localExecutor(options) } = options;
  const steps = new Map<PlannedRun, number>([...done].map((planned) => [planned, planned.config.envSteps]));
  const total = () => [...steps.values()].reduce((sum, value) => sum + value, 0);
  const before = total();
  const failures: Comparison['failures'] = [];
  const start = performance.now();
  let finished = done.size;
  const show = () => {
    const rate = formatCount((1000 * (total() - before)) / (performance.now() - start));
    progress.update(total(), `${finished + failures.length} of ${plan.length} runs | ${rate} env steps/s`);
  };
  const make = async (planned: PlannedRun): Promise<void> => {
    const { folder: name } = planned;
    const config = { ...planned.config, ...(checkpointEvery ? { checkpointEvery } : {}) };
    const path = join(folder, COMPARISON_FILES.runs, name);
    const job = { name: titleOf(planned), config, folder: path, plugins, ...(resume ? { resume } : {}) };
    try {
      const { evaluation, wallSeconds } = await executor.run(job, ({ envSteps }) => {
        steps.set(planned, envSteps);
        show();
      });
      finished++;
      const score = evaluation === undefined ? '' : `return ${formatScore(evaluation.meanReturn)} `;
      progress.note(
        `[${finished + failures.length}/${plan.length}] ${job.name}: ${score}in ${formatSeconds(wallSeconds)}`,
      );
    } catch (error) {
      if (options.signal.aborted) return;
      const { code, message } = error instanceof VemError ? error : internal(error);
      failures.push({ folder: name, code, message });
      progress.note(`[${finished + failures.length}/${plan.length}] ${job.name}: FAILED, ${code}: ${message}`);
    }
    steps.set(planned, config.envSteps);
    show();
  };
  await Promise.all(orderOfRuns(plan.filter((planned) => !done.has(planned))).map(make));
  return { finished, failures };
}
