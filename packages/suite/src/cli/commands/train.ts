import { allowModuleOf } from '@vem/envs';
import type { Registry } from '../../catalogue/registry.js';
import { configureRun, reconfigureRun } from '../../experiment/configureRun.js';
import {
  type CheckpointEvery,
  configureExperiment,
  type ExperimentConfig,
  environmentOf,
  readExperimentConfig,
  runConfigOf,
} from '../../experiment/experimentConfig.js';
import { type InitialPolicies, initialPolicies } from '../../experiment/initialPolicies.js';
import { runsOf } from '../../experiment/makeRun.js';
import { CURVE_EPISODES } from '../../experiment/plan.js';
import { runExperiment } from '../../experiment/runExperiment.js';
import { parseSetting } from '../../experiment/settings.js';
import { knownPlugins } from '../../plugins/knownPlugins.js';
import { withEvents } from '../../report/tensorboard/liveEvents.js';
import { fileNameOf } from '../../store/runFolder.js';
import { optionConflict, optionRequired } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import { pluginsToContinue, type StoredPluginArguments } from '../storedPlugins.js';
import type { Terminal } from '../terminal.js';
import { warnOfThreads } from '../threads.js';
import { watched } from '../watchRun.js';

export interface TrainArguments extends StoredPluginArguments {
  readonly env?: string;
  readonly steps?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly set: readonly string[];
  readonly config?: string;
  readonly envs?: number;
  readonly engine?: 'compiled' | 'eager';
  readonly threads?: number;
  readonly evaluateEvery?: number;
  readonly init: readonly string[];
  readonly stopWhenReturn?: number;
  readonly checkpointEvery?: CheckpointEvery;
  readonly maxEpisodeSteps?: number;
  readonly tensorboard?: boolean;
}

const DEFAULT_SEED = 1;
/** Episodes of the evaluation after training. */
const EVALUATION_EPISODES = 20;
const CURVE_POINTS = 10;

/** A run, and the plugins that it is made of. */
interface Planned {
  readonly config: ExperimentConfig;
  readonly known: Registry;
}

/** What options say about the course of a run besides its length, where they say it. */
const courseOf = ({ stopWhenReturn, checkpointEvery, maxEpisodeSteps }: TrainArguments, init: InitialPolicies) => ({
  ...(maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps }),
  ...(init === undefined ? {} : { init }),
  ...(stopWhenReturn === undefined ? {} : { stopWhenReturn }),
  ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
});

function configFromPreset(
  preset: string | undefined,
  given: TrainArguments,
  init: InitialPolicies,
  known: Registry,
): ExperimentConfig {
  if (preset === undefined) throw optionRequired('train', '<preset> or --config', 'so that it is known what to run');
  if (given.env === undefined)
    throw optionRequired('train', '--env <id>', 'so that it is known what to learn; `vem list envs` shows all');
  allowModuleOf(given.env);
  if (given.steps === undefined) throw optionRequired('train', '--steps <n>', 'so that it is known when to stop');
  const request = {
    preset,
    environment: given.env,
    settings: given.set.map(parseSetting),
    seed: given.seed ?? DEFAULT_SEED,
    environments: given.envs,
    engine: given.engine ?? 'compiled',
    threads: given.threads ?? 1,
  };
  const run = configureRun(request, known);
  return configureExperiment(run, {
    envSteps: given.steps,
    evaluateEvery: given.evaluateEvery ?? Math.ceil(given.steps / CURVE_POINTS),
    curveEpisodes: CURVE_EPISODES,
    evaluationEpisodes: EVALUATION_EPISODES,
    ...courseOf(given, init),
  });
}

async function configFromFile(
  file: string,
  preset: string | undefined,
  given: TrainArguments,
  init: InitialPolicies,
  stderr: Terminal['stderr'],
): Promise<Planned> {
  if (preset !== undefined) throw optionConflict('train', `preset "${preset}"`, 'because --config says what to run');
  if (given.env !== undefined) throw optionConflict('train', '--env', 'because --config says what to run');
  const stored = await readExperimentConfig(file);
  const repeated = { allowInexact: true, ...given };
  const known = await pluginsToContinue(`Configuration "${file}"`, stored.madeWith?.plugins ?? [], repeated, stderr);
  const changed = {
    ...runConfigOf(stored),
    seed: given.seed ?? stored.seed,
    environments: given.envs ?? stored.environments,
    engine: given.engine ?? stored.engine,
    threads: given.threads ?? stored.threads,
  };
  const extent = {
    ...stored,
    envSteps: given.steps ?? stored.envSteps,
    evaluateEvery: given.evaluateEvery ?? stored.evaluateEvery,
    ...courseOf(given, init),
  };
  const run = reconfigureRun(changed, given.set.map(parseSetting), known);
  return { config: configureExperiment(run, extent, stored.label), known };
}

async function planned(
  preset: string | undefined,
  given: TrainArguments,
  init: InitialPolicies,
  stderr: Terminal['stderr'],
): Promise<Planned> {
  if (given.config !== undefined) return configFromFile(given.config, preset, given, init, stderr);
  const known = await knownPlugins(given, stderr);
  return { config: configFromPreset(preset, given, init, known), known };
}

/**
 * `vem train`: one run in this process.
 *
 * @throws VEM_OPTION_…, VEM_CONFIG_…, VEM_OUT_… and what `configureRun` and training throw
 */
export async function train(preset: string | undefined, given: TrainArguments, terminal: Terminal): Promise<Answer> {
  const init = await initialPolicies(given.init);
  const { config, known } = await planned(preset, given, init, terminal.stderr);
  const name = `${fileNameOf(config.preset ?? 'custom')}-${fileNameOf(environmentOf(config))}-seed${config.seed}`;
  warnOfThreads(terminal.stderr, config.threads);
  const place = given.out === undefined ? { freshLike: `runs/${name}` } : { folder: given.out };
  return watched(terminal, (control) =>
    runExperiment(config, place, given.tensorboard ? withEvents(control) : control, runsOf(known)),
  );
}
