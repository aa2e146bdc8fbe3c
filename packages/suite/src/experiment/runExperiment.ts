import { composeFromConfig, type Report, type Run, type RunConfig } from '@vem/framework';
import type { Logger } from 'pino';
import { registry } from '../catalogue/registry.js';
import { RunFolder, type RunPlace } from '../store/runFolder.js';
import type { RunResult } from '../store/runResult.js';
import { type ExperimentConfig, environmentOf, runConfigOf } from './experimentConfig.js';
import { madeWithThis } from './madeWith.js';
import { RunLog } from './runLog.js';
import { environmentFactory, evaluateAndJudge } from './solved.js';

/** The part of a run that an experiment needs. */
export type TrainableRun = Pick<
  Run,
  'train' | 'evaluate' | 'save' | 'parameterHash' | 'engineDescription' | 'counters' | 'dispose'
>;

/** Makes runs from configurations. */
export type ComposeRun = (config: RunConfig, logger: Logger) => TrainableRun;

export interface ExperimentControl {
  /** Once aborted, the run stops at its next report and keeps what it has. */
  readonly signal?: AbortSignal;
  readonly onStart?: (folder: string) => void;
  readonly onReport?: (report: Report) => void;
  readonly onWarning?: (text: string) => void;
}

/** Reports are this frequent at most, and at most this far apart, so that a run answers soon when it is stopped. */
const REPORTS_PER_RUN = 100;
const MAX_REPORT_EVERY = 250;

const composeKnown: ComposeRun = (config, logger) => composeFromConfig(config, { plugins: registry.plugins, logger });

/**
 * One run from configuration to result: composed, trained, evaluated, saved. Nothing is written before it is known that
 * the slots fit together.
 *
 * @throws what composing, training and writing throw; what the folder holds by then stays
 */
export async function runExperiment(
  config: ExperimentConfig,
  place: RunPlace,
  control: ExperimentControl = {},
  compose: ComposeRun = composeKnown,
): Promise<{ readonly folder: string; readonly result: RunResult }> {
  const log = new RunLog(control.onWarning ?? (() => {}));
  let run: TrainableRun | undefined;
  try {
    run = compose(runConfigOf(config), log.logger);
    const folder = await RunFolder.create(place, { ...config, madeWith: madeWithThis() });
    log.open(folder.file('log'));
    control.onStart?.(folder.path);
    const result = await trainInto(folder, run, config, control);
    log.logger.info(result, `run ${result.status}`);
    return { folder: folder.path, result };
  } catch (error) {
    log.logger.info({ err: error }, 'run failed');
    throw error;
  } finally {
    run?.dispose();
    log.close();
  }
}

async function trainInto(
  folder: RunFolder,
  run: TrainableRun,
  config: ExperimentConfig,
  { signal, onReport }: ExperimentControl,
): Promise<RunResult> {
  const { envSteps, assessEvery, assessEpisodes } = config;
  const reportEvery = Math.min(MAX_REPORT_EVERY, Math.ceil(envSteps / REPORTS_PER_RUN));
  const criterion = environmentFactory(config.slots.environment).spec.solved;
  const start = performance.now();
  let stopped = false;
  for await (const report of run.train({ envSteps, reportEvery, assessEvery, assessEpisodes })) {
    await folder.append(report);
    onReport?.(report);
    stopped = signal?.aborted === true && report.envSteps < envSteps;
    if (stopped) break;
  }
  const wallSeconds = (performance.now() - start) / 1000;
  await folder.recordMadeWith(madeWithThis(run.engineDescription));

  const evaluation = stopped
    ? undefined
    : await evaluateAndJudge((options) => run.evaluate(options), config.evaluationEpisodes, criterion);
  if (evaluation) await folder.appendEvaluation('final', run.counters, evaluation);
  const checkpoint = folder.file('checkpoint');
  await run.save(checkpoint);
  const result: RunResult = {
    preset: config.preset,
    environment: environmentOf(config),
    seed: config.seed,
    status: stopped ? 'stopped' : 'complete',
    envSteps: run.counters.envSteps,
    updates: run.counters.updates,
    wallSeconds,
    envStepsPerSecond: run.counters.envSteps / wallSeconds,
    ...(evaluation
      ? { evaluation: { ...evaluation, returns: [...evaluation.returns], lengths: [...evaluation.lengths] } }
      : {}),
    checkpoint,
    parameterHash: run.parameterHash(),
    engine: run.engineDescription,
  };
  await folder.finish(result);
  return result;
}
