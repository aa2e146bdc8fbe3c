import { broadcast_util, util } from '@tensorflow/tfjs-core';
import { type Attribute, type Constant, freshName, type GraphDataType, type Node } from '../graph.js';
import { dataTypes } from '../onnx/schema.js';
import type { DataType, HostArray } from '../program.js';
import { kernelVariantUnsupported } from '../record/errors.js';
import type { Recording, Value } from '../record/recording.js';

type Attributes = Readonly<Record<string, Attribute>>;
type Result = Pick<Value, 'dtype' | 'shape'>;

/**
 * Appends nodes to a graph on behalf of one kernel. Shapes are static, so whatever has no elements becomes an empty
 * constant, and nodes may rely on non-empty results.
 */
export class Emitter {
  readonly #recording: Recording;
  readonly #kernel: string;
  readonly #origin: string;

  constructor(recording: Recording, kernel: string, origin: string) {
    this.#recording = recording;
    this.#kernel = kernel;
    this.#origin = origin;
  }

  /** A node with one result. */
  node(op: string, inputs: readonly Value[], result: Result, attributes: Attributes = {}): Value {
    return this.nodes(op, inputs, [result], attributes)[0];
  }

  /** A node with several results, none of them empty unless all are. */
  nodes(op: string, inputs: readonly Value[], results: readonly Result[], attributes: Attributes = {}): Value[] {
    if (results.every(({ shape }) => isEmpty(shape)))
      return results.map(({ shape, dtype }) => this.fill(shape, 0, dtype));
    const { graph } = this.#recording;
    const values = results.map(({ dtype, shape }) => ({ name: freshName(graph, 't'), dtype, shape: [...shape] }));
    for (const { name, dtype, shape } of values) graph.values.set(name, { dtype, shape });
    const node: Node = {
      op,
      inputs: inputs.map(({ name }) => name),
      outputs: values.map(({ name }) => name),
      attributes,
      origin: this.#origin,
    };
    graph.nodes.push(node);
    return values;
  }

  /** An operator that broadcasts its inputs as NumPy does; the result has the type of the first one unless given. */
  elementwise(op: string, inputs: readonly Value[], dtype = inputs[0].dtype, attributes: Attributes = {}): Value {
    const shape = inputs.map((input) => [...input.shape]).reduce(broadcast_util.assertAndGetBroadcastShape);
    return this.node(op, inputs, { dtype, shape }, attributes);
  }

  constant(data: HostArray | BigInt64Array, shape: readonly number[]): Value {
    const { graph } = this.#recording;
    const constant: Constant = { data, shape: [...shape], dtype: dataTypeOf(data), origin: this.#origin };
    const value = { name: freshName(graph, 'c'), dtype: constant.dtype, shape: constant.shape };
    graph.constants.set(value.name, constant);
    graph.values.set(value.name, { dtype: value.dtype, shape: value.shape });
    return value;
  }

  /** A constant all of whose elements are equal. */
  fill(shape: readonly number[], value: number, dtype: GraphDataType = 'float32'): Value {
    const size = util.sizeFromShape([...shape]);
    if (dtype === 'int64') return this.constant(new BigInt64Array(size).fill(BigInt(value)), shape);
    return this.constant(hostArray(dtype, size).fill(value), shape);
  }

  scalar(value: number, dtype: GraphDataType = 'float32'): Value {
    return this.fill([], value, dtype);
  }

  /** An int64 vector: axes, shapes, bounds. */
  integers(values: readonly number[]): Value {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  cast(x: Value, dtype: GraphDataType): Value {
    return x.dtype === dtype ? x : this.node('Cast', [x], { dtype, shape: x.shape }, { to: dataTypes[dtype] });
  }

  reshape(x: Value, shape: readonly number[]): Value {
    if (sameShape(x.shape, shape)) return x;
    return this.node('Reshape', [x, this.integers(shape)], { dtype: x.dtype, shape });
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    if (permutation.every((axis, position) => axis === position)) return x;
    const shape = permutation.map((axis) => x.shape[axis]);
    return this.node('Transpose', [x], { dtype: x.dtype, shape }, { perm: permutation });
  }

  /** Repeats dimensions of size 1. */
  expand(x: Value, shape: readonly number[]): Value {
    if (sameShape(x.shape, shape)) return x;
    return this.node('Expand', [x, this.integers(shape)], { dtype: x.dtype, shape });
  }

  /** `condition ? chosen : otherwise`, elementwise. */
  where(condition: Value, chosen: Value, otherwise: Value): Value {
    return this.elementwise('Where', [condition, chosen, otherwise], chosen.dtype);
  }

  /** `x[begin[d] + i · step[d]]` for `i < size[d]` in every dimension d; a step may be negative. */
  slice(x: Value, begin: readonly number[], size: readonly number[], step = size.map(() => 1)): Value {
    if (sameShape(x.shape, size) && step.every((value) => value === 1)) return x;
    const axes = size.map((_, axis) => axis);
    // For a negative step the end lies before index 0, which ONNX writes as a number below −dimension.
    const end = axes.map((axis) => {
      const last = begin[axis] + size[axis] * step[axis];
      return last < 0 ? -x.shape[axis] - 1 : last;
    });
    const bounds = [begin, end, axes, step].map((values) => this.integers(values));
    return this.node('Slice', [x, ...bounds], { dtype: x.dtype, shape: size });
  }

  /** Reduces over these axes with an operator of the `Reduce…` family. */
  reduce(op: string, x: Value, axes: readonly number[], keepDims: boolean, dtype = x.dtype): Value {
    const shape = reducedShape(x.shape, axes, keepDims);
    if (axes.length === 0) return x;
    return this.node(op, [x, this.integers(axes)], { dtype, shape }, { keepdims: keepDims ? 1 : 0 });
  }

  /** Stops a kernel whose arguments have no translation. */
  unsupported(variant: string): never {
    throw kernelVariantUnsupported(this.#recording.place, this.#kernel, variant);
  }
}

export const isEmpty = (shape: readonly number[]) => shape.includes(0);

export const sameShape = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

export const sizeOf = (shape: readonly number[]) => util.sizeFromShape([...shape]);

export const reducedShape = (shape: readonly number[], axes: readonly number[], keepDims: boolean) =>
  shape.flatMap((size, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [size]));

function dataTypeOf(data: HostArray | BigInt64Array): GraphDataType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  return data instanceof Uint8Array ? 'bool' : 'int64';
}

function hostArray(dtype: DataType, size: number): HostArray {
  if (dtype === 'float32') return new Float32Array(size);
  return dtype === 'int32' ? new Int32Array(size) : new Uint8Array(size);
}
