import type { Attribute, Graph, Node, ValueInfo } from '../graph.js';
import { makeNode, Replacements, sameShape } from './graphEditing.js';
import { removeDeadCode } from './removeDeadCode.js';

/** What a rule may ask and do while it looks at one node. */
export interface RewriteContext {
  readonly graph: Graph;
  /** The node that makes a value; undefined for inputs and constants. */
  producer(value: string): Node | undefined;
  /** Adds a node before the present one and returns its result. */
  add(
    op: string,
    inputs: readonly string[],
    result: ValueInfo,
    attributes?: Readonly<Record<string, Attribute>>,
  ): string;
}

/** Returns the value that shall stand for the node's only result, same type and shape, or undefined to leave it. */
export type Rule = (node: Node, context: RewriteContext) => string | undefined;

/** Applies rules until none changes anything, then removes what became dead. Nodes stay in execution order. */
export function rewrite(graph: Graph, rules: readonly Rule[]): void {
  while (rewriteOnce(graph, rules)) {
    // A rewritten node may let a rule apply to nodes before it.
  }
  removeDeadCode(graph);
}

function rewriteOnce(graph: Graph, rules: readonly Rule[]): boolean {
  const producers = new Map<string, Node>();
  const replacements = new Replacements();
  const nodes: Node[] = [];
  const place = (node: Node) => {
    nodes.push(node);
    for (const value of node.outputs) producers.set(value, node);
  };
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map((value) => replacements.resolve(value));
    const [result] = node.outputs;
    const context: RewriteContext = {
      graph,
      producer: (value) => producers.get(value),
      add(op, inputs, info, attributes) {
        const added = makeNode(graph, op, inputs, info, node.origin, attributes);
        place(added);
        return added.outputs[0];
      },
    };
    const replacement = node.outputs.length === 1 ? firstReplacement(rules, node, context) : undefined;
    if (replacement === undefined) {
      place(node);
      continue;
    }
    checkReplacement(graph, node, replacement);
    replacements.add(result, replacement);
  }
  graph.nodes = nodes;
  replacements.apply(graph);
  return replacements.size > 0;
}

function firstReplacement(rules: readonly Rule[], node: Node, context: RewriteContext): string | undefined {
  for (const rule of rules) {
    const replacement = rule(node, context);
    if (replacement !== undefined) return replacement;
  }
  return undefined;
}

function checkReplacement(graph: Graph, node: Node, replacement: string): void {
  const before = graph.values.get(node.outputs[0])!;
  const after = graph.values.get(replacement)!;
  if (before.dtype === after.dtype && sameShape(before.shape, after.shape)) return;
  throw new RangeError(
    `a rewrite of ${node.op} (${node.origin}) gave ${after.dtype} [${after.shape}] for ${before.dtype} [${before.shape}]`,
  );
}
