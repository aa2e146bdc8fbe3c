import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { composeFromConfig } from '@vem/framework';
import { registry } from '../../catalogue/registry.js';
import { type CheckpointEvery, runConfigOf } from '../../experiment/experimentConfig.js';
import { madeWithThis, vemCommit } from '../../experiment/madeWith.js';
import { changedSuite, type PlannedRun, planSuite } from '../../experiment/plan.js';
import { RunLog } from '../../experiment/runLog.js';
import { checkStored, finishedRuns } from '../../experiment/storedComparison.js';
import { findSuite } from '../../experiment/suite.js';
import { suites } from '../../experiment/suites/index.js';
import { collect } from '../../report/collect.js';
import { formatCount } from '../../report/format.js';
import { shellWord } from '../../report/reproduce.js';
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
import { comparisonInterrupted, optionRequired } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import { type DecideArguments, firstRuns, nextRuns, sequentialFor, widestSuite } from '../decidePairs.js';
import { type MakeOptions, makeRuns } from '../makeRuns.js';
import { progressOn } from '../progress.js';
import type { Terminal } from '../terminal.js';

export interface CompareArguments extends DecideArguments {
  readonly suite?: string;
  readonly steps?: number;
  readonly jobs?: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly checkpointEvery?: CheckpointEvery;
  readonly allowInexact?: boolean;
  readonly tensorboard?: boolean;
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

function announce({ suite, sequential }: Comparison, plan: readonly PlannedRun[], where: string): string {
  const { name, rows, environments } = suite;
  const seeds = new Set(plan.map(({ seed }) => seed)).size;
  const steps = plan.reduce((sum, { config }) => sum + config.envSteps, 0);
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const shape = [counted(rows.length, 'method'), counted(environments.length, 'environment'), counted(seeds, 'seed')];
  const more = sequential
    ? ` to begin with, up to ${counted(sequential.maxSeeds, 'seed')} until ${counted(sequential.pairs.length, 'pair')} are decided`
    : '';
  return `${name}: ${shape.join(' × ')} = ${counted(plan.length, 'run')} of ${formatCount(steps)} env steps in all${more}, ${where}\n`;
}

/** The comparison to continue, if there is one where --resume says. @throws VEM_OPTION_REQUIRED, VEM_STORE_DAMAGED */
async function storedComparison({ resume, out }: CompareArguments): Promise<Comparison | undefined> {
  if (!resume) return undefined;
  if (out === undefined)
    throw optionRequired('compare', '--out <dir>', 'so that it is known which comparison to continue');
  return readComparison(out);
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
  const asked = changedSuite(named ? stored.suite : await findSuite(given.suite ?? DEFAULT_SUITE, suites), given);
  const sequential = sequentialFor(given, asked) ?? stored?.sequential;
  const suite = widestSuite(asked, sequential);
  const plan = planSuite(suite);
  checkPlan(plan, terminal.stderr);
  const jobs = Math.min(given.jobs ?? availableParallelism(), plan.length);
  const planned: Comparison = {
    format: 'vem-comparison-1',
    suite,
    command: commandOf(given),
    commit: await vemCommit(),
    madeWith: madeWithThis(),
    ...(sequential ? { sequential } : {}),
    runs: runsOf(sequential ? firstRuns(plan, suite, sequential) : plan),
    failures: [],
    jobs,
  };
  if (stored === undefined || given.out === undefined) {
    const place = given.out === undefined ? { numberedLike: join('results', suite.name) } : { folder: given.out };
    const folder = await createComparison(place, planned);
    return runInto(folder, planned, plan, given, terminal);
  }
  // Of a comparison that adds seeds, what was added since is there too.
  const begun = { ...stored, runs: stored.runs.slice(0, planned.runs.length) };
  checkStored(given.out, sequential ? begun : stored, planned, given.allowInexact === true);
  return runInto(await openComparison(given.out), { ...stored, jobs, failures: [] }, plan, given, terminal);
}

const runsOf = (plan: readonly PlannedRun[]): Comparison['runs'] =>
  plan.map(({ folder, config }) => ({ folder, config }));

/** Makes the runs of a comparison; where seeds are added, group by group until all pairs are decided. @param plan - all there may be */
async function makeAll(
  path: string,
  planned: Comparison,
  plan: readonly PlannedRun[],
  options: MakeOptions,
  terminal: Terminal,
): Promise<Comparison> {
  const folders = new Set(planned.runs.map(({ folder }) => folder));
  let asked = plan.filter(({ folder }) => folders.has(folder));
  let state = planned;
  for (let settled = await finishedRuns(asked, path); ; ) {
    const rest = settled.size === 0 ? '' : `; ${settled.size} of them are there`;
    terminal.stderr(announce(planned, asked, `${options.jobs} at a time, into ${path}${rest}`));
    const steps = (runs: Iterable<PlannedRun>) => [...runs].reduce((sum, { config }) => sum + config.envSteps, 0);
    const progress = progressOn(terminal, planned.suite.name, steps(asked), steps(settled));
    const { finished, failures } = await makeRuns(asked, settled, path, options, progress).finally(progress.stop);
    if (options.signal.aborted) throw comparisonInterrupted(path, finished, asked.length);
    state = { ...state, runs: runsOf(asked), failures: [...state.failures, ...failures] };
    await updateComparison(path, state);
    if (state.sequential === undefined) return state;
    const next = nextRuns(plan, asked, (await collect(path)).results.pairs, state.sequential);
    if (next.length === 0) return state;
    settled = new Set(asked);
    asked = [...asked, ...next];
    state = { ...state, runs: runsOf(asked) };
    await updateComparison(path, state);
  }
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
    const resume = given.resume ? { resume: { allowInexact: given.allowInexact === true } } : {};
    const options = { jobs, signal: interruption.signal, checkpointEvery: given.checkpointEvery, ...resume };
    const made = await makeAll(path, planned, plan, options, terminal);
    // The time of a comparison that was continued would be that of its last part.
    const wallSeconds = given.resume ? {} : { wallSeconds: (performance.now() - start) / 1000 };
    await updateComparison(path, { ...made, ...wallSeconds });
    const collection = await collect(path);
    const files = await writeReport(path, collection, { tensorboard: given.tensorboard === true });
    return {
      text: `${markdownReport(collection.results)}\n\n${files.join('\n')}`,
      json: collection.results,
      exitStatus: made.failures.length > 0 ? 1 : 0,
    };
  } finally {
    interruption.dispose();
    await lock.release();
  }
}

/** The command that asks for the same comparison. */
function commandOf({ suite = DEFAULT_SUITE, seeds, steps, jobs, decide, maxSeeds }: CompareArguments): string {
  const option = (name: string, value: number | undefined) => (value === undefined ? [] : [`--${name}`, String(value)]);
  const words = [
    'vem',
    'compare',
    '--suite',
    suite,
    ...option('seeds', seeds),
    ...option('steps', steps),
    ...(decide === undefined ? [] : ['--decide', ...(decide === true ? [] : decide)]),
    ...option('max-seeds', maxSeeds),
    ...option('jobs', jobs),
  ];
  return words.map(shellWord).join(' ');
}
