import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { tfjsKernelNames } from '../record/backend.js';
import { messageOf } from './errors.js';

/** The tfjs backends that programs can run on eagerly, fastest first. */
export const eagerBackends = ['tensorflow', 'wasm', 'cpu'] as const;
export type EagerBackend = (typeof eagerBackends)[number];

/** Whether a backend can be used here, or why not and how to get it. */
export type Availability =
  | { readonly available: true; readonly version: string }
  | { readonly available: false; readonly reason: string; readonly hint: string };

const require = createRequire(import.meta.url);

const modules: Readonly<Record<EagerBackend, string>> = {
  tensorflow: '@tensorflow/tfjs-node',
  wasm: '@tensorflow/tfjs-backend-wasm',
  cpu: '@tensorflow/tfjs-backend-cpu',
};

const hints: Readonly<Record<EagerBackend, string>> = {
  tensorflow:
    'install @tensorflow/tfjs-node, or in a clone run `npm rebuild @tensorflow/tfjs-node`, where its binary can be downloaded, or use the backend wasm or cpu',
  wasm: 'reinstall @tensorflow/tfjs-backend-wasm, or use the backend cpu',
  cpu: 'reinstall @tensorflow/tfjs-backend-cpu',
};

const attempts = new Map<EagerBackend, Promise<Availability>>();
let lastAttempt: Promise<unknown> = Promise.resolve();

/** Loads and initialises a tfjs backend, once; it does not become the active one. */
export function loadEagerBackend(backend: EagerBackend): Promise<Availability> {
  const known = attempts.get(backend);
  if (known !== undefined) return known;
  // One after the other: initialising switches tfjs's active backend for a while.
  const attempt = lastAttempt.then(() => load(backend));
  attempts.set(backend, attempt);
  lastAttempt = attempt;
  return attempt;
}

async function load(backend: EagerBackend): Promise<Availability> {
  const active = tf.engine().backendName;
  try {
    if (backend === 'tensorflow') restoreUtilities();
    keepingGradients(() => require(modules[backend]));
    const ready = await withoutNewCrashHandlers(() => tf.setBackend(backend));
    if (!ready) throw new Error('the backend did not initialise');
    if (backend === 'cpu') Object.assign(tf.backend(), { firstUse: false }); // else it advertises tfjs-node
    const { version }: { version: string } = require(`${modules[backend]}/package.json`);
    return { available: true, version };
  } catch (cause) {
    return { available: false, reason: messageOf(cause).split('\n')[0].trim(), hint: hints[backend] };
  } finally {
    if (active) await tf.setBackend(active);
  }
}

/** tfjs-node registers tfjs's own gradients, over those of this package, even if it then fails to load. */
function keepingGradients(action: () => void) {
  const gradients = tfjsKernelNames().map((name) => tf.getGradient(name));
  try {
    action();
  } finally {
    for (const gradient of gradients) if (gradient !== undefined) tf.registerGradient(gradient);
  }
}

/** tfjs-node 4.22 calls two functions that Node 23 removed. */
function restoreUtilities() {
  const util = require('node:util');
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/** Emscripten's loader installs process-wide handlers that turn any unhandled rejection into an abort; they are removed. */
async function withoutNewCrashHandlers<Result>(action: () => Promise<Result>): Promise<Result> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set<unknown>(process.listeners(event as 'uncaughtException')));
  try {
    return await action();
  } finally {
    events.forEach((event, index) => {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[index].has(listener)) process.removeListener(event, listener);
      }
    });
  }
}

/** Runs an action with this backend active. The backend must be loaded: then tfjs switches synchronously. */
export function withBackend<Result>(backend: string, action: () => Result): Result {
  const engine = tf.engine();
  const active = engine.backendName;
  if (active === backend) return action();
  void engine.setBackend(backend);
  try {
    return action();
  } finally {
    if (active) void engine.setBackend(active);
  }
}
