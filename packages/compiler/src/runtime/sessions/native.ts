import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { DataType, HostArray } from '../../program.js';
import { runtimeUnavailable } from '../errors.js';
import { runtimeFolder } from './runtimeFolder.js';

/** What the native binding reads of a tensor. Plain objects are read faster than the accessors of its Tensor class. */
export interface NativeTensor {
  readonly type: DataType;
  readonly dims: readonly number[];
  readonly location: 'cpu';
  readonly data: HostArray;
}

export type NativeTensors = Readonly<Record<string, NativeTensor>>;

export interface NativeSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: Readonly<Record<string, unknown>>): void;
  run(feeds: NativeTensors, fetches: NativeTensors): unknown;
  dispose(): void;
}

export interface NativeRuntime {
  readonly version: string;
  readonly createSession: () => NativeSession;
}

type TensorClass = new (...values: unknown[]) => object;

interface BindingModule {
  readonly binding: {
    readonly InferenceSession: new () => NativeSession;
    readonly initOrtOnce: (logLevel: number, tensorClass: TensorClass, isMainThread: boolean) => void;
  };
}

const logErrorsOnly = 3;

let loaded: NativeRuntime | undefined;

/**
 * ONNX Runtime's native binding, the layer under `onnxruntime-node` whose `run` is synchronous. Its shape is not
 * public, so package.json pins the exact version.
 * @throws VEM_RUNTIME_UNAVAILABLE if the library cannot load on this machine.
 */
export function nativeRuntime(): NativeRuntime {
  if (loaded !== undefined) return loaded;
  try {
    const require = createRequire(import.meta.url);
    const folder = runtimeFolder();
    const { binding }: BindingModule = require(join(folder, 'dist/binding.js'));
    const { version }: { version: string } = require(join(folder, 'package.json'));
    // The copy that the binding itself uses.
    const { Tensor }: { Tensor: TensorClass } = createRequire(join(folder, 'package.json'))('onnxruntime-common');
    binding.initOrtOnce(logErrorsOnly, refusable(Tensor), isMainThread);
    loaded = { version, createSession: () => new binding.InferenceSession() };
    return loaded;
  } catch (cause) {
    throw runtimeUnavailable(cause);
  }
}

const refusal = new Error('the results are in the bound storage already');
let refusing = false;

/** The class that the binding makes results of, for anybody in this process; it can be told to refuse. */
const refusable = (tensorClass: TensorClass): TensorClass =>
  new Proxy(tensorClass, {
    construct(target, values) {
      if (refusing) throw refusal;
      return Reflect.construct(target, values);
    },
  });

/**
 * Runs a session without results. After a run the binding copies every output into a new tensor, although the values
 * are in the fetches' storage already; for gradients that is a few per cent of the time and most of the garbage. A
 * refused first tensor ends it. Costs 10 µs itself, so it is for large outputs.
 */
export function runWithoutResults(session: NativeSession, feeds: NativeTensors, fetches: NativeTensors): void {
  refusing = true;
  try {
    session.run(feeds, fetches);
  } catch (error) {
    if (error !== refusal) throw error;
  } finally {
    refusing = false;
  }
}
