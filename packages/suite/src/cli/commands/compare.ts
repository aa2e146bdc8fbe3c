import { join } from 'node:path';
import { allowModuleOf } from '@vem/envs';
import { composeFromConfig } from '@vem/framework';
import type { Registry } from '../../catalogue/registry.js';
import { type CheckpointEvery, runConfigOf } from '../../experiment/experimentConfig.js';
import { madeWithThis, vemCommit } from '../../experiment/madeWith.js';
import { changedSuite, type PlannedRun, planSuite } from '../../experiment/plan.js';
import { RunLog } from '../../experiment/runLog.js';
import { checkMadeWith, grownPlan, lengthened, requireSameQuestions } from '../../experiment/storedComparison.js';
import { findSuite } from '../../experiment/suite.js';
import { sourcesOf } from '../../plugins/knownPlugins.js';
import { packagesUsed } from '../../plugins/requiredPackages.js';
import { addressFrom, type QueueAddress } from '../../queue/address.js';
import { queueExecutor } from '../../queue/executor.js';
import { requireServer } from '../../queue/server.js';
import { collect } from '../../report/collect.js';
import { shellWord } from '../../report/reproduce.js';
import { markdownReport } from '../../report/table.js';
import { writeReport } from '../../report/write.js';
import { serveGrowing } from '../../serve/growingReport.js';
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
import { nothingToContinue, optionRequired } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import { type DecideArguments, firstRuns, sequentialFor, widestSuite } from '../decidePairs.js';
import { makeAll, storedPlan, type Wanted } from '../makeAll.js';
import { pluginsToContinue, type StoredPluginArguments } from '../storedPlugins.js';
import type { Terminal } from '../terminal.js';
import { defaultJobs, warnOfThreads } from '../threads.js';

export interface CompareArguments extends StoredPluginArguments, DecideArguments {
  readonly suite?: string;
  /** The suite's small form, which has its name and `-quick`. */
  readonly quick?: boolean;
  readonly steps?: number;
  readonly jobs?: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly checkpointEvery?: CheckpointEvery;
  readonly allowInexact?: boolean;
  readonly tensorboard?: boolean;
  /** Show the report in a browser while it grows. */
  readonly serve?: boolean;
  /** Address of a queue, or true: the environment names it. */
  readonly queue?: string | true;
}

const DEFAULT_SUITE = 'quick';

/** The suite that is asked for by name or file; undefined with neither. */
const suiteOf = ({ suite, quick }: CompareArguments): string | undefined =>
  quick && suite !== undefined ? `${suite}-quick` : suite;

/** Composes each row once on each environment: what cannot run is known, and warned of, before anything does. */
function checkPlan(plan: readonly PlannedRun[], { plugins }: Registry, warn: (text: string) => void): void {
  const [{ seed: first }] = plan;
  for (const { row, environment, config, seed } of plan) {
    if (seed !== first) continue;
    const { logger } = new RunLog((text) => warn(`warning: ${row} on ${environment}: ${text}\n`));
    composeFromConfig(runConfigOf(config), { plugins, logger }).dispose();
  }
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
async function wantedBy(given: CompareArguments, stored: Comparison | undefined, known: Registry): Promise<Wanted> {
  const again = stored !== undefined && given.suite === undefined;
  const named = again ? stored.suite : await findSuite(suiteOf(given) ?? DEFAULT_SUITE, known.suites);
  const asked = changedSuite(named, given);
  const begun = stored?.sequential;
  const sequential = sequentialFor(given, asked) ?? (begun && { ...begun, group: given.seeds ?? begun.group });
  const suite = widestSuite(asked, sequential);
  if (stored !== undefined) requireSameQuestions(given.out!, stored, { suite, sequential });
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
    ...(sequential ? { sequential } : {}),
    runs: storedPlan(sequential ? firstRuns(plan, suite, sequential) : plan),
    failures: [],
    jobs: Math.min(given.jobs ?? defaultJobs(suite.threads), plan.length),
  };
  return { plan, comparison };
}

/** A comparison that goes on, with what was added to it. */
function continued(stored: Comparison, { plan, comparison }: Wanted): Comparison {
  const grown = comparison.runs.length > stored.runs.length || lengthened(stored, plan).length > 0;
  const { suite, runs, jobs, command, madeWith } = comparison;
  return {
    ...stored,
    ...(jobs === undefined ? {} : { jobs }),
    ...(grown ? { suite, runs, command: `${stored.command} && ${command}`, wallSeconds: undefined } : {}),
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
 * @throws VEM_SUITE_…, VEM_OUT_…, VEM_RESUME_…, VEM_COMPARISON_…, VEM_DECIDE_PAIR, VEM_FOLDER_IN_USE, VEM_PLUGINS_…, what
 *   `configureRun` throws, VEM_INTERRUPTED
 */
export async function compare(given: CompareArguments, terminal: Terminal): Promise<Answer> {
  const { stderr: warn } = terminal;
  const stored = await storedComparison(given);
  const what = `Comparison "${given.out ?? ''}"`;
  const known = await pluginsToContinue(what, stored?.madeWith?.plugins ?? [], given, warn);
  const wanted = await wantedBy(given, stored, known);
  const { plan, comparison } = wanted;
  checkPlan(plan, known, warn);
  const address = given.queue === undefined ? undefined : addressFrom(given.queue);
  if (address !== undefined) await requireServer(address);
  else warnOfThreads(warn, comparison.suite.threads, comparison.jobs);
  if (stored === undefined || given.out === undefined) {
    const { suite } = comparison;
    const place = given.out === undefined ? { numberedLike: join('results', suite.name) } : { folder: given.out };
    return runInto(await createComparison(place, comparison), wanted, given, known, terminal, address);
  }
  checkMadeWith(given.out, stored, comparison, given.allowInexact === true);
  warnOfLength(stored, plan, warn);
  const folder = await openComparison(given.out);
  return runInto(folder, { plan, comparison: continued(stored, wanted) }, given, known, terminal, address);
}

async function runInto(
  { path, lock }: ComparisonFolder,
  wanted: Wanted,
  given: CompareArguments,
  known: Registry,
  terminal: Terminal,
  address: QueueAddress | undefined,
): Promise<Answer> {
  const interruption = terminal.interruption();
  const { signal } = interruption;
  const start = performance.now();
  const server = given.serve ? await serveGrowing(path, known, terminal) : undefined;
  const executor = address && (await queueExecutor(address, { signal, warn: terminal.stderr }));
  try {
    // What was added must be known if this process dies.
    if (given.resume) await updateComparison(path, wanted.comparison);
    const { checkpointEvery, allowInexact = false, tensorboard = false } = given;
    const resume = given.resume ? { resume: { allowInexact } } : {};
    const jobs = wanted.comparison.jobs ?? 1;
    const options = {
      ...{ jobs, signal, checkpointEvery, plugins: sourcesOf(known) },
      ...resume,
      ...(executor ? { executor } : {}),
    };
    const made = await makeAll(path, wanted, known, options, terminal);
    // The time of a comparison that was continued would be that of its last part.
    const wallSeconds = given.resume ? {} : { wallSeconds: (performance.now() - start) / 1000 };
    await updateComparison(path, { ...made, ...wallSeconds });
    const collection = await collect(path, known);
    const files = await writeReport(path, collection, { known, tensorboard });
    await server?.close();
    return {
      text: `${markdownReport(collection.results)}\n\n${files.join('\n')}`,
      json: collection.results,
      exitStatus: made.failures.length > 0 ? 1 : 0,
    };
  } finally {
    interruption.dispose();
    await Promise.all([executor?.close(), server?.close(0)]);
    await lock.release();
  }
}

/** The command that asks for the same comparison. */
function commandOf(given: CompareArguments): string {
  const { resume, out, seeds, steps, jobs, decide, maxSeeds, queue, plugins = [] } = given;
  const suite = suiteOf(given);
  const option = (name: string, value: number | undefined) => (value === undefined ? [] : [`--${name}`, String(value)]);
  const words = [
    'vem',
    'compare',
    ...(suite === undefined && resume ? [] : ['--suite', suite ?? DEFAULT_SUITE]),
    ...(resume ? ['--resume', '--out', out ?? ''] : []),
    ...(plugins === false ? ['--no-plugins'] : plugins.flatMap((name) => ['--plugins', name])),
    ...option('seeds', seeds),
    ...option('steps', steps),
    ...(decide === undefined ? [] : ['--decide', ...(decide === true ? [] : decide)]),
    ...option('max-seeds', maxSeeds),
    ...option('jobs', jobs),
    // Not its address, which may hold a password.
    ...(queue === undefined ? [] : ['--queue']),
  ];
  return words.map(shellWord).join(' ');
}
