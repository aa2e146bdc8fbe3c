import type { EvaluateOptions, Report, Run, SolvedCriterion, TrainOptions } from '@vem/framework';
import type { RunFolder } from '../store/runFolder.js';
import type { RunResult } from '../store/runResult.js';
import { writeStates } from '../store/stateFile.js';
import { type ExperimentConfig, environmentOf } from './experimentConfig.js';
import { engineLine, madeWithThis } from './madeWith.js';
import type { RunMaker } from './makeRun.js';
import { evaluateAndJudge } from './solved.js';

/** The part of a run that an experiment needs. */
export type TrainableRun = Pick<
  Run,
  | 'train'
  | 'evaluate'
  | 'save'
  | 'checkpoint'
  | 'on'
  | 'parameterHash'
  | 'engineDescription'
  | 'counters'
  | 'best'
  | 'dispose'
> &
  Partial<Pick<Run, 'open'>>;

export interface TrainingControl {
  /** Once aborted, the run stops at its next report and keeps what it has. */
  readonly signal?: AbortSignal;
  readonly onReport?: (report: Report) => void;
  /** A checkpoint was written, after so many seconds of training in all. */
  readonly onCheckpoint?: (envSteps: number, wallSeconds: number) => void;
}

/** What of this training happened in earlier processes. */
export interface Earlier {
  /** Seconds of training. */
  readonly wallSeconds: number;
  /** Whether training had ended by its own rule. */
  readonly ended: boolean;
}
export const NOTHING_EARLIER: Earlier = { wallSeconds: 0, ended: false };

/** Reports are this frequent at most, and at most this far apart, so that a run answers soon when it is stopped. */
const REPORTS_PER_RUN = 100;
const MAX_REPORT_EVERY = 250;
/** Whole checkpoints that are kept: if the newest is damaged, there is one before it. */
const KEEP = 2;
const SECONDS_BETWEEN_CHECKPOINTS = 60;

/** Whether a report's evaluation is good enough to end training. */
export const goodEnough = (meanReturn: number | undefined, { stopWhenReturn }: ExperimentConfig): boolean =>
  meanReturn !== undefined && stopWhenReturn !== undefined && meanReturn >= stopWhenReturn;

const trainOptions = (config: ExperimentConfig, directory: string): TrainOptions => {
  const { envSteps, evaluateEvery, curveEpisodes, checkpointEvery, maxEpisodeSteps } = config;
  const reportEvery = Math.min(MAX_REPORT_EVERY, Math.ceil(envSteps / REPORTS_PER_RUN));
  const every = checkpointEvery && 'steps' in checkpointEvery ? { every: checkpointEvery.steps } : {};
  const limit = maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps };
  return {
    envSteps,
    reportEvery,
    evaluateEvery,
    evaluateEpisodes: curveEpisodes,
    ...limit,
    checkpoints: { directory, keep: KEEP, ...every },
  };
};

/** Seconds after which a checkpoint is due; never where they are counted in steps. */
const secondsBetween = ({ checkpointEvery = { seconds: SECONDS_BETWEEN_CHECKPOINTS } }: ExperimentConfig): number =>
  'seconds' in checkpointEvery ? checkpointEvery.seconds : Number.POSITIVE_INFINITY;

type End = 'complete' | 'early' | 'stopped';

/** Trains to the end, or until it is enough or asked to stop. The clock decides when to store, never what is learned. */
async function train(
  run: TrainableRun,
  folder: RunFolder,
  { signal, onReport }: TrainingControl,
  sinceCheckpoint: () => number,
): Promise<End> {
  const { config } = folder;
  const directory = folder.file('checkpoints');
  for await (const report of run.train(trainOptions(config, directory))) {
    await folder.append(report).catch((error: unknown) => {
      // A run that ends otherwise stores a checkpoint, which would say that this report is on the disk.
      run.dispose();
      throw error;
    });
    onReport?.(report);
    if (report.envSteps >= config.envSteps) continue;
    if (goodEnough(report.evaluation?.meanReturn, config)) return 'early';
    if (signal?.aborted) return 'stopped';
    if (sinceCheckpoint() >= secondsBetween(config)) await run.checkpoint(directory, { keep: KEEP });
  }
  return 'complete';
}

/** Trains with a watch, and a note on it at every checkpoint. */
async function trainByClock(
  run: TrainableRun,
  folder: RunFolder,
  control: TrainingControl,
  earlier: Earlier,
): Promise<{ readonly end: End; readonly wallSeconds: number }> {
  const start = performance.now();
  const seconds = (since: number) => (performance.now() - since) / 1000;
  let stored = start;
  const stopListening = run.on('checkpoint', async ({ envSteps }) => {
    await folder.synchronise();
    stored = performance.now();
    control.onCheckpoint?.(envSteps, earlier.wallSeconds + seconds(start));
    if (folder.config.madeWith?.engine === undefined)
      await folder.recordMadeWith(
        madeWithThis(engineLine(run.engineDescription, folder.config.threads), folder.config.madeWith?.plugins),
      );
  });
  try {
    const end = earlier.ended ? 'early' : await train(run, folder, control, () => seconds(stored));
    return { end, wallSeconds: earlier.wallSeconds + seconds(start) };
  } finally {
    stopListening();
  }
}

/** Stores what the run thinks of each state, where these can be drawn. */
export const lookAt =
  (folder: RunFolder, run: TrainableRun, { states }: Pick<RunMaker, 'states'>) =>
  async (): Promise<void> => {
    const seen = await states?.(folder.config, run);
    if (seen) await writeStates(folder.path, seen);
  };

const BYTES_PER_KILOBYTE = 1024;
/** The most memory that this process held at once, in bytes. */
const peakMemory = (): number => BYTES_PER_KILOBYTE * process.resourceUsage().maxRSS;

/**
 * Trains a run into its folder, evaluates it, and leaves the result. What training leaves is stored before it is
 * evaluated.
 *
 * @param criterion - when the environment counts as solved
 * @param look - at the run as it is at its end
 */
export async function trainInto(
  folder: RunFolder,
  run: TrainableRun,
  control: TrainingControl,
  earlier: Earlier,
  criterion: SolvedCriterion | undefined,
  look: () => Promise<void> = async () => {},
): Promise<RunResult> {
  const { config } = folder;
  const { end, wallSeconds } = await trainByClock(run, folder, control, earlier);
  const evaluate = (options: EvaluateOptions) => run.evaluate(options);
  const checkpoint = folder.file('checkpoint');
  await run.save(checkpoint);
  const evaluation =
    end === 'stopped'
      ? undefined
      : await evaluateAndJudge(evaluate, config.evaluationEpisodes, criterion, config.maxEpisodeSteps);
  if (evaluation) await folder.appendEvaluation('final', run.counters, evaluation);
  const { envSteps, updates } = run.counters;
  const result: RunResult = {
    preset: config.preset,
    environment: environmentOf(config),
    seed: config.seed,
    status: end === 'stopped' ? 'stopped' : 'complete',
    ...(end === 'early' ? { endedEarly: true } : {}),
    envSteps,
    updates,
    wallSeconds,
    envStepsPerSecond: envSteps / wallSeconds,
    peakMemoryBytes: peakMemory(),
    ...(evaluation
      ? { evaluation: { ...evaluation, returns: [...evaluation.returns], lengths: [...evaluation.lengths] } }
      : {}),
    ...(run.best ? { best: { ...run.best } } : {}),
    checkpoint,
    parameterHash: run.parameterHash(),
    engine: engineLine(run.engineDescription, config.threads),
  };
  await look();
  await folder.finish(result);
  return result;
}
