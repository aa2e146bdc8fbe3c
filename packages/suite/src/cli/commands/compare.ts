import { join } from 'node:path';
import { allowModuleOf } from '@vem/envs';
import { composeFromConfig } from '@vem/framework';
import type { Registry } from '../../catalogue/registry.js';
import { type CheckpointEvery, runConfigOf } from '../../experiment/experimentConfig.js';
import { madeWithThis, vemCommit } from '../../experiment/madeWith.js';
import { changedSuite, type PlannedRun, planSuite } from '../../experiment/plan.js';
import { RunLog } from '../../experiment/runLog.js';
import { checkMadeWith, finishedRuns, grownPlan, lengthened } from '../../experiment/storedComparison.js';
import { findSuite, type Suite } from '../../experiment/suite.js';
import { sourcesOf } from '../../plugins/knownPlugins.js';
import { packagesUsed } from '../../plugins/requiredPackages.js';
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
import { exists } from '../../store/files.js';
import { RUN_FILES } from '../../store/runFolder.js';
import { comparisonInterrupted, nothingToContinue, optionRequired } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import { makeRuns, type Outcome } from '../makeRuns.js';
import { progressOn } from '../progress.js';
import { pluginsToContinue, type StoredPluginArguments } from '../storedPlugins.js';
import type { Terminal } from '../terminal.js';
import { defaultJobs, warnOfThreads } from '../threads.js';

export interface CompareArguments extends StoredPluginArguments {
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
function checkPlan(plan: readonly PlannedRun[], { plugins }: Registry, warn: (text: string) => void): void {
  const [{ seed: first }] = plan;
  for (const { row, environment, config, seed } of plan) {
    if (seed !== first) continue;
    const { logger } = new RunLog((text) => warn(`warning: ${row} on ${environment}: ${text}\n`));
    composeFromConfig(runConfigOf(config), { plugins, logger }).dispose();
  }
}

function announce({ name, rows, environments, seeds }: Suite, plan: readonly PlannedRun[], where: string): string {
  const steps = plan.reduce((sum, { config }) => sum + config.envSteps, 0);
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const shape = [counted(rows.length, 'method'), counted(environments.length, 'environment'), counted(seeds, 'seed')];
  return `${name}: ${shape.join(' × ')} = ${counted(plan.length, 'run')} of ${formatCount(steps)} env steps in all, ${where}\n`;
}

/**
 * The comparison to continue, if there is one where --resume says; without one, a suite must say what to begin.
 *
 * @throws VEM_OPTION_REQUIRED, VEM_COMPARISON_NOT_FOUND, VEM_STORE_DAMAGED
 */
async function storedComparison({ resume, out, suite }: CompareArguments): Promise<Comparison | undefined> {
  if (!resume) return undefined;
  if (out === undefined)
    throw optionRequired('compare', '--out <dir>', 'so that it is known which comparison to continue');
  const stored = await readComparison(out);
  // Of a run's folder the error is that it is taken.
  if (stored === undefined && suite === undefined && !(await exists(join(out, RUN_FILES.config))))
    throw nothingToContinue(out);
  return stored;
}

/** What is asked for: the plan of all runs, and how it is written down. */
interface Wanted {
  readonly plan: readonly PlannedRun[];
  readonly comparison: Comparison;
}

async function wantedBy(given: CompareArguments, stored: Comparison | undefined, known: Registry): Promise<Wanted> {
  const again = stored !== undefined && given.suite === undefined;
  const named = again ? stored.suite : await findSuite(given.suite ?? DEFAULT_SUITE, known.suites);
  const suite = changedSuite(named, given);
  // A suite that the user names, unlike one that lies in a folder, may name modules of the working folder.
  if (!again) for (const { id } of suite.environments) allowModuleOf(id);
  const planned = planSuite(suite, known);
  const plan = stored === undefined ? planned : grownPlan(given.out!, stored, suite.name, planned);
  const packages = plan.flatMap(({ config }) => packagesUsed(config, known));
  const comparison: Comparison = {
    format: 'vem-comparison-1',
    suite,
    command: commandOf(given),
    commit: await vemCommit(),
    madeWith: madeWithThis(undefined, [...new Set(packages)]),
    runs: plan.map(({ folder, config }) => ({ folder, config })),
    failures: [],
    jobs: Math.min(given.jobs ?? defaultJobs(suite.threads), plan.length),
  };
  return { plan, comparison };
}

/** A comparison that goes on, with what was added to it. */
function continued(stored: Comparison, { plan, comparison }: Wanted): Comparison {
  const grown = plan.length > stored.runs.length || lengthened(stored, plan).length > 0;
  const { suite, runs, jobs, command, madeWith } = comparison;
  return {
    ...stored,
    ...(jobs === undefined ? {} : { jobs }),
    ...(grown ? { suite, runs, command: `${stored.command} && ${command}` } : {}),
    ...(stored.madeWith && madeWith?.plugins ? { madeWith: { ...stored.madeWith, plugins: madeWith.plugins } } : {}),
    failures: [],
  };
}

function warnOfLength(stored: Comparison, plan: readonly PlannedRun[], warn: (text: string) => void): void {
  const longer = lengthened(stored, plan);
  if (longer.length > 0)
    warn(
      `warning: ${longer.length === 1 ? 'a run is' : `${longer.length} runs are`} continued beyond the budget they were begun with; what follows the share of the budget that is used (a scheduled temperature, say) had run its course there\n`,
    );
}

/**
 * `vem compare`: runs a suite, each run in a process of its own, and reports. With --resume what is stored is not run
 * again, runs that were interrupted go on where they were, and seeds, methods or steps may be added.
 *
 * @throws VEM_SUITE_…, VEM_OUT_…, VEM_RESUME_…, VEM_COMPARISON_…, VEM_FOLDER_IN_USE, VEM_PLUGINS_…, what `configureRun`
 *   throws, VEM_INTERRUPTED
 */
export async function compare(given: CompareArguments, terminal: Terminal): Promise<Answer> {
  const { stderr: warn } = terminal;
  const stored = await storedComparison(given);
  const what = `Comparison "${given.out ?? ''}"`;
  const known = await pluginsToContinue(what, stored?.madeWith?.plugins ?? [], given, warn);
  const wanted = await wantedBy(given, stored, known);
  const { plan, comparison } = wanted;
  checkPlan(plan, known, warn);
  warnOfThreads(warn, comparison.suite.threads, comparison.jobs);
  if (stored === undefined || given.out === undefined) {
    const { suite } = comparison;
    const place = given.out === undefined ? { numberedLike: join('results', suite.name) } : { folder: given.out };
    const folder = await createComparison(place, comparison);
    return runInto(folder, comparison, plan, given, known, terminal);
  }
  checkMadeWith(given.out, stored, comparison, given.allowInexact === true);
  warnOfLength(stored, plan, warn);
  const folder = await openComparison(given.out);
  return runInto(folder, continued(stored, wanted), plan, given, known, terminal);
}

async function runInto(
  { path, lock }: ComparisonFolder,
  planned: Comparison,
  plan: readonly PlannedRun[],
  given: CompareArguments,
  known: Registry,
  terminal: Terminal,
): Promise<Answer> {
  const interruption = terminal.interruption();
  const jobs = planned.jobs ?? 1;
  const start = performance.now();
  try {
    // What was added must be known if this process dies.
    if (given.resume) await updateComparison(path, planned);
    const done = await finishedRuns(plan, path);
    const rest = done.size === 0 ? '' : `; ${done.size} of them are there`;
    terminal.stderr(announce(planned.suite, plan, `${jobs} at a time, into ${path}${rest}`));
    const steps = (runs: Iterable<PlannedRun>) => [...runs].reduce((sum, { config }) => sum + config.envSteps, 0);
    const progress = progressOn(terminal, planned.suite.name, steps(plan), steps(done));
    const resume = given.resume ? { resume: { allowInexact: given.allowInexact === true } } : {};
    const { signal } = interruption;
    const { checkpointEvery } = given;
    const options = { jobs, signal, checkpointEvery, plugins: sourcesOf(known), ...resume };
    const { finished, failures }: Outcome = await makeRuns(plan, done, path, options, progress).finally(progress.stop);
    if (interruption.signal.aborted) throw comparisonInterrupted(path, finished, plan.length);
    // The time of a comparison that was continued would be that of its last part.
    const wallSeconds = given.resume ? {} : { wallSeconds: (performance.now() - start) / 1000 };
    await updateComparison(path, { ...planned, failures, ...wallSeconds });
    const collection = await collect(path, known);
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
function commandOf({ suite, resume, out, seeds, steps, jobs, plugins = [] }: CompareArguments): string {
  const option = (name: string, value: number | undefined) => (value === undefined ? [] : [`--${name}`, String(value)]);
  const words = [
    'vem',
    'compare',
    ...(suite === undefined && resume ? [] : ['--suite', suite ?? DEFAULT_SUITE]),
    ...(resume ? ['--resume', '--out', out ?? ''] : []),
    ...(plugins === false ? ['--no-plugins'] : plugins.flatMap((name) => ['--plugins', name])),
    ...option('seeds', seeds),
    ...option('steps', steps),
    ...option('jobs', jobs),
  ];
  return words.map((word) => (/^[\w./@:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
