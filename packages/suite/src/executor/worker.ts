// The process of one run: receives a job, sends progress and at last a result or an error, then ends.
import { join } from 'node:path';
import { continueExperiment } from '../experiment/continueExperiment.js';
import { runsOf } from '../experiment/makeRun.js';
import { type Experiment, type ExperimentControl, runExperiment } from '../experiment/runExperiment.js';
import { pluginsFrom } from '../plugins/knownPlugins.js';
import { exists } from '../store/files.js';
import { RUN_FILES } from '../store/runFolder.js';
import type { ErrorMessage, JobMessage, WorkerMessage } from './messages.js';

// Ctrl-C and the end of a terminal reach the whole process group; the parent decides what happens to its runs.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
// The parent asks for a checkpoint and the end.
const ending = new AbortController();
process.on('SIGTERM', () => ending.abort());
// The parent is gone: nobody waits for this run.
process.on('disconnect', () => process.exit(1));
process.once('message', (job) => work(job as JobMessage));

const send = (message: WorkerMessage, sent: () => void = () => {}): void => {
  process.send?.(message, undefined, undefined, sent);
};

const errorMessage = (error: unknown): ErrorMessage => {
  if (error instanceof Error && 'toJSON' in error && typeof error.toJSON === 'function') {
    const { received: _received, ...details } = error.toJSON() as ErrorMessage & { received?: unknown };
    return details;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'VEM_INTERNAL', message: `A defect in vem: ${text}` };
};

/** Milliseconds for the process that worked on this run before, and whose parent died, to notice and end. */
const PATIENCE = 30_000;

/** Makes the run, or what is missing of it. */
async function start(
  { config, folder, resume, plugins = [] }: JobMessage,
  control: ExperimentControl,
): Promise<Experiment> {
  const maker = runsOf(await pluginsFrom(plugins));
  const begun = resume !== undefined && (await exists(join(folder, RUN_FILES.config)));
  if (!begun) return runExperiment(config, { folder }, control, maker);
  const { envSteps } = config;
  return continueExperiment(folder, { ...resume, envSteps, expected: config, patience: PATIENCE }, control, maker);
}

async function work(job: JobMessage): Promise<void> {
  let episodeReturn: number | undefined;
  const control: ExperimentControl = {
    signal: ending.signal,
    onReport: (report) => {
      episodeReturn = report.episodeReturn ?? episodeReturn;
      send({ type: 'progress', progress: { envSteps: report.envSteps, episodeReturn } });
    },
    onWarning: (text) => process.stderr.write(`${text}\n`),
  };
  try {
    const { result } = await start(job, control);
    send({ type: 'result', result }, () => process.exit(0));
  } catch (error) {
    send({ type: 'error', error: errorMessage(error) }, () => process.exit(1));
  }
}
