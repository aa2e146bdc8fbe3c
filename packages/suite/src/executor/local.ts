import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { moduleAllowed } from '@vem/envs';
import PQueue from 'p-queue';
import { environmentOf } from '../experiment/experimentConfig.js';
import type { RunResult } from '../store/runResult.js';
import type { Executor, RunJob, RunProgress } from './executor.js';
import * as errors from './executorErrors.js';
import type { ErrorMessage, WorkerMessage } from './messages.js';

export interface LocalExecutorOptions {
  /** Runs at the same time; default: the machine's cores. */
  readonly jobs?: number;
  /** Ends all runs when it is aborted. */
  readonly signal?: AbortSignal;
  /** The program that makes one run. */
  readonly worker?: URL;
}

/** How long a process that was asked to end may take to write its checkpoint, in milliseconds. */
const PATIENCE = 20_000;
/** Characters of standard error to keep for the report on a run that died. */
const LAST_WORDS = 2000;
const DEFAULT_WORKER = new URL('./worker.js', import.meta.url);

/**
 * Runs on this machine, each in a process of its own with one engine thread: whatever happens to one, even a crash of
 * native code, the others go on. No process outlives this one: a worker ends when its channel to the parent closes.
 */
export function localExecutor(options: LocalExecutorOptions = {}): Executor {
  const { jobs = availableParallelism(), signal, worker = DEFAULT_WORKER } = options;
  const queue = new PQueue({ concurrency: jobs });
  return { run: (job, onProgress) => queue.add(() => runInChild(job, onProgress, worker, signal)) };
}

async function runInChild(
  job: RunJob,
  onProgress: (progress: RunProgress) => void,
  worker: URL,
  signal: AbortSignal | undefined,
): Promise<RunResult> {
  if (signal?.aborted) throw errors.runEnded(job.name);
  const child = fork(worker, [], {
    execArgv: [],
    // What this process was told by name, that one only reads from a configuration.
    env: { ...process.env, ...(moduleAllowed(environmentOf(job.config)) ? { VEM_GYM_MODULES: '1' } : {}) },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const end = () => endChild(child);
  signal?.addEventListener('abort', end, { once: true });
  try {
    const outcome = await outcomeOf(child, job, onProgress);
    if (outcome.result?.status === 'stopped') throw errors.runEnded(job.name);
    if (outcome.result) return outcome.result;
    if (outcome.error) throw errors.fromWorker(outcome.error);
    throw signal?.aborted ? errors.runEnded(job.name) : errors.runDied(job.name, outcome.how, outcome.output);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

function endChild(child: ChildProcess): void {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  child.once('exit', () => clearTimeout(timer));
}

interface Outcome {
  readonly result: RunResult | undefined;
  readonly error: ErrorMessage | undefined;
  /** In words: `by SIGKILL`, `with status 3`. */
  readonly how: string;
  readonly output: string;
}

/** Sends the job and waits until the process has ended and its output is read. */
function outcomeOf(child: ChildProcess, job: RunJob, onProgress: (progress: RunProgress) => void): Promise<Outcome> {
  let result: RunResult | undefined;
  let error: ErrorMessage | undefined;
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-LAST_WORDS);
  });
  child.on('message', (message) => {
    const received = message as WorkerMessage;
    if (received.type === 'progress') onProgress(received.progress);
    else if (received.type === 'result') result = received.result;
    else error = received.error;
  });
  return new Promise((resolve) => {
    const settle = (how: string) => resolve({ result, error, how, output: output.trim() });
    child.once('error', (cause) => settle(`(${cause.message})`));
    child.once('close', (status, by) => settle(by === null ? `with status ${status}` : `by ${by}`));
    // A process that is gone already is reported by `close`.
    child.send(job, () => {});
  });
}
