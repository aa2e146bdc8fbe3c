import { madeWithThis, vemCommit } from '../../experiment/madeWith.js';
import { changedSuite, planSuite } from '../../experiment/plan.js';
import { findSuite } from '../../experiment/suite.js';
import { knownPlugins, type PluginArguments } from '../../plugins/knownPlugins.js';
import { packagesUsed } from '../../plugins/requiredPackages.js';
import { shellWord } from '../../report/reproduce.js';
import type { Comparison } from '../../store/comparison.js';
import { jsonText, writeNew } from '../../store/files.js';
import { outTaken } from '../../store/storeErrors.js';
import type { Answer } from '../commandLine.js';
import { storedPlan } from '../makeAll.js';
import type { Terminal } from '../terminal.js';

export interface PlanArguments extends PluginArguments {
  readonly suite: string;
  readonly seeds?: number;
  readonly steps?: number;
  readonly out: string;
}

/** The command that made the plan. */
const commandOf = ({ suite, seeds, steps, out, plugins = [] }: PlanArguments): string =>
  [
    ...['vem', 'plan', '--suite', suite],
    ...(plugins === false ? ['--no-plugins'] : plugins.flatMap((name) => ['--plugins', name])),
    ...(seeds === undefined ? [] : ['--seeds', String(seeds)]),
    ...(steps === undefined ? [] : ['--steps', String(steps)]),
    ...['--out', out],
  ]
    .map(shellWord)
    .join(' ');

/**
 * `vem plan`: every run of a suite in full, in one file, for `vem run-index` on any machine.
 *
 * @throws VEM_SUITE_…, VEM_PLUGINS_…, VEM_OUT_TAKEN, and what `configureRun` throws
 */
export async function plan(given: PlanArguments, { stderr }: Terminal): Promise<Answer> {
  const known = await knownPlugins(given, stderr);
  const suite = changedSuite(await findSuite(given.suite, known.suites), given);
  const runs = storedPlan(planSuite(suite, known));
  const packages = new Set(runs.flatMap(({ config }) => packagesUsed(config, known)));
  const planned: Comparison = {
    ...{ format: 'vem-comparison-1', suite, command: commandOf(given), commit: await vemCommit() },
    ...{ madeWith: madeWithThis(undefined, [...packages]), runs, failures: [] },
  };
  if (!(await writeNew(given.out, jsonText(planned)))) throw outTaken(given.out, 'a plan', `${given.out}.new`);
  const last = runs.length - 1;
  return {
    text: `${runs.length} runs in ${given.out}, with indices 0 to ${last}. Each: vem run-index ${shellWord(given.out)} INDEX --out DIR`,
    json: { plan: given.out, runs: runs.length },
  };
}
