import { type Attribute, emptyGraph, freshName, type Graph, type GraphDataType } from '../graph.js';
import type { DataType, HostArray } from '../program.js';

/** Writes a graph node by node, for graphs that no tfjs program stands behind. Methods return value names. */
export class GraphBuilder {
  readonly graph: Graph;

  constructor(name: string) {
    this.graph = emptyGraph(name);
  }

  input(name: string, shape: readonly number[], dtype: DataType = 'float32'): string {
    const value = this.#value('i', shape, dtype);
    this.graph.inputs.set(name, value);
    this.graph.inputSpecs.set(name, { shape, dtype });
    return value;
  }

  constant(shape: readonly number[], data: HostArray | BigInt64Array): string {
    const dtype =
      data instanceof Float32Array
        ? 'float32'
        : data instanceof Int32Array
          ? 'int32'
          : data instanceof Uint8Array
            ? 'bool'
            : 'int64';
    const value = this.#value('c', shape, dtype);
    this.graph.constants.set(value, { dtype, shape, data, origin: 'constant' });
    return value;
  }

  /** A float32 scalar. */
  scalar(number: number): string {
    return this.constant([], Float32Array.of(number));
  }

  /** An int64 vector: axes, shapes, ranges. */
  integers(numbers: readonly number[]): string {
    return this.constant([numbers.length], BigInt64Array.from(numbers, BigInt));
  }

  /** A node with one result, of this shape. */
  node(
    op: string,
    inputs: readonly string[],
    shape: readonly number[],
    attributes: Readonly<Record<string, Attribute>> = {},
    dtype: GraphDataType = 'float32',
  ): string {
    const value = this.#value('t', shape, dtype);
    this.graph.nodes.push({ op, inputs: [...inputs], outputs: [value], attributes, origin: op });
    return value;
  }

  output(name: string, value: string): void {
    this.graph.outputs.set(name, value);
  }

  #value(prefix: string, shape: readonly number[], dtype: GraphDataType): string {
    const value = freshName(this.graph, prefix);
    this.graph.values.set(value, { shape, dtype });
    return value;
  }
}
