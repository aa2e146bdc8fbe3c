import type { Report } from '@vem/framework';
import { RunFolder, type RunPlace } from '../store/runFolder.js';
import type { RunResult } from '../store/runResult.js';
import type { ExperimentConfig } from './experimentConfig.js';
import { madeWithThis } from './madeWith.js';
import { knownRuns, type RunMaker } from './makeRun.js';
import { RunLog } from './runLog.js';
import { lookAt, NOTHING_EARLIER, type TrainableRun, trainInto } from './training.js';

export interface ExperimentControl {
  /** Once aborted, the run stops at its next report and keeps what it has. */
  readonly signal?: AbortSignal;
  /** @param envSteps - that the run has behind it */
  readonly onStart?: (folder: string, config: ExperimentConfig, envSteps: number) => void;
  readonly onReport?: (report: Report) => void;
  readonly onWarning?: (text: string) => void;
}

/** A run and what became of it. */
export interface Experiment {
  readonly folder: string;
  readonly config: ExperimentConfig;
  readonly result: RunResult;
}

/** Notes in the run's log when it was stored, and how long it had trained by then. */
export const noteCheckpoints = (log: RunLog) => (envSteps: number, wallSeconds: number) =>
  log.logger.info({ envSteps, wallSeconds }, 'checkpoint');

/** The configuration as a run's folder keeps it: with what reports say of it, and what it is made with. */
function described(config: ExperimentConfig, maker: RunMaker): ExperimentConfig {
  const about = maker.about?.(config);
  return {
    ...config,
    ...(about === undefined ? {} : { about }),
    madeWith: madeWithThis(undefined, maker.packages?.(config)),
  };
}

/**
 * One run from configuration to result: composed, trained, evaluated, saved. Nothing is written before it is known that
 * the slots fit together and their programs can be compiled.
 *
 * @throws what composing, training and writing throw; what the folder holds by then stays, and can be continued
 */
export async function runExperiment(
  config: ExperimentConfig,
  place: RunPlace,
  control: ExperimentControl = {},
  maker: RunMaker = knownRuns,
): Promise<Experiment> {
  const log = new RunLog(control.onWarning ?? (() => {}));
  let run: TrainableRun | undefined;
  let folder: RunFolder | undefined;
  try {
    run = maker.compose(config, log.logger);
    await run.open?.();
    folder = await RunFolder.create(place, described(config, maker));
    log.open(folder.file('log'));
    control.onStart?.(folder.path, config, 0);
    const watched = { ...control, onCheckpoint: noteCheckpoints(log) };
    const look = lookAt(folder, run, maker);
    const result = await trainInto(folder, run, watched, NOTHING_EARLIER, maker.criterion?.(config), look);
    log.logger.info(result, `run ${result.status}`);
    return { folder: folder.path, config: folder.config, result };
  } catch (error) {
    log.failed(error);
    throw error;
  } finally {
    run?.dispose();
    log.close();
    await folder?.release();
  }
}
