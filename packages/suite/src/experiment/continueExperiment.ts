import { listCheckpoints } from '@vem/framework';
import { readJson, readJsonLines } from '../store/files.js';
import type { LockOptions } from '../store/lock.js';
import { RunFolder } from '../store/runFolder.js';
import { type EvaluationLine, type RunResult, runResult } from '../store/runResult.js';
import { requireOneRun } from '../store/storedRun.js';
import { damagedFile } from '../store/storeErrors.js';
import type { ExperimentConfig } from './experimentConfig.js';
import * as errors from './experimentErrors.js';
import { knownRuns, type ResumedRun, type RunMaker } from './makeRun.js';
import { type Experiment, type ExperimentControl, noteCheckpoints } from './runExperiment.js';
import { RunLog } from './runLog.js';
import { requireSame, requireSameRun } from './sameSettings.js';
import { type Earlier, goodEnough, lookAt, NOTHING_EARLIER, type TrainableRun, trainInto } from './training.js';

export interface ContinueOptions extends LockOptions {
  /** Environment steps of the whole run, if they are to be others than before. */
  readonly envSteps?: number;
  /** Go on although the numbers may differ from those of a run that was not interrupted. */
  readonly allowInexact?: boolean;
  /** What the run must be, but for its length if `envSteps` gives another; another run is refused. */
  readonly expected?: ExperimentConfig;
}

/** A configuration without what its results do not hang on. */
const comparable = ({
  madeWith: _madeWith,
  about: _about,
  checkpointEvery: _checkpointEvery,
  ...config
}: ExperimentConfig) => config;

/** The stored result if there is nothing left to do. */
async function finished(folder: RunFolder, { envSteps }: ExperimentConfig): Promise<RunResult | undefined> {
  const path = folder.file('result');
  const stored = await readJson(path);
  if (stored === undefined) return undefined;
  const { data: result, error } = runResult.safeParse(stored);
  if (result === undefined) throw damagedFile(path, error.issues[0].message);
  requireOneRun(folder.path, folder.config, result);
  const whole = result.endedEarly === true || result.envSteps >= envSteps;
  return result.status === 'complete' && whole ? result : undefined;
}

/** The run at its newest whole checkpoint; where none was ever written, at its beginning. */
async function restore(
  folder: RunFolder,
  log: RunLog,
  allowInexact: boolean,
  maker: RunMaker,
): Promise<Omit<ResumedRun, 'checkpoint'> & { readonly envSteps: number }> {
  const directory = folder.file('checkpoints');
  if (listCheckpoints(directory).length === 0)
    return { run: maker.compose(folder.config, log.logger), damaged: [], inexact: [], envSteps: 0 };
  requireSameRun(folder.path, folder.config, directory);
  const { checkpoint, ...resumed } = await maker.resume(directory, { logger: log.logger, allowInexact });
  return { ...resumed, envSteps: checkpoint.envSteps };
}

/** What the folder tells of the training so far. */
async function earlierIn(folder: RunFolder): Promise<Earlier> {
  const lines = (await readJsonLines(folder.file('evaluations'))) as EvaluationLine[];
  const notes = (await readJsonLines(folder.file('log'))) as { readonly wallSeconds?: unknown }[];
  const wallSeconds = notes.map((note) => note.wallSeconds).findLast((seconds) => typeof seconds === 'number');
  const ended = lines.some(({ meanReturn }) => goodEnough(meanReturn, folder.config));
  return { ...NOTHING_EARLIER, ended, ...(typeof wallSeconds === 'number' ? { wallSeconds } : {}) };
}

/** The folder's configuration for this many steps. @throws VEM_RESUME_STEPS if more are behind the run */
function extended(folder: RunFolder, envSteps = folder.config.envSteps): ExperimentConfig {
  const [newest] = listCheckpoints(folder.file('checkpoints'));
  if (newest !== undefined && newest.envSteps > envSteps)
    throw errors.fewerSteps(folder.path, envSteps, newest.envSteps);
  return { ...folder.config, envSteps };
}

/**
 * Continues a run exactly where its newest whole checkpoint left it, and with the same result as if it had never been
 * interrupted. A run that has its result is left as it is.
 *
 * @throws VEM_RUN_NOT_FOUND, VEM_CONFIG_…, VEM_FOLDER_IN_USE, VEM_RESUME_DIFFERS, VEM_RESUME_STEPS and
 *   what `resumeRun` throws, VEM_STORE_DAMAGED, and what training throws
 */
export async function continueExperiment(
  path: string,
  options: ContinueOptions = {},
  control: ExperimentControl = {},
  maker: RunMaker = knownRuns,
): Promise<Experiment & { readonly from: number | undefined }> {
  const folder = await RunFolder.open(path, options);
  const log = new RunLog(control.onWarning ?? (() => {}));
  let run: TrainableRun | undefined;
  try {
    if (options.expected) {
      const { envSteps } = options.envSteps === undefined ? options.expected : folder.config;
      requireSame(`Run "${path}"`, comparable(folder.config), comparable({ ...options.expected, envSteps }));
    }
    const config = extended(folder, options.envSteps);
    const result = await finished(folder, config);
    if (result) return { folder: path, config: folder.config, result, from: undefined };
    const { envSteps, ...restored } = await restore(folder, log, options.allowInexact === true, maker);
    run = restored.run;
    await folder.rewind(envSteps);
    if (config.envSteps !== folder.config.envSteps) await folder.reconfigure(config);
    log.open(folder.file('log'));
    log.logger.info({ envSteps, inexact: restored.inexact }, 'run continues');
    control.onStart?.(path, folder.config, envSteps);
    const watched = { ...control, onCheckpoint: noteCheckpoints(log) };
    const criterion = maker.criterion?.(folder.config);
    const now = await trainInto(folder, run, watched, await earlierIn(folder), criterion, lookAt(folder, run, maker));
    log.logger.info(now, `run ${now.status}`);
    return { folder: path, config: folder.config, result: now, from: envSteps };
  } catch (error) {
    log.failed(error);
    throw error;
  } finally {
    run?.dispose();
    log.close();
    await folder.release();
  }
}
