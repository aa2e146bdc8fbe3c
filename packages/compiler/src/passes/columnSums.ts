import type { Graph } from '../graph.js';
import { addFilled, addIntegers, integersOf, shapeOf, sizeOf } from './graphEditing.js';
import { type Rule, rewrite } from './rewrite.js';

/** Where a product is faster than a reduction, by measurement. */
const rows = { least: 32, most: 4096 };
const leastColumns = 32;

/**
 * Sums and means over leading dimensions, the gradients of biases: written as products of a constant row with the
 * matrix, since ONNX Runtime adds up columns slowly. Sums over trailing dimensions are fast and stay. Terms are added
 * up in another order.
 */
export function columnSums(graph: Graph): void {
  rewrite(graph, [sumAsProduct]);
}

const sumAsProduct: Rule = ({ op, inputs: [x, axesInput], outputs, origin }, { graph, add }) => {
  if ((op !== 'ReduceSum' && op !== 'ReduceMean') || axesInput === undefined) return undefined;
  const result = graph.values.get(outputs[0])!;
  const shape = shapeOf(graph, x);
  const axes = integersOf(graph, axesInput)?.map((axis) => (axis < 0 ? axis + shape.length : axis));
  if (result.dtype !== 'float32' || axes === undefined || !areLeading(axes, shape)) return undefined;
  const summed = sizeOf(axes.map((axis) => shape[axis]));
  const kept = sizeOf(shape) / summed;
  if (summed < rows.least || summed > rows.most || kept < leastColumns) return undefined;

  const info = (...sizes: number[]) => ({ dtype: 'float32' as const, shape: sizes });
  const matrix = add('Reshape', [x, addIntegers(graph, [summed, kept], origin)], info(summed, kept));
  const weights = addFilled(graph, [1, summed], op === 'ReduceMean' ? 1 / summed : 1, origin);
  const sums = add('Gemm', [weights, matrix], info(1, kept));
  return add('Reshape', [sums, addIntegers(graph, result.shape, origin)], result);
};

/** Whether all dimensions before the last of the axes are among them, apart from those of size 1. */
function areLeading(axes: readonly number[], shape: readonly number[]): boolean {
  return shape.slice(0, Math.max(...axes)).every((size, axis) => size === 1 || axes.includes(axis));
}
