import type { Graph, Node } from '../graph.js';
import { addFilled, addIntegers, sameShape, shapeOf, uniformNumber } from './graphEditing.js';
import { type RewriteContext, type Rule, rewrite } from './rewrite.js';

/**
 * Simplifies arithmetic with constants: neutral elements, negations, chains of scalar factors. Results agree within
 * float32 rounding, with two exceptions: the sign of a zero may change, and a chain of factors whose product is an
 * ordinary number no longer overflows or vanishes in between.
 */
export function simplifyArithmetic(graph: Graph): void {
  rewrite(graph, arithmeticRules);
}

/** Numbers that float32 represents with full precision: neither zero, denormal nor infinite. */
const isOrdinary = (number: number) => Math.abs(number) >= 1.18e-38 && Math.abs(number) <= 3.4e38;

const isFloat = (graph: Graph, node: Node) => graph.values.get(node.outputs[0])!.dtype === 'float32';

/** If one operand of a product is a constant number and the other has the product's shape: the two. */
function factorOf(
  graph: Graph,
  node: Node | undefined,
): { readonly factor: number; readonly rest: string } | undefined {
  if (node?.op !== 'Mul' || !isFloat(graph, node)) return undefined;
  for (const index of [0, 1]) {
    const factor = uniformNumber(graph, node.inputs[index]);
    const rest = node.inputs[1 - index];
    if (factor !== undefined && sameShape(shapeOf(graph, rest), shapeOf(graph, node.outputs[0])))
      return { factor, rest };
  }
  return undefined;
}

function multiply({ graph, add }: RewriteContext, node: Node, value: string, factor: number): string {
  return add('Mul', [value, addFilled(graph, [], factor, node.origin)], graph.values.get(value)!);
}

/** x·1, x/1, x+0, x−0; where the constant makes the result larger, repeats x instead. */
const dropNeutral: Rule = ({ op, inputs: [a, b], outputs: [result], origin }, { graph, add }) => {
  const neutral = op === 'Mul' || op === 'Div' ? 1 : op === 'Add' || op === 'Sub' ? 0 : undefined;
  if (neutral === undefined) return undefined;
  const isNeutral = (value: string) => {
    const number = uniformNumber(graph, value);
    return number !== undefined && number === neutral;
  };
  const kept = isNeutral(b) ? a : (op === 'Mul' || op === 'Add') && isNeutral(a) ? b : undefined;
  if (kept === undefined) return undefined;
  const info = graph.values.get(result)!;
  if (sameShape(shapeOf(graph, kept), info.shape)) return kept;
  return add('Expand', [kept, addIntegers(graph, info.shape, origin)], info);
};

const foldNegation: Rule = (node, context) => {
  const { graph, producer, add } = context;
  if (!isFloat(graph, node)) return undefined;
  const info = graph.values.get(node.outputs[0])!;
  const [a, b] = node.inputs;
  const negated = (value: string) => {
    const inner = producer(value);
    return inner?.op === 'Neg' ? inner.inputs[0] : undefined;
  };
  switch (node.op) {
    case 'Neg': {
      const inner = producer(a);
      if (inner?.op === 'Neg') return inner.inputs[0];
      if (inner?.op === 'Sub') return add('Sub', [inner.inputs[1], inner.inputs[0]], info);
      const product = factorOf(graph, inner);
      return product && multiply(context, node, product.rest, -product.factor);
    }
    case 'Add': {
      const [x, y] = [negated(a), negated(b)];
      if (y !== undefined) return add('Sub', [a, y], info);
      return x === undefined ? undefined : add('Sub', [b, x], info);
    }
    case 'Sub': {
      const y = negated(b);
      if (y !== undefined) return add('Add', [a, y], info);
      return uniformNumber(graph, a) === 0 && sameShape(shapeOf(graph, b), info.shape)
        ? add('Neg', [b], info)
        : undefined;
    }
    case 'Mul': {
      const [x, y] = [negated(a), negated(b)];
      if (x !== undefined && y !== undefined) return add('Mul', [x, y], info);
      const product = factorOf(graph, node);
      if (product === undefined) return undefined;
      const inner = negated(product.rest);
      if (inner !== undefined) return multiply(context, node, inner, -product.factor);
      return product.factor === -1 ? add('Neg', [product.rest], info) : undefined;
    }
    default:
      return undefined;
  }
};

/** x/k → x·(1/k), which is faster and joins chains of factors; one more rounding. */
const divideByMultiplying: Rule = (node, context) => {
  const { graph } = context;
  if (node.op !== 'Div' || !isFloat(graph, node)) return undefined;
  const [dividend, divisor] = node.inputs;
  const number = uniformNumber(graph, divisor);
  if (number === undefined || !isOrdinary(number) || !isOrdinary(1 / number)) return undefined;
  if (!sameShape(shapeOf(graph, dividend), shapeOf(graph, node.outputs[0]))) return undefined;
  return multiply(context, node, dividend, 1 / number);
};

/** (x·j)·k → x·(j·k) */
const mergeFactors: Rule = (node, context) => {
  const outer = factorOf(context.graph, node);
  if (outer === undefined) return undefined;
  const inner = factorOf(context.graph, context.producer(outer.rest));
  if (inner === undefined || !isOrdinary(outer.factor * inner.factor)) return undefined;
  return multiply(context, node, inner.rest, outer.factor * inner.factor);
};

export const arithmeticRules: readonly Rule[] = [dropNeutral, foldNegation, divideByMultiplying, mergeFactors];
