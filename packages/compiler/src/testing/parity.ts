import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { installGradients } from '../gradients/install.js';
import type { DataType, Program, RequestInput, TensorSpec, Tensors } from '../program.js';
import { compiledEngine } from '../runtime/compiledEngine.js';

/** Values of an input, row by row. */
export interface Sample extends TensorSpec {
  readonly values: readonly number[];
}

export type Samples = Readonly<Record<string, Sample>>;
export type Body = (inputs: Tensors, request: RequestInput) => Tensors;

export interface Result {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export type Results = Readonly<Record<string, Result>>;

/** Numbers agree if both are NaN, or equal, or differ by at most `absolute + relative · |expected|`. */
export interface Tolerance {
  readonly relative?: number;
  readonly absolute?: number;
}

installGradients();

const compiled = compiledEngine();

const programOf = (samples: Samples, body: Body): Program => ({
  name: 'parity',
  inputs: Object.fromEntries(Object.entries(samples).map(([name, { shape, dtype }]) => [name, { shape, dtype }])),
  body,
});

/** The results of a body that is recorded, compiled and run by ONNX Runtime. */
export function runCompiled(samples: Samples, body: Body): Results {
  const executable = compiled.load(programOf(samples, body));
  for (const [name, { data }] of Object.entries(executable.inputs)) data.set(samples[name].values);
  executable.run();
  const results = Object.entries(executable.outputs).map(([name, { spec, data }]) => [
    name,
    { ...spec, values: [...data] },
  ]);
  executable.dispose();
  return Object.fromEntries(results);
}

/** The results of the same body on tfjs's cpu backend. */
export function runEager(samples: Samples, body: Body): Results {
  void tf.setBackend('cpu');
  Object.assign(tf.backend(), { firstUse: false }); // else it advertises tfjs-node
  const results: Record<string, Result> = {};
  tf.tidy(() => {
    const inputs = Object.entries(samples).map(([name, sample]) => [name, tensorOf(sample)]);
    const outputs = body(Object.fromEntries(inputs), () => {
      throw new Error('nothing may be requested here');
    });
    for (const [name, output] of Object.entries(outputs)) {
      results[name] = { dtype: output.dtype, shape: output.shape, values: [...output.dataSync()] };
    }
  });
  return results;
}

function tensorOf({ shape, dtype, values }: Sample): tf.Tensor {
  const arrays: Record<DataType, (values: readonly number[]) => tf.TypedArray> = {
    float32: (numbers) => Float32Array.from(numbers),
    int32: (numbers) => Int32Array.from(numbers),
    bool: (numbers) => Uint8Array.from(numbers),
  };
  return tf.tensor(arrays[dtype](values), [...shape], dtype);
}

/** What differs between two sets of results, in words; empty if nothing does. */
export function differences(
  actual: Results,
  expected: Results,
  tolerances: Readonly<Record<string, Tolerance>> = {},
): string[] {
  const names = Object.keys(expected);
  if (String(Object.keys(actual).sort()) !== String([...names].sort()))
    return [`outputs ${Object.keys(actual)} ≠ ${names}`];
  return names.flatMap((name) => {
    const [a, b] = [actual[name], expected[name]];
    if (a.dtype !== b.dtype) return [`${name}: type ${a.dtype} ≠ ${b.dtype}`];
    if (String(a.shape) !== String(b.shape)) return [`${name}: shape [${a.shape}] ≠ [${b.shape}]`];
    const bad = b.values.findIndex((value, index) => !close(a.values[index], value, tolerances[name] ?? {}));
    return bad < 0 ? [] : [`${name}[${bad}]: ${a.values[bad]} ≠ ${b.values[bad]}`];
  });
}

/** By default 2e-6 of the value and what a flushed denormal loses. */
export function close(
  actual: number,
  expected: number,
  { relative = 2e-6, absolute = 2e-38 }: Tolerance = {},
): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  return actual === expected || Math.abs(actual - expected) <= absolute + relative * Math.abs(expected);
}
