import { basename, join } from 'node:path';
import { VemError } from '@vem/framework';
import type { Job } from 'bullmq';
import type { Executor, RunProgress } from '../executor/executor.js';
import { localExecutor } from '../executor/local.js';
import { vemVersion } from '../experiment/madeWith.js';
import type { PluginSource } from '../plugins/loadedPackage.js';
import { COMPARISON_FILES } from '../store/comparison.js';
import { exists } from '../store/files.js';
import type { QueueAddress } from './address.js';
import { claimAttempt } from './attempts.js';
import { parsePayload, type RunOutcome, type RunPayload } from './payload.js';
import * as errors from './queueErrors.js';
import { lasting, QUEUE_NAME, queueLibrary } from './server.js';

export interface QueueWorkerOptions {
  readonly address: QueueAddress;
  /** Runs at the same time. */
  readonly jobs: number;
  /** Where comparisons' folders lie here, if not where whoever asked sees them. */
  readonly root?: string | undefined;
  /** Modules of plugins that runs may need. */
  readonly plugins: readonly PluginSource[];
  /** Seconds without a sign of life after which a run is given to another worker. */
  readonly lease: number;
  /** Asks for the end: runs store a checkpoint, and go on elsewhere. */
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** Failures that another worker, or another attempt, may not have. Others are what the run came to. */
const PASSING = ['VEM_RUN_DIED', 'VEM_RUN_ENDED', 'VEM_STORE_WRITE', 'VEM_FOLDER_IN_USE'];

/** Milliseconds until a run that a worker gave back is handed out again. */
const HAND_OVER = 500;

/** Milliseconds between two signs of progress. */
const PROGRESS_EVERY = 1000;

/** The comparison's folder here. @throws VEM_QUEUE_FOLDER */
async function folderHere({ comparison }: RunPayload, root: string | undefined): Promise<string> {
  const folder = root === undefined ? comparison : join(root, basename(comparison));
  if (!(await exists(join(folder, COMPARISON_FILES.comparison)))) throw errors.folderNotShared(folder);
  return folder;
}

/** @throws VEM_QUEUE_VERSION, VEM_QUEUE_PLUGINS */
function sourcesFor({ plugins, version }: RunPayload, known: readonly PluginSource[]): PluginSource[] {
  if (version !== vemVersion()) throw errors.otherVersion(version, vemVersion());
  const missing = plugins.filter((hash) => !known.some((source) => source.hash === hash));
  if (missing.length > 0) throw errors.pluginsMissing(missing);
  return known.filter(({ hash }) => plugins.includes(hash));
}

/**
 * Makes one run, as the queue gave it.
 *
 * @throws VEM_QUEUE_…, and what passes: a process that died, a disk that was full
 */
export async function makeQueued(
  data: unknown,
  { root, plugins }: Pick<QueueWorkerOptions, 'root' | 'plugins'>,
  executor: Executor,
  onProgress: (progress: RunProgress) => void,
): Promise<RunOutcome> {
  const payload = parsePayload(data);
  const sources = sourcesFor(payload, plugins);
  const comparison = await folderHere(payload, root);
  const { folder, attempt } = await claimAttempt(comparison, payload.run);
  const { name, config, allowInexact } = payload;
  const job = { name, config, folder, plugins: sources, resume: { allowInexact } };
  try {
    return { attempt, result: await executor.run(job, onProgress) };
  } catch (error) {
    if (!(error instanceof VemError) || PASSING.includes(error.code)) throw error;
    const { code, message } = error;
    return { attempt, failure: { code, message } };
  }
}

/** An error as the queue keeps it: code and message in one text. */
const asText = (error: unknown): string =>
  error instanceof VemError
    ? JSON.stringify({ code: error.code, message: error.message })
    : JSON.stringify({ code: 'VEM_INTERNAL', message: String(error) });

/**
 * Takes runs from a queue until it is told to end. Each run is a process of its own, so that this one always can say that it lives; where it
 * cannot, because it was stopped or cut off, the run is another worker's after `lease` seconds, and is ended here.
 *
 * @returns when all its runs have ended
 */
export async function workOnQueue(options: QueueWorkerOptions): Promise<void> {
  const { address, jobs, lease, signal, note } = options;
  const { Worker, UnrecoverableError, DelayedError } = await queueLibrary();
  const running = new Map<string, AbortController>();
  const make = async (job: Job, token?: string): Promise<RunOutcome> => {
    const ending = new AbortController();
    const id = job.id ?? '';
    running.set(id, ending);
    const end = () => ending.abort();
    signal.addEventListener('abort', end, { once: true });
    let told = Number.NEGATIVE_INFINITY;
    const onProgress = (progress: RunProgress) => {
      if (performance.now() - told < PROGRESS_EVERY) return;
      told = performance.now();
      job.updateProgress({ ...progress }).catch(() => undefined);
    };
    try {
      note(`began ${job.name}`);
      const outcome = await makeQueued(
        job.data,
        options,
        localExecutor({ jobs: 1, signal: ending.signal }),
        onProgress,
      );
      note(outcome.failure ? `${job.name}: ${outcome.failure.message}` : `finished ${job.name}`);
      return outcome;
    } catch (error) {
      note(`${job.name}: ${error instanceof Error ? error.message : String(error)}`);
      if (error instanceof VemError && error.code === 'VEM_RUN_ENDED') {
        // It was ended here, by nobody's fault: it goes on elsewhere, unless it does already.
        await job.moveToDelayed(Date.now() + HAND_OVER, token).catch(() => undefined);
        throw new DelayedError();
      }
      const hopeless = error instanceof VemError && error.code === 'VEM_QUEUE_PAYLOAD';
      throw hopeless ? new UnrecoverableError(asText(error)) : new Error(asText(error));
    } finally {
      signal.removeEventListener('abort', end);
      running.delete(id);
    }
  };
  const worker = new Worker(QUEUE_NAME, make, {
    connection: lasting(address),
    concurrency: jobs,
    lockDuration: lease * 1000,
    stalledInterval: lease * 1000,
    // A run whose workers die again and again is given up by attempts, not by this.
    maxStalledCount: 20,
    drainDelay: 1,
  });
  let lost = false;
  worker.on('error', ({ message }) => {
    if (!lost) note(`warning: queue ${address.shown}: ${message}; trying again`);
    lost = true;
  });
  worker.on('ready', () => {
    lost = false;
  });
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) {
      note('warning: a run was taken for dead and given to another worker; it is ended here');
      running.get(id)?.abort();
    }
  });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await worker.close();
}
