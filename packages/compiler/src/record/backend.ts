import * as tf from '@tensorflow/tfjs-core';
import { Emitter } from '../kernels/emitter.js';
import { kernelRecorders } from '../kernels/index.js';
import type { KernelRecorder } from '../kernels/kernel.js';
import {
  kernelUnsupported,
  notRecording,
  type Place,
  randomInProgram,
  valueRead,
  variableInProgram,
} from './errors.js';
import { currentOwner, originOf } from './owner.js';
import { forgetSymbol, type Recording, type Value } from './recording.js';

export const backendName = 'vem-record';

/** tfjs names the scope of an operation after it, with this suffix. */
const operationSuffix = '__op';

const randomOperations = new Set([
  'dropout',
  'multinomial',
  'rand',
  'randomGamma',
  'randomNormal',
  'randomStandardNormal',
  'randomUniform',
  'randomUniformInt',
  'truncatedNormal',
]);

/** The labels in force when a kernel with these attributes was recorded. */
const attributeOwners = new WeakMap<object, readonly string[]>();

export function ownerOfAttributes(attributes: object): readonly string[] | undefined {
  return attributeOwners.get(attributes);
}

/** A tfjs backend whose kernels append to the graph of the current recording instead of computing. */
class RecordBackend extends tf.KernelBackend {
  recording: Recording | undefined;
  readonly #references = new WeakMap<object, number>();

  active(operation: string): Recording {
    if (this.recording === undefined) throw notRecording(operation);
    return this.recording;
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const recording = this.active('a tensor is made');
    const operations = openOperations();
    const random = operations.find((operation) => randomOperations.has(operation));
    if (random !== undefined) throw randomInProgram(recording.place, random);
    const numbers = ArrayBuffer.isView(values) || values.every((value) => typeof value === 'number') ? values : [];
    return recording.symbol(recording.constant(numbers, shape, dtype, operations.at(-1) ?? 'constant'));
  }

  override readSync(): never {
    throw valueRead(this.active('the values of a tensor are read').place);
  }

  /** The promise never settles: `record` throws the error when the program returns, and nothing goes unhandled. */
  override read(): Promise<never> {
    const recording = this.active('the values of a tensor are read');
    recording.failure ??= valueRead(recording.place);
    return new Promise(() => {});
  }

  /** tfjs raises reference counts for variables only. The count is kept nevertheless, so that both get disposed. */
  override incRef(dataId: object): void {
    this.#references.set(dataId, this.refCount(dataId) + 1);
    throw variableInProgram(this.active('a variable is made').place);
  }

  override refCount(dataId: object): number {
    return this.#references.get(dataId) ?? 1;
  }

  override disposeData(dataId: object): boolean {
    const references = this.refCount(dataId) - 1;
    if (references > 0) {
      this.#references.set(dataId, references);
      return false;
    }
    this.#references.delete(dataId);
    forgetSymbol(dataId);
    return true;
  }

  override numDataIds = () => 0;
  override timerAvailable = () => false;
  override epsilon = () => 1e-7;
  override floatPrecision = (): 32 => 32;
  override memory = () => ({ unreliable: false });
  override dispose(): void {}
}

/** Names of the tfjs operations that are running, outermost first. */
function openOperations(): string[] {
  return tf
    .engine()
    .state.scopeStack.map(({ name }) => name)
    .filter((name) => name.endsWith(operationSuffix))
    .map((name) => name.slice(0, -operationSuffix.length));
}

let registered: RecordBackend | undefined;

/** The recording backend; registers it and its kernels on first use. */
export function recordBackend(): RecordBackend {
  if (registered !== undefined) return registered;
  const backend = new RecordBackend();
  // Priority 0: tfjs never selects it by itself as long as another backend exists.
  tf.registerBackend(backendName, () => backend, 0);
  for (const recorder of kernelRecorders) registerRecorder(backend, recorder);
  const known = new Set(kernelRecorders.map(({ kernelName }) => kernelName));
  for (const kernelName of tfjsKernelNames()) if (!known.has(kernelName)) registerUnsupported(backend, kernelName);
  registered = backend;
  return backend;
}

/** tfjs exports the name of each kernel as a constant of the same name. */
export function tfjsKernelNames(): string[] {
  return Object.entries(tf).flatMap(([key, value]) => (key === value ? [key] : []));
}

function registerRecorder(backend: RecordBackend, { kernelName, record }: KernelRecorder): void {
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const recording = backend.active(`kernel ${kernelName} runs`);
      if (attrs !== undefined && attrs !== null) attributeOwners.set(attrs, currentOwner());
      const values = Object.fromEntries(
        Object.entries(inputs).flatMap(([name, tensor]) => (tensor ? [[name, recording.valueOf(tensor)]] : [])),
      );
      const emit = new Emitter(recording, kernelName, originOf(currentOwner(), kernelName));
      const results = record(emit, values, attrs);
      return Array.isArray(results)
        ? results.map((value) => tensorInfo(recording, value))
        : tensorInfo(recording, results);
    },
  });
}

function registerUnsupported(backend: RecordBackend, kernelName: string): void {
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: () => {
      const { place } = backend.active(`kernel ${kernelName} runs`);
      throw kernelName === 'Multinomial' ? randomInProgram(place, 'multinomial') : kernelUnsupported(place, kernelName);
    },
  });
}

function tensorInfo(recording: Recording, value: Value): tf.TensorInfo {
  if (value.dtype === 'int64') throw new RangeError(`${value.name}: int64 values are internal to a graph`);
  return { dataId: recording.symbol(value), shape: [...value.shape], dtype: value.dtype };
}

/** Where the current recording stands; undefined outside of a recording. */
export function recordingPlace(): Place | undefined {
  return registered?.recording?.place;
}
