import type { Registry } from '../catalogue/registry.js';
import type { PlannedRun } from '../experiment/plan.js';
import { finishedRuns } from '../experiment/storedComparison.js';
import { collect } from '../report/collect.js';
import { formatCount } from '../report/format.js';
import { type Comparison, updateComparison } from '../store/comparison.js';
import { comparisonInterrupted } from './cliErrors.js';
import { nextRuns } from './decidePairs.js';
import { type MakeOptions, makeRuns } from './makeRuns.js';
import { progressOn } from './progress.js';
import type { Terminal } from './terminal.js';

/** What a comparison is made of. */
export interface Wanted {
  /** All runs that there may be; where seeds are added, many of them may never be made. */
  readonly plan: readonly PlannedRun[];
  /** Its runs are those that are made first. */
  readonly comparison: Comparison;
}

/** Runs as `comparison.json` has them. */
export const storedPlan = (plan: readonly PlannedRun[]): Comparison['runs'] =>
  plan.map(({ folder, config }) => ({ folder, config }));

const stepsOf = (runs: Iterable<PlannedRun>): number => [...runs].reduce((sum, { config }) => sum + config.envSteps, 0);

function announce({ suite, sequential }: Comparison, plan: readonly PlannedRun[], where: string): string {
  const { name, rows, environments } = suite;
  const seeds = new Set(plan.map(({ seed }) => seed)).size;
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const shape = [counted(rows.length, 'method'), counted(environments.length, 'environment'), counted(seeds, 'seed')];
  const more = sequential
    ? ` to begin with, up to ${counted(sequential.maxSeeds, 'seed')} until ${counted(sequential.pairs.length, 'pair')} are decided`
    : '';
  return `${name}: ${shape.join(' × ')} = ${counted(plan.length, 'run')} of ${formatCount(stepsOf(plan))} env steps in all${more}, ${where}\n`;
}

/**
 * Makes the runs of a comparison; where seeds are added, group by group until all pairs are decided.
 *
 * @returns the comparison with the runs that were asked for in the end, as it is stored
 * @throws VEM_INTERRUPTED
 */
export async function makeAll(
  path: string,
  { plan, comparison }: Wanted,
  known: Registry,
  options: MakeOptions,
  terminal: Terminal,
): Promise<Comparison> {
  const folders = new Set(comparison.runs.map(({ folder }) => folder));
  let asked = plan.filter(({ folder }) => folders.has(folder));
  let state = comparison;
  for (let settled = await finishedRuns(asked, path); ; ) {
    const rest = settled.size === 0 ? '' : `; ${settled.size} of them are there`;
    terminal.stderr(
      announce(
        comparison,
        asked,
        `${options.executor ? 'by workers of the queue' : `${options.jobs} at a time`}, into ${path}${rest}`,
      ),
    );
    const progress = progressOn(terminal, comparison.suite.name, stepsOf(asked), stepsOf(settled));
    const { finished, failures } = await makeRuns(asked, settled, path, options, progress).finally(progress.stop);
    if (options.signal.aborted) throw comparisonInterrupted(path, finished, asked.length);
    state = { ...state, runs: storedPlan(asked), failures: [...state.failures, ...failures] };
    await updateComparison(path, state);
    if (state.sequential === undefined) return state;
    const next = nextRuns(plan, asked, (await collect(path, known)).results.pairs, state.sequential);
    if (next.length === 0) return state;
    settled = new Set(asked);
    asked = [...asked, ...next];
    state = { ...state, runs: storedPlan(asked) };
    await updateComparison(path, state);
  }
}
