import type { Graph, Node } from '../graph.js';
import { shapeOf, sizeOf, uniformNumber } from './graphEditing.js';
import { type RewriteContext, type Rule, rewrite } from './rewrite.js';

/**
 * In y = x σ(x) and its gradient, writes σ as ONNX's Sigmoid, one pass instead of four, and dy·(σ + y(1 − σ)) for the six passes
 * that differentiating product and σ leaves. That Sigmoid is 0 below −18 and exact to 1e-7 only, so it stands in where σ is a factor, or
 * taken from 1: there errors stay that small, while under a logarithm they would not. Matrices only, and not the smallest: elsewhere
 * there is little to win, and what is not touched keeps its last bits.
 */
export function swish(graph: Graph): void {
  const consumers = consumersOf(graph);
  rewrite(graph, [(node, context) => sigmoidOf(node, context, consumers)]);
  const after = consumersOf(graph);
  rewrite(graph, [(node, context) => slopeOf(node, context, after)]);
}

/** Elements from which on passes count. */
const LEAST = 4096;

type Consumers = ReadonlyMap<string, readonly Node[]>;

function consumersOf(graph: Graph): Map<string, Node[]> {
  const consumers = new Map<string, Node[]>();
  for (const node of graph.nodes)
    for (const value of new Set(node.inputs)) {
      const known = consumers.get(value);
      if (known) known.push(node);
      else consumers.set(value, [node]);
    }
  return consumers;
}

const isOne = (graph: Graph, value: string) => uniformNumber(graph, value) === 1;

/** The other operand of a commutative node, if this is one. */
function otherOperand({ inputs: [a, b] }: Node, value: string): string | undefined {
  return a === value ? b : b === value ? a : undefined;
}

/** x if the node is 1/(1 + e⁻ˣ), written with four nodes. */
function logisticOf(node: Node, { graph, producer }: Pick<RewriteContext, 'graph' | 'producer'>): string | undefined {
  if (node.op !== 'Reciprocal') return undefined;
  const sum = producer(node.inputs[0]);
  if (sum?.op !== 'Add') return undefined;
  const index = isOne(graph, sum.inputs[0]) ? 1 : isOne(graph, sum.inputs[1]) ? 0 : undefined;
  if (index === undefined) return undefined;
  const exponential = producer(sum.inputs[index]);
  const negated = exponential?.op === 'Exp' ? producer(exponential.inputs[0]) : undefined;
  return negated?.op === 'Neg' ? negated.inputs[0] : undefined;
}

function sigmoidOf(node: Node, context: RewriteContext, consumers: Consumers): ReturnType<Rule> {
  const { graph, add } = context;
  const [result] = node.outputs;
  const x = logisticOf(node, context);
  const shape = shapeOf(graph, result);
  if (x === undefined || shape.length !== 2 || sizeOf(shape) < LEAST || [...graph.outputs.values()].includes(result))
    return undefined;
  const users = consumers.get(result) ?? [];
  const isSwish = users.some((user) => user.op === 'Mul' && otherOperand(user, result) === x);
  const isSafe = users.every(
    ({ op, inputs }) => op === 'Mul' || (op === 'Sub' && isOne(graph, inputs[0]) && inputs[1] === result),
  );
  return isSwish && isSafe ? add('Sigmoid', [x], graph.values.get(result)!) : undefined;
}

/** dy·σ + (dy·x)(σ(1 − σ)) → dy·(σ + y(1 − σ)) */
function slopeOf(node: Node, context: RewriteContext, consumers: Consumers): ReturnType<Rule> {
  const { graph, producer, add } = context;
  if (node.op !== 'Add') return undefined;
  for (const index of [0, 1]) {
    const first = producer(node.inputs[index]);
    const second = producer(node.inputs[1 - index]);
    if (first?.op !== 'Mul' || second?.op !== 'Mul') continue;
    for (const sigma of first.inputs) {
      const found = swishAt(sigma, context, consumers);
      const dy = otherOperand(first, sigma);
      if (!found || dy === undefined || !hasFactors(second, [dy, found.x], sigma, context)) continue;
      const info = graph.values.get(sigma)!;
      if (sizeOf(shapeOf(graph, dy)) !== sizeOf(info.shape)) continue;
      const rest = add('Sub', [found.one, sigma], info);
      const slope = add('Add', [sigma, add('Mul', [found.y, rest], info)], info);
      return add('Mul', [dy, slope], graph.values.get(node.outputs[0])!);
    }
  }
  return undefined;
}

/** x, y = x σ and the number 1 that σ is taken from, where a value is the σ of a swish. */
function swishAt(sigma: string, { graph, producer }: RewriteContext, consumers: Consumers) {
  const sigmoid = producer(sigma);
  if (sigmoid?.op !== 'Sigmoid') return undefined;
  const [x] = sigmoid.inputs;
  const users = consumers.get(sigma) ?? [];
  const y = users.find((user) => user.op === 'Mul' && otherOperand(user, sigma) === x)?.outputs[0];
  const one = users.find(({ op, inputs }) => op === 'Sub' && isOne(graph, inputs[0]))?.inputs[0];
  return y !== undefined && one !== undefined ? { x, y, one } : undefined;
}

/** Whether a product is (a·b)·(σ·(1 − σ)), in any order. */
function hasFactors(node: Node, [a, b]: readonly [string, string], sigma: string, context: RewriteContext): boolean {
  const { graph, producer } = context;
  return [0, 1].some((index) => {
    const left = producer(node.inputs[index]);
    const right = producer(node.inputs[1 - index]);
    if (left?.op !== 'Mul' || right?.op !== 'Mul' || otherOperand(left, a) !== b) return false;
    const rest = otherOperand(right, sigma);
    const difference = rest === undefined ? undefined : producer(rest);
    return difference?.op === 'Sub' && isOne(graph, difference.inputs[0]) && difference.inputs[1] === sigma;
  });
}
