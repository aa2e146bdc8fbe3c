import type { Graph, Node } from '../graph.js';
import { shapeOf, sizeOf, uniformNumber } from './graphEditing.js';

/** Functions of single elements. */
const elementwise = new Set([
  ...['Abs', 'Clip', 'Elu', 'Exp', 'HardSigmoid', 'LeakyRelu', 'Log', 'Neg', 'Reciprocal', 'Relu', 'Selu'],
  ...['Sigmoid', 'Softplus', 'Sqrt', 'Tanh', 'Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Where', 'Cast', 'Not', 'And'],
  ...['Or', 'Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'IsNaN'],
]);

const reducing = new Set(['ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin']);

/**
 * What a node is to the shape of its operand: it keeps the elements, works on each, makes one number of all, or depends on
 * the shape.
 */
export type Role = 'reshape' | 'elementwise' | 'total' | 'fixed';

/** Values whose shapes differ in dimensions of size 1 only and that arithmetic connects: each of their shapes would do for all. */
export type Family = Set<string>;

const keyOf = (graph: Graph, value: string) =>
  shapeOf(graph, value)
    .filter((size) => size !== 1)
    .join();

/** Whether two values have the same shape, apart from dimensions of size 1. */
const alike = (graph: Graph, a: string, b: string) => keyOf(graph, a) === keyOf(graph, b);

/** Whether an operand may have no dimensions instead: it has none, or is the same float in all elements. */
export const isScalar = (graph: Graph, value: string): boolean =>
  shapeOf(graph, value).length === 0 ||
  (graph.values.get(value)!.dtype === 'float32' && uniformNumber(graph, value) !== undefined);

export function roleOf(graph: Graph, { op, inputs, outputs }: Node): Role {
  const [result] = outputs;
  if (reducing.has(op) && inputs.length === 2 && shapeOf(graph, result).length === 0) return 'total';
  if (outputs.length !== 1 || sizeOf(shapeOf(graph, result)) <= 1) return 'fixed';
  const fits = (value: string) => !graph.constants.has(value) && alike(graph, value, result);
  if (op === 'Reshape') return fits(inputs[0]) ? 'reshape' : 'fixed';
  const others = inputs.filter((value) => !isScalar(graph, value));
  return elementwise.has(op) && others.length > 0 && others.every(fits) ? 'elementwise' : 'fixed';
}

/** The families of a graph. */
export function familiesOf(graph: Graph): Family[] {
  const familyOf = new Map<string, Family>();
  const of = (value: string) => familyOf.get(value) ?? new Set([value]);
  for (const node of graph.nodes) {
    const role = roleOf(graph, node);
    if (role === 'fixed' || role === 'total') continue;
    const operands = role === 'reshape' ? [node.inputs[0]] : node.inputs.filter((value) => !isScalar(graph, value));
    const family = new Set([...operands, ...node.outputs].flatMap((value) => [...of(value)]));
    for (const value of family) familyOf.set(value, family);
  }
  return [...new Set(familyOf.values())];
}

/** The shapes that a family can have: those that occur in it, and the one without dimensions of size 1. */
export function shapesOf(graph: Graph, family: Family): (readonly number[])[] {
  const shapes = [...family].map((value) => shapeOf(graph, value));
  const least = shapes[0].filter((size) => size !== 1);
  return [...new Map([...shapes, least].map((shape) => [shape.join(), shape])).values()];
}
