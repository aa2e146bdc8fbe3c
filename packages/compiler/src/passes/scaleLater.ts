import type { Graph, Node } from '../graph.js';
import { sameShape, shapeOf, sizeOf, useCounts } from './graphEditing.js';
import { type RewriteContext, rewrite } from './rewrite.js';

/**
 * Takes scales of rows and columns out of a product's left operand: (c ∘ X ∘ r) · W = c ∘ (X · (rᵀ ∘ W)), with c [B, 1] and
 * r [1, H]. Gradients with respect to the input of a network whose last layer has one column begin with such scales on all
 * rows and units; afterwards they are on the weights, and on the few columns at the end. Rounds in another order.
 */
export function scaleLater(graph: Graph): void {
  let before: number;
  do {
    before = graph.nameCounter;
    const uses = useCounts(graph);
    rewrite(graph, [(node, context) => takeOut(node, context, uses)]);
  } while (graph.nameCounter !== before);
}

/** The factors of a product of matrices, element by element, and how many products it takes. */
interface Factors {
  readonly full: string[];
  readonly columns: string[];
  readonly rows: string[];
  products: number;
}

function takeOut(node: Node, context: RewriteContext, uses: ReadonlyMap<string, number>): string | undefined {
  const { graph, add } = context;
  const { op, inputs, outputs, attributes } = node;
  if (op !== 'Gemm' || inputs.length !== 2 || (attributes.transA ?? 0) !== 0) return undefined;
  const [left, weights] = inputs;
  const [height, width] = shapeOf(graph, left);
  const factors: Factors = { full: [], columns: [], rows: [], products: 0 };
  collect(context, uses, left, [height, width], factors);
  const { full, columns, rows, products } = factors;
  const info = graph.values.get(outputs[0])!;
  const before = products * height * width;
  const after =
    (full.length - 1) * height * width +
    rows.length * sizeOf(shapeOf(graph, weights)) +
    columns.length * sizeOf(info.shape);
  if (full.length === 0 || after >= before) return undefined;

  const multiply = (a: string, b: string) => add('Mul', [a, b], graph.values.get(a)!);
  const isTransposed = attributes.transB === 1;
  const scaled = rows.reduce((product, row) => multiply(product, isTransposed ? row : asColumn(context, row)), weights);
  const result = add('Gemm', [full.reduce(multiply), scaled], info, attributes);
  return columns.reduce(multiply, result);
}

/** Takes a value apart as far as nobody else needs what is in between. */
function collect(
  context: RewriteContext,
  uses: ReadonlyMap<string, number>,
  value: string,
  shape: readonly [number, number],
  factors: Factors,
): void {
  const { graph, producer } = context;
  const own = shapeOf(graph, value);
  if (sameShape(own, [shape[0], 1]) && shape[1] > 1) factors.columns.push(value);
  else if (sameShape(own, [1, shape[1]]) && shape[0] > 1) factors.rows.push(value);
  else {
    const made = producer(value);
    if (
      made?.op !== 'Mul' ||
      uses.get(value) !== 1 ||
      made.inputs.some((input) => shapeOf(graph, input).length !== 2)
    ) {
      factors.full.push(value);
      return;
    }
    factors.products++;
    for (const input of made.inputs) collect(context, uses, input, shape, factors);
  }
}

function asColumn({ graph, add }: RewriteContext, row: string): string {
  const [, width] = shapeOf(graph, row);
  return add('Transpose', [row], { dtype: 'float32', shape: [width, 1] }, { perm: [1, 0] });
}
