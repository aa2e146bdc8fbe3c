import { resolve } from 'node:path';
import { type Registry, registry } from '../catalogue/registry.js';
import { aboutRun } from '../report/overrides.js';
import { fileNameOf } from '../store/runFolder.js';
import { configureRun } from './configureRun.js';
import { configureExperiment, type ExperimentConfig } from './experimentConfig.js';
import { sourceOf } from './initialPolicies.js';
import { settingsOf } from './settings.js';
import { reportedSeeds, type Suite, type SuiteEnvironment, type SuiteRow } from './suite.js';

/** Episodes per point of a learning curve. */
export const CURVE_EPISODES = 5;

/** One run of a comparison. */
export interface PlannedRun {
  readonly row: string;
  readonly environment: string;
  readonly seed: number;
  readonly config: ExperimentConfig;
  /** Name of its folder among the comparison's runs. */
  readonly folder: string;
}

/** What the command line changes of a suite. */
export interface SuiteChanges {
  readonly seeds?: number | undefined;
  readonly steps?: number | undefined;
}

/** The suite with other numbers of seeds or steps. */
export const changedSuite = (suite: Suite, { seeds, steps }: SuiteChanges): Suite => ({
  ...suite,
  seeds: seeds ?? suite.seeds,
  ...(steps === undefined
    ? {}
    : {
        environments: suite.environments.map((environment) => ({ ...environment, steps })),
        rows: suite.rows.map((row) => ({ ...row, stepsOn: {} })),
      }),
});

function configFor(suite: Suite, row: SuiteRow, environment: SuiteEnvironment, known: Registry): ExperimentConfig {
  const settings = [suite.settings?.set, environment.set, row.set, row.setOn[environment.id]].flatMap((set) =>
    settingsOf(set ?? {}),
  );
  const request = {
    preset: row.presetOn[environment.id] ?? row.preset,
    environment: environment.id,
    settings,
    seed: 1,
    environments: environment.copies ?? suite.copies,
    threads: suite.threads,
  };
  const run = configureRun({ ...request, engine: 'compiled' }, known);
  const envSteps = row.stepsOn[environment.id] ?? environment.steps;
  const extent = {
    envSteps,
    evaluateEvery: Math.ceil(envSteps / suite.curvePoints),
    curveEpisodes: CURVE_EPISODES,
    evaluationEpisodes: environment.episodes ?? suite.episodes,
  };
  const config = configureExperiment(run, extent, row.name);
  return { ...config, about: aboutRun(config, known) };
}

/** Where groups of a row's run start from, under a seed; nothing where none was named. */
function initOf({ init }: SuiteRow, seed: number): Pick<ExperimentConfig, 'init'> {
  const found = Object.entries(init).map(([group, source]) => {
    const { folder, group: there } = sourceOf(source.replaceAll('{seed}', String(seed)));
    return [group, `${resolve(folder)}${there === undefined ? '' : `#${there}`}`] as const;
  });
  return found.length === 0 ? {} : { init: Object.fromEntries(found) };
}

/**
 * All runs of a suite, first seeds first, so that a comparison that is cut short has seen every row. Settings apply in
 * the order suite, environment, row, row on this environment.
 *
 * @throws what `configureRun` throws: nothing starts unless everything fits together
 */
export function planSuite(suite: Suite, known: Registry = registry): PlannedRun[] {
  const cells = suite.rows.flatMap((row) =>
    suite.environments
      .filter(({ id }) => !(id in row.skip))
      .map((environment) => ({ row, config: configFor(suite, row, environment, known), environment: environment.id })),
  );
  const taken = new Set<string>();
  return reportedSeeds(suite).flatMap((seed) =>
    cells.map(({ row, environment, config }) => {
      const name = `${fileNameOf(row.name)}-${fileNameOf(environment)}-seed${seed}`;
      let folder = name;
      for (let number = 2; taken.has(folder); number++) folder = `${name}-${number}`;
      taken.add(folder);
      return { row: row.name, environment, seed, config: { ...config, ...initOf(row, seed), seed }, folder };
    }),
  );
}

/**
 * The order in which runs are begun: seed by seed, so that a comparison that is cut short has seen every row, and the longest of a
 * seed first, so that none of them is left for the end, where it would have the machine for itself.
 */
export const orderOfRuns = (plan: readonly PlannedRun[]): PlannedRun[] =>
  [...plan].sort((a, b) => a.seed - b.seed || b.config.envSteps - a.config.envSteps);
