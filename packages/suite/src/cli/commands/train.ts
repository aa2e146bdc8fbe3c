import { configureRun, reconfigureRun } from '../../experiment/configureRun.js';
import {
  configureExperiment,
  type ExperimentConfig,
  environmentOf,
  readExperimentConfig,
  runConfigOf,
} from '../../experiment/experimentConfig.js';
import { CURVE_EPISODES } from '../../experiment/plan.js';
import { runExperiment } from '../../experiment/runExperiment.js';
import { parseSetting } from '../../experiment/settings.js';
import { formatCount, formatScore, formatSeconds } from '../../report/format.js';
import { fileNameOf } from '../../store/runFolder.js';
import type { RunResult } from '../../store/runResult.js';
import { optionConflict, optionRequired } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import { type Progress, progressOn } from '../progress.js';
import type { Terminal } from '../terminal.js';

export interface TrainArguments {
  readonly env?: string;
  readonly steps?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly set: readonly string[];
  readonly config?: string;
  readonly envs?: number;
  readonly engine?: 'compiled' | 'eager';
  readonly assessEvery?: number;
}

const DEFAULT_SEED = 1;
/** Episodes of the evaluation after training. */
const EVALUATION_EPISODES = 20;
const CURVE_POINTS = 10;

function configFromPreset(preset: string | undefined, given: TrainArguments): ExperimentConfig {
  if (preset === undefined) throw optionRequired('train', '<preset> or --config', 'so that it is known what to run');
  if (given.env === undefined)
    throw optionRequired('train', '--env <id>', 'so that it is known what to learn; `vem list envs` shows all');
  if (given.steps === undefined) throw optionRequired('train', '--steps <n>', 'so that it is known when to stop');
  const run = configureRun({
    preset,
    environment: given.env,
    settings: given.set.map(parseSetting),
    seed: given.seed ?? DEFAULT_SEED,
    environments: given.envs ?? 1,
    engine: given.engine ?? 'compiled',
  });
  return configureExperiment(run, {
    envSteps: given.steps,
    assessEvery: given.assessEvery ?? Math.ceil(given.steps / CURVE_POINTS),
    assessEpisodes: CURVE_EPISODES,
    evaluationEpisodes: EVALUATION_EPISODES,
  });
}

async function configFromFile(
  file: string,
  preset: string | undefined,
  given: TrainArguments,
): Promise<ExperimentConfig> {
  if (preset !== undefined) throw optionConflict('train', `preset "${preset}"`, 'because --config says what to run');
  if (given.env !== undefined) throw optionConflict('train', '--env', 'because --config says what to run');
  const stored = await readExperimentConfig(file);
  const changed = {
    ...runConfigOf(stored),
    seed: given.seed ?? stored.seed,
    environments: given.envs ?? stored.environments,
    engine: given.engine ?? stored.engine,
  };
  const extent = {
    ...stored,
    envSteps: given.steps ?? stored.envSteps,
    assessEvery: given.assessEvery ?? stored.assessEvery,
  };
  return configureExperiment(reconfigureRun(changed, given.set.map(parseSetting)), extent, stored.label);
}

const title = (config: ExperimentConfig): string =>
  `${config.label ?? config.preset ?? 'custom'} on ${environmentOf(config)}, seed ${config.seed}`;

function summary(config: ExperimentConfig, folder: string, result: RunResult): string {
  const { evaluation, envSteps, updates, wallSeconds, envStepsPerSecond } = result;
  const outcome = evaluation
    ? `return ${formatScore(evaluation.meanReturn)} ± ${formatScore(evaluation.stdReturn)} over ${evaluation.episodes} episodes (${evaluation.behaviour})`
    : 'stopped early, not evaluated';
  const solved = evaluation?.solved;
  return [
    `${title(config)}: ${outcome}`,
    ...(solved
      ? [`  ${solved.passed ? 'solved' : 'not solved'}: ${formatScore(solved.value)} (${solved.criterion})`]
      : []),
    `  ${formatCount(envSteps)} env steps, ${formatCount(updates)} updates in ${formatSeconds(wallSeconds)} (${formatCount(envStepsPerSecond)} env steps/s)`,
    `  in ${folder}`,
  ].join('\n');
}

/**
 * `vem train`: one run in this process.
 *
 * @throws VEM_OPTION_…, VEM_CONFIG_…, VEM_OUT_… and what `configureRun` and training throw
 */
export async function train(preset: string | undefined, given: TrainArguments, terminal: Terminal): Promise<Answer> {
  const config =
    given.config === undefined ? configFromPreset(preset, given) : await configFromFile(given.config, preset, given);
  const name = `${fileNameOf(config.preset ?? 'custom')}-${fileNameOf(environmentOf(config))}-seed${config.seed}`;
  const place = given.out === undefined ? { freshLike: `runs/${name}` } : { folder: given.out };
  const interruption = terminal.interruption();
  let progress: Progress | undefined;
  let start = 0;
  let episodeReturn: number | undefined;
  try {
    const { folder, result } = await runExperiment(config, place, {
      signal: interruption.signal,
      onStart: () => {
        start = performance.now();
        progress = progressOn(terminal, title(config), config.envSteps);
      },
      onReport: ({ envSteps, episodeReturn: latest }) => {
        episodeReturn = latest ?? episodeReturn;
        const rate = `${formatCount((1000 * envSteps) / (performance.now() - start))} env steps/s`;
        progress?.update(
          envSteps,
          episodeReturn === undefined ? rate : `${rate} | episode return ${formatScore(episodeReturn)}`,
        );
      },
      onWarning: (text) => (progress ? progress.note(`warning: ${text}`) : terminal.stderr(`warning: ${text}\n`)),
    });
    progress?.stop();
    const stopped = result.status === 'stopped';
    if (stopped)
      terminal.stderr(`stopped at ${formatCount(result.envSteps)} env steps; what there is is saved in ${folder}\n`);
    return { text: summary(config, folder, result), json: result };
  } finally {
    progress?.stop();
    interruption.dispose();
  }
}
