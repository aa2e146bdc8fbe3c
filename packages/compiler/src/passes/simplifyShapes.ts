import type { Graph } from '../graph.js';
import { addIntegers, integersOf, sameShape, shapeOf } from './graphEditing.js';
import { type Rule, rewrite } from './rewrite.js';

/** Drops nodes that copy, and joins chains of nodes that only rearrange. Exact. */
export function simplifyShapes(graph: Graph): void {
  rewrite(graph, shapeRules);
}

/** Operators that copy their first input if it has the type and shape of the result. */
const copying = new Set(['Identity', 'Reshape', 'Expand', 'Cast', 'Tile', 'Squeeze', 'Unsqueeze', 'Concat']);

const dropCopies: Rule = ({ op, inputs, outputs, attributes }, { graph }) => {
  const before = graph.values.get(inputs[0])!;
  const after = graph.values.get(outputs[0])!;
  if (before.dtype !== after.dtype || !sameShape(before.shape, after.shape)) return undefined;
  if (op === 'Concat') return inputs.length === 1 ? inputs[0] : undefined;
  if (copying.has(op)) return inputs[0];
  if (op === 'Transpose') return isSorted(attributes.perm) ? inputs[0] : undefined;
  if (op === 'Slice')
    return inputs[4] === undefined || integersOf(graph, inputs[4])?.every((step) => step === 1) ? inputs[0] : undefined;
  return undefined;
};

const isSorted = (numbers: unknown) => Array.isArray(numbers) && numbers.every((number, index) => number === index);

/** A transposition that only moves dimensions of size 1 leaves the elements in order. */
const transposeByReshaping: Rule = ({ op, inputs, outputs, attributes, origin }, { graph, add }) => {
  if (op !== 'Transpose' || !Array.isArray(attributes.perm)) return undefined;
  const permutation: readonly number[] = attributes.perm;
  const shape = shapeOf(graph, inputs[0]);
  const moved = permutation.filter((axis) => shape[axis] !== 1);
  if (!moved.every((axis, index) => index === 0 || axis > moved[index - 1])) return undefined;
  const info = graph.values.get(outputs[0])!;
  return add('Reshape', [inputs[0], addIntegers(graph, info.shape, origin)], info);
};

const joinReshapes: Rule = ({ op, inputs, outputs, origin }, { graph, producer, add }) => {
  const inner = producer(inputs[0]);
  if (op !== 'Reshape' || inner?.op !== 'Reshape') return undefined;
  const info = graph.values.get(outputs[0])!;
  return add('Reshape', [inner.inputs[0], addIntegers(graph, info.shape, origin)], info);
};

const joinTransposes: Rule = ({ op, inputs, outputs, attributes }, { graph, producer, add }) => {
  const inner = producer(inputs[0]);
  if (op !== 'Transpose' || inner?.op !== 'Transpose') return undefined;
  const [outerOrder, innerOrder] = [attributes.perm, inner.attributes.perm];
  if (!Array.isArray(outerOrder) || !Array.isArray(innerOrder)) return undefined;
  const perm: readonly number[] = outerOrder.map((axis) => innerOrder[axis]);
  return add('Transpose', [inner.inputs[0]], graph.values.get(outputs[0])!, { perm });
};

const reducing = new Set(['ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceProd']);

/** Reducing over dimensions of size 1 changes no number. */
const reshapeInsteadOfReducing: Rule = ({ op, inputs, outputs, origin }, { graph, add }) => {
  if (!reducing.has(op) || inputs[1] === undefined) return undefined;
  const shape = shapeOf(graph, inputs[0]);
  const axes = integersOf(graph, inputs[1]);
  if (!axes?.every((axis) => shape.at(axis) === 1)) return undefined;
  const info = graph.values.get(outputs[0])!;
  return add('Reshape', [inputs[0], addIntegers(graph, info.shape, origin)], info);
};

export const shapeRules: readonly Rule[] = [
  dropCopies,
  transposeByReshaping,
  joinReshapes,
  joinTransposes,
  reshapeInsteadOfReducing,
];
