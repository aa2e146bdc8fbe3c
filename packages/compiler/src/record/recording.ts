import * as tf from '@tensorflow/tfjs-core';
import { type Constant, freshName, type Graph, type ValueInfo } from '../graph.js';
import type { DataType, TensorSpec } from '../program.js';
import {
  dataTypeUnsupported,
  foreignSymbol,
  inputConflict,
  inputSpecInvalid,
  type Place,
  variableInProgram,
} from './errors.js';
import { currentOwner, originOf } from './owner.js';

/** A named value of a graph. */
export interface Value extends ValueInfo {
  readonly name: string;
}

/** What stands behind the data identifier of a recorded tensor. */
interface Symbolic {
  readonly graph: Graph;
  readonly value: Value;
  readonly owner: readonly string[];
}

type DataId = tf.TensorInfo['dataId'];

const symbols = new WeakMap<DataId, Symbolic>();

/** The labels in force when a tensor was recorded; undefined for tensors of other backends. */
export function ownerOfTensor({ dataId }: tf.TensorInfo): readonly string[] | undefined {
  return symbols.get(dataId)?.owner;
}

/** Forgets what stands behind a tensor that was disposed of: V8 may keep what weak maps hold for long. */
export function forgetSymbol(dataId: DataId): void {
  symbols.delete(dataId);
}

/** One program on its way into a graph. */
export class Recording {
  readonly graph: Graph;
  /** What went wrong where an error could not be thrown. */
  failure: Error | undefined;
  readonly #captured = new Map<DataId, Value>();
  readonly #inputs = new Map<string, tf.Tensor>();

  constructor(graph: Graph) {
    this.graph = graph;
  }

  get place(): Place {
    return { program: this.graph.name, owner: currentOwner() };
  }

  /** A new tensor identifier for a value; several may name the same value. */
  symbol(value: Value): DataId {
    const dataId = {};
    symbols.set(dataId, { graph: this.graph, value, owner: currentOwner() });
    return dataId;
  }

  /** The value behind a tensor. Tensors of other backends become constants, without moving them here. */
  valueOf(tensor: tf.TensorInfo): Value {
    if (tensor instanceof tf.Variable) throw variableInProgram(this.place);
    const symbol = symbols.get(tensor.dataId);
    if (symbol === undefined) return this.#capture(tensor);
    if (symbol.graph !== this.graph) throw foreignSymbol(this.place);
    return symbol.value;
  }

  /** Adds a constant; `values` are copied. */
  constant(values: ArrayLike<number>, shape: readonly number[], dtype: string, kernel: string): Value {
    const data = copyValues(values, dtype);
    if (data === undefined) throw dataTypeUnsupported(this.place, dtype);
    const constant: Constant = { ...data, shape: [...shape], origin: originOf(currentOwner(), kernel) };
    const value = { name: freshName(this.graph, 'c'), dtype: constant.dtype, shape: constant.shape };
    this.graph.constants.set(value.name, constant);
    this.graph.values.set(value.name, { dtype: value.dtype, shape: value.shape });
    return value;
  }

  /** The tensor of a public input; the same name gives the same tensor. */
  input(name: string, spec: TensorSpec): tf.Tensor {
    const known = this.graph.inputSpecs.get(name);
    if (known !== undefined && !sameSpec(known, spec)) throw inputConflict(this.place, name, known, spec);
    const tensor = this.#inputs.get(name) ?? this.#addInput(name, spec);
    this.#inputs.set(name, tensor);
    return tensor;
  }

  /** Disposes the tensors of the inputs; results of the program are left to tf.tidy. */
  dispose(): void {
    for (const tensor of this.#inputs.values()) tensor.dispose();
  }

  #addInput(name: string, { shape, dtype }: TensorSpec): tf.Tensor {
    const valid = isDataType(dtype) && shape.every((size) => Number.isInteger(size) && size >= 0);
    if (!valid) throw inputSpecInvalid(this.place, name, { shape, dtype });
    const value: Value = { name: freshName(this.graph, 'i'), dtype, shape: [...shape] };
    this.graph.values.set(value.name, { dtype, shape: value.shape });
    this.graph.inputs.set(name, value.name);
    this.graph.inputSpecs.set(name, { dtype, shape: value.shape });
    const info = { dataId: this.symbol(value), shape: [...shape], dtype };
    // Kept, since a request inside tf.tidy must outlive the tidy: the next request gets the same tensor.
    return tf.keep(tf.engine().makeTensorFromTensorInfo(info, tf.engine().backend));
  }

  #capture(tensor: tf.TensorInfo): Value {
    const known = this.#captured.get(tensor.dataId);
    if (known !== undefined) return known;
    const values = tf.engine().readSync(tensor.dataId);
    if (!ArrayBuffer.isView(values)) throw dataTypeUnsupported(this.place, tensor.dtype);
    const value = this.constant(values, tensor.shape, tensor.dtype, 'captured tensor');
    this.#captured.set(tensor.dataId, value);
    return value;
  }
}

export const sameSpec = (a: TensorSpec, b: TensorSpec) => a.dtype === b.dtype && String(a.shape) === String(b.shape);

const isDataType = (dtype: string): dtype is DataType => dtype === 'float32' || dtype === 'int32' || dtype === 'bool';

function copyValues(values: ArrayLike<number>, dtype: string): Pick<Constant, 'dtype' | 'data'> | undefined {
  if (dtype === 'float32') return { dtype, data: Float32Array.from(values) };
  if (dtype === 'int32') return { dtype, data: Int32Array.from(values) };
  if (dtype === 'bool') return { dtype, data: Uint8Array.from(values, (value) => (value ? 1 : 0)) };
  return undefined;
}
