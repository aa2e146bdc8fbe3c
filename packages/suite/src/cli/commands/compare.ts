import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { composeFromConfig, VemError } from '@vem/framework';
import { registry } from '../../catalogue/registry.js';
import { localExecutor } from '../../executor/local.js';
import { runConfigOf } from '../../experiment/experimentConfig.js';
import { vemCommit } from '../../experiment/madeWith.js';
import { changedSuite, type PlannedRun, planSuite } from '../../experiment/plan.js';
import { RunLog } from '../../experiment/runLog.js';
import { findSuite, type Suite } from '../../experiment/suite.js';
import { suites } from '../../experiment/suites/index.js';
import { collect } from '../../report/collect.js';
import { formatCount, formatScore, formatSeconds } from '../../report/format.js';
import { markdownReport } from '../../report/table.js';
import { writeReport } from '../../report/write.js';
import { COMPARISON_FILES, type Comparison, createComparison, updateComparison } from '../../store/comparison.js';
import { comparisonInterrupted, internal } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import { type Progress, progressOn } from '../progress.js';
import type { Terminal } from '../terminal.js';

export interface CompareArguments {
  readonly suite: string;
  readonly seeds?: number;
  readonly steps?: number;
  readonly jobs?: number;
  readonly out?: string;
}

const titleOf = ({ row, environment, seed }: PlannedRun): string => `${row} on ${environment}, seed ${seed}`;

/** Composes each row once on each environment: what cannot run is known, and warned of, before anything does. */
function checkPlan(plan: readonly PlannedRun[], warn: (text: string) => void): void {
  const [{ seed: first }] = plan;
  for (const { row, environment, config, seed } of plan) {
    if (seed !== first) continue;
    const { logger } = new RunLog((text) => warn(`warning: ${row} on ${environment}: ${text}\n`));
    composeFromConfig(runConfigOf(config), { plugins: registry.plugins, logger }).dispose();
  }
}

function announce(suite: Suite, plan: readonly PlannedRun[], jobs: number, folder: string): string {
  const steps = plan.reduce((sum, { config }) => sum + config.envSteps, 0);
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const shape = [
    counted(suite.rows.length, 'method'),
    counted(suite.environments.length, 'environment'),
    counted(suite.seeds, 'seed'),
  ];
  return `${suite.name}: ${shape.join(' × ')} = ${counted(plan.length, 'run')} of ${formatCount(steps)} env steps in all, ${jobs} at a time, into ${folder}\n`;
}

interface Outcome {
  readonly finished: number;
  readonly failures: Comparison['failures'];
}

/** Makes the planned runs; the failure of one does not stop the others. */
async function makeRuns(
  plan: readonly PlannedRun[],
  folder: string,
  options: { readonly jobs: number; readonly signal: AbortSignal },
  progress: Progress,
): Promise<Outcome> {
  const executor = localExecutor(options);
  const steps = new Map<PlannedRun, number>();
  const failures: Comparison['failures'] = [];
  const start = performance.now();
  let finished = 0;
  const show = () => {
    const done = [...steps.values()].reduce((sum, value) => sum + value, 0);
    const rate = formatCount((1000 * done) / (performance.now() - start));
    progress.update(done, `${finished + failures.length} of ${plan.length} runs | ${rate} env steps/s`);
  };
  const make = async (planned: PlannedRun): Promise<void> => {
    const { config, folder: name } = planned;
    const job = { name: titleOf(planned), config, folder: join(folder, COMPARISON_FILES.runs, name) };
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
  await Promise.all(plan.map(make));
  return { finished, failures };
}

/**
 * `vem compare`: runs a suite, each run in a process of its own, and reports.
 *
 * @throws VEM_SUITE_…, VEM_OUT_…, what `configureRun` throws, VEM_INTERRUPTED
 */
export async function compare(given: CompareArguments, terminal: Terminal): Promise<Answer> {
  const suite = changedSuite(await findSuite(given.suite, suites), given);
  const plan = planSuite(suite);
  checkPlan(plan, terminal.stderr);
  const jobs = Math.min(given.jobs ?? availableParallelism(), plan.length);
  const planned: Comparison = {
    format: 'vem-comparison-1',
    suite,
    command: commandOf(given),
    commit: await vemCommit(),
    runs: plan.map(({ folder, config }) => ({ folder, config })),
    failures: [],
    jobs,
  };
  const place = given.out === undefined ? { numberedLike: join('results', suite.name) } : { folder: given.out };
  const folder = await createComparison(place, planned);
  terminal.stderr(announce(suite, plan, jobs, folder));

  const interruption = terminal.interruption();
  const start = performance.now();
  const total = plan.reduce((sum, { config }) => sum + config.envSteps, 0);
  const progress = progressOn(terminal, suite.name, total);
  let outcome: Outcome;
  try {
    outcome = await makeRuns(plan, folder, { jobs, signal: interruption.signal }, progress);
  } finally {
    progress.stop();
    interruption.dispose();
  }
  const { finished, failures } = outcome;
  if (interruption.signal.aborted) throw comparisonInterrupted(folder, finished, plan.length);
  await updateComparison(folder, { ...planned, failures, wallSeconds: (performance.now() - start) / 1000 });

  const collection = await collect(folder);
  const files = await writeReport(folder, collection);
  return {
    text: `${markdownReport(collection.results)}\n\n${Object.values(files).join('\n')}`,
    json: collection.results,
    exitStatus: failures.length > 0 ? 1 : 0,
  };
}

/** The command that asks for the same comparison. */
function commandOf({ suite, seeds, steps, jobs }: CompareArguments): string {
  const option = (name: string, value: number | undefined) => (value === undefined ? [] : [`--${name}`, String(value)]);
  const words = [
    'vem',
    'compare',
    '--suite',
    suite,
    ...option('seeds', seeds),
    ...option('steps', steps),
    ...option('jobs', jobs),
  ];
  return words.map((word) => (/^[\w./@:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
