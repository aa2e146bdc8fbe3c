import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { allowModuleOf } from '@vem/envs';
import { composeFromConfig } from '@vem/framework';
import { registry } from '../../catalogue/registry.js';
import { type CheckpointEvery, runConfigOf } from '../../experiment/experimentConfig.js';
import { madeWithThis, vemCommit } from '../../experiment/madeWith.js';
import { changedSuite, type PlannedRun, planSuite } from '../../experiment/plan.js';
import { RunLog } from '../../experiment/runLog.js';
import { checkStored, finishedRuns } from '../../experiment/storedComparison.js';
import { findSuite, type Suite } from '../../experiment/suite.js';
import { suites } from '../../experiment/suites/index.js';
import { collect } from '../../report/collect.js';
import { formatCount } from '../../report/format.js';
import { markdownReport } from '../../report/table.js';
import { writeReport } from '../../report/write.js';
import {
  type Comparison,
  type ComparisonFolder,
  createComparison,
  openComparison,
  readComparison,
  updateComparison,
} from '../../store/comparison.js';
import { comparisonInterrupted, noComparison, optionRequired } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import { makeRuns, type Outcome } from '../makeRuns.js';
import { progressOn } from '../progress.js';
import type { Terminal } from '../terminal.js';

export interface CompareArguments {
  readonly suite?: string;
  readonly seeds?: number;
  readonly steps?: number;
  readonly jobs?: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly checkpointEvery?: CheckpointEvery;
  readonly allowInexact?: boolean;
}

const DEFAULT_SUITE = 'quick';

/** Composes each row once on each environment: what cannot run is known, and warned of, before anything does. */
function checkPlan(plan: readonly PlannedRun[], warn: (text: string) => void): void {
  const [{ seed: first }] = plan;
  for (const { row, environment, config, seed } of plan) {
    if (seed !== first) continue;
    const { logger } = new RunLog((text) => warn(`warning: ${row} on ${environment}: ${text}\n`));
    composeFromConfig(runConfigOf(config), { plugins: registry.plugins, logger }).dispose();
  }
}

function announce({ name, rows, environments, seeds }: Suite, plan: readonly PlannedRun[], where: string): string {
  const steps = plan.reduce((sum, { config }) => sum + config.envSteps, 0);
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const shape = [counted(rows.length, 'method'), counted(environments.length, 'environment'), counted(seeds, 'seed')];
  return `${name}: ${shape.join(' × ')} = ${counted(plan.length, 'run')} of ${formatCount(steps)} env steps in all, ${where}\n`;
}

/**
 * The comparison to continue. Where --resume says there may be none yet, if a suite is named to begin with.
 *
 * @throws VEM_OPTION_REQUIRED, VEM_COMPARISON_NOT_FOUND, VEM_STORE_DAMAGED
 */
async function storedComparison({ resume, out, suite }: CompareArguments): Promise<Comparison | undefined> {
  if (!resume) return undefined;
  if (out === undefined)
    throw optionRequired('compare', '--out <dir>', 'so that it is known which comparison to continue');
  const stored = await readComparison(out);
  if (stored === undefined && suite === undefined) throw noComparison(out);
  return stored;
}

/**
 * `vem compare`: runs a suite, each run in a process of its own, and reports. With --resume what is stored is not run
 * again, and runs that were interrupted go on where they were.
 *
 * @throws VEM_SUITE_…, VEM_OUT_…, VEM_RESUME_DIFFERS, VEM_COMPARISON_INEXACT, VEM_FOLDER_IN_USE, what `configureRun`
 *   throws, VEM_INTERRUPTED
 */
export async function compare(given: CompareArguments, terminal: Terminal): Promise<Answer> {
  const stored = await storedComparison(given);
  const named = stored !== undefined && given.suite === undefined;
  const suite = changedSuite(named ? stored.suite : await findSuite(given.suite ?? DEFAULT_SUITE, suites), given);
  // A suite that the user names, unlike one that lies in a folder, may name modules of the working folder.
  if (!named) for (const { id } of suite.environments) allowModuleOf(id);
  const plan = planSuite(suite);
  checkPlan(plan, terminal.stderr);
  const jobs = Math.min(given.jobs ?? availableParallelism(), plan.length);
  const planned: Comparison = {
    format: 'vem-comparison-1',
    suite,
    command: commandOf(given),
    commit: await vemCommit(),
    madeWith: madeWithThis(),
    runs: plan.map(({ folder, config }) => ({ folder, config })),
    failures: [],
    jobs,
  };
  if (stored === undefined || given.out === undefined) {
    const place = given.out === undefined ? { numberedLike: join('results', suite.name) } : { folder: given.out };
    const folder = await createComparison(place, planned);
    return runInto(folder, planned, plan, given, terminal);
  }
  checkStored(given.out, stored, planned, given.allowInexact === true);
  return runInto(await openComparison(given.out), { ...stored, jobs, failures: [] }, plan, given, terminal);
}

async function runInto(
  { path, lock }: ComparisonFolder,
  planned: Comparison,
  plan: readonly PlannedRun[],
  given: CompareArguments,
  terminal: Terminal,
): Promise<Answer> {
  const interruption = terminal.interruption();
  const jobs = planned.jobs ?? 1;
  const start = performance.now();
  try {
    const done = await finishedRuns(plan, path);
    const rest = done.size === 0 ? '' : `; ${done.size} of them are there`;
    terminal.stderr(announce(planned.suite, plan, `${jobs} at a time, into ${path}${rest}`));
    const steps = (runs: Iterable<PlannedRun>) => [...runs].reduce((sum, { config }) => sum + config.envSteps, 0);
    const progress = progressOn(terminal, planned.suite.name, steps(plan), steps(done));
    const resume = given.resume ? { resume: { allowInexact: given.allowInexact === true } } : {};
    const options = { jobs, signal: interruption.signal, checkpointEvery: given.checkpointEvery, ...resume };
    const { finished, failures }: Outcome = await makeRuns(plan, done, path, options, progress).finally(progress.stop);
    if (interruption.signal.aborted) throw comparisonInterrupted(path, finished, plan.length);
    // The time of a comparison that was continued would be that of its last part.
    const wallSeconds = given.resume ? {} : { wallSeconds: (performance.now() - start) / 1000 };
    await updateComparison(path, { ...planned, failures, ...wallSeconds });
    const collection = await collect(path);
    const files = await writeReport(path, collection);
    return {
      text: `${markdownReport(collection.results)}\n\n${Object.values(files).join('\n')}`,
      json: collection.results,
      exitStatus: failures.length > 0 ? 1 : 0,
    };
  } finally {
    interruption.dispose();
    await lock.release();
  }
}

/** The command that asks for the same comparison. */
function commandOf({ suite = DEFAULT_SUITE, seeds, steps, jobs }: CompareArguments): string {
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
