import type { RunResult } from '../store/runResult.js';
import type { RunJob, RunProgress } from './executor.js';

/** What the parent sends a worker, once. */
export type JobMessage = RunJob;

/** An error as it crosses between processes. */
export interface ErrorMessage {
  readonly code: string;
  readonly message: string;
  readonly slot?: string;
  readonly path?: string;
  readonly hint?: string;
}

/** What a worker sends: progress, then one result or error. */
export type WorkerMessage =
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'result'; readonly result: RunResult }
  | { readonly type: 'error'; readonly error: ErrorMessage };
