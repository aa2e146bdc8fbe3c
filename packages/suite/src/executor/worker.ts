// The process of one run: receives a job, sends progress and at last a result or an error, then ends.
import { runExperiment } from '../experiment/runExperiment.js';
import type { ErrorMessage, JobMessage, WorkerMessage } from './messages.js';

// Ctrl-C reaches the whole process group; the parent decides what happens to its runs.
process.on('SIGINT', () => {});
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

async function work({ config, folder }: JobMessage): Promise<void> {
  let episodeReturn: number | undefined;
  try {
    const { result } = await runExperiment(
      config,
      { folder },
      {
        onReport: (report) => {
          episodeReturn = report.episodeReturn ?? episodeReturn;
          send({ type: 'progress', progress: { envSteps: report.envSteps, episodeReturn } });
        },
        onWarning: (text) => process.stderr.write(`${text}\n`),
      },
    );
    send({ type: 'result', result }, () => process.exit(0));
  } catch (error) {
    send({ type: 'error', error: errorMessage(error) }, () => process.exit(1));
  }
}
