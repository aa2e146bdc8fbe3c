import { dirname, resolve } from 'node:path';
import type { Job, Queue } from 'bullmq';
import { z } from 'zod';
import type { Executor, RunJob, RunProgress } from '../executor/executor.js';
import * as runErrors from '../executor/executorErrors.js';
import { vemVersion } from '../experiment/madeWith.js';
import type { RunResult } from '../store/runResult.js';
import type { QueueAddress } from './address.js';
import { adoptAttempt } from './attempts.js';
import { jobIdOf, type RunPayload, runOutcome } from './payload.js';
import * as errors from './queueErrors.js';
import { lasting, QUEUE_NAME, queueLibrary } from './server.js';

/** Milliseconds between two looks at what became of the jobs. */
const LOOK_EVERY = 1000;
/** Milliseconds after which a server that was lost is no longer waited for. */
const PATIENCE = 600_000;
/** Milliseconds for a last word to a server that may not answer. */
const LAST_WORD = 2000;
/** Attempts at a run whose process or worker dies. */
const ATTEMPTS = 3;

const progress = z.object({ envSteps: z.number(), episodeReturn: z.number().optional() });
const gaveUp = z.object({ code: z.string(), message: z.string() });

/** What a worker said as it gave up. */
function failureOf(name: string, text: string | undefined): Error {
  try {
    const { code, message } = gaveUp.parse(JSON.parse(text ?? ''));
    return errors.onWorker(code, message);
  } catch {
    return runErrors.runDied(name, 'on a worker', text ?? '');
  }
}

const wait = (milliseconds: number, signal?: AbortSignal) =>
  new Promise<void>((done) => {
    const timer = setTimeout(end, milliseconds);
    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      done();
    }
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });

/** What the server says, or undefined if it did not within this time, or `signal` came first. */
async function within<T>(answer: Promise<T>, milliseconds: number, signal?: AbortSignal): Promise<T | undefined> {
  const given = new AbortController();
  const either = signal === undefined ? given.signal : AbortSignal.any([given.signal, signal]);
  try {
    return await Promise.race([answer, wait(milliseconds, either).then(() => undefined)]);
  } finally {
    given.abort();
  }
}

/** Makes runs by workers on any machines that share the comparison's folder. */
export interface QueueExecutor extends Executor {
  /** Lets go of the server. Runs that workers have begun go on. */
  close(): Promise<void>;
}

/**
 * What is asked for lies in the queue until a worker takes it, and what came of it until it was fetched: this process, workers and the
 * server may each die and come back. The queue is looked at, not listened to, so that nothing is lost while a connection is.
 *
 * @param signal - takes back what no worker has begun
 */
export async function queueExecutor(
  address: QueueAddress,
  { signal, warn = () => {} }: { readonly signal?: AbortSignal; readonly warn?: (text: string) => void } = {},
): Promise<QueueExecutor> {
  const { Queue } = await queueLibrary();
  const queue = new Queue(QUEUE_NAME, { connection: lasting(address) });
  let lost = false;
  queue.on('error', ({ message }) => {
    if (!lost) warn(`warning: queue ${address.shown}: ${message}; waiting for it\n`);
    lost = true;
  });
  const payloadOf = ({ name, config, folder, plugins = [], resume }: RunJob): RunPayload => {
    const path = resolve(folder);
    return {
      format: 'vem-queue-1',
      name,
      config,
      comparison: dirname(dirname(path)),
      run: path.slice(dirname(path).length + 1),
      plugins: plugins.map(({ hash }) => hash),
      version: vemVersion(),
      allowInexact: resume?.allowInexact ?? false,
    };
  };
  return {
    run: (job, onProgress) => makeOne(queue, address, payloadOf(job), onProgress, signal),
    close: async () => {
      await within(queue.close(), LAST_WORD);
      await within(queue.disconnect(), LAST_WORD);
    },
  };
}

/** Asks for a run, and again where the server has forgotten it; a job that failed before is asked for anew. */
async function ask(queue: Queue, id: string, payload: RunPayload, anew: boolean): Promise<void> {
  const known = await queue.getJob(id);
  if (known !== undefined && anew && (await known.isFailed())) await known.remove();
  else if (known !== undefined) return;
  await queue.add(payload.name, payload, {
    jobId: id,
    attempts: ATTEMPTS,
    backoff: { type: 'fixed', delay: 1000 },
    removeOnComplete: false,
    removeOnFail: false,
  });
}

/** A job and what became of it. */
interface Look {
  readonly job: Job;
  readonly state: 'open' | 'completed' | 'failed';
}

/** Looks at a job; undefined where the server had forgotten it, and was asked anew. */
async function lookAt(queue: Queue, id: string, payload: RunPayload): Promise<Look | undefined> {
  const state = await queue.getJobState(id);
  // Read after the state, so that what an ended job left is there.
  const job = (await queue.getJob(id)) as Job | undefined;
  if (job === undefined) await ask(queue, id, payload, false);
  return job && { job, state: state === 'completed' || state === 'failed' ? state : 'open' };
}

async function makeOne(
  queue: Queue,
  { shown }: QueueAddress,
  payload: RunPayload,
  onProgress: (progress: RunProgress) => void,
  signal: AbortSignal | undefined,
): Promise<RunResult> {
  const id = jobIdOf(payload);
  const answered = async <T>(answer: Promise<T>): Promise<T> => {
    const said = await within(
      answer.then((value) => ({ value })),
      PATIENCE,
      signal,
    );
    if (said !== undefined) return said.value;
    if (!signal?.aborted) throw errors.unreachable(shown, `nothing for ${PATIENCE / 60_000} minutes`);
    // One that a worker has begun cannot be taken back: it goes on, and --resume finds what it came to.
    await within(
      queue.remove(id).catch(() => 0),
      LAST_WORD,
    );
    throw runErrors.runEnded(payload.name);
  };
  await answered(ask(queue, id, payload, true));
  for (;;) {
    const { job, state } = (await answered(lookAt(queue, id, payload))) ?? {};
    if (job !== undefined && state === 'failed') throw failureOf(payload.name, job.failedReason);
    if (job !== undefined && state === 'completed') {
      const parsed = runOutcome.safeParse(job.returnvalue);
      if (!parsed.success) throw errors.resultInvalid(payload.name, parsed.error.issues[0].message);
      const { attempt, result, failure } = parsed.data;
      await adoptAttempt(payload.comparison, payload.run, attempt);
      await answered(job.remove().catch(() => undefined));
      if (failure !== undefined) throw errors.onWorker(failure.code, failure.message);
      if (result === undefined) throw errors.resultInvalid(payload.name, 'neither a result nor a failure');
      return result;
    }
    const told = progress.safeParse(job?.progress);
    if (told.success) onProgress({ episodeReturn: undefined, ...told.data });
    await wait(LOOK_EVERY, signal);
  }
}
