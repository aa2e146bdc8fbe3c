import type { Graph } from '../graph.js';
import { blockRows } from './blockRows.js';
import { columnSums } from './columnSums.js';
import { foldingRules } from './foldConstants.js';
import { fuseBias } from './fuseBias.js';
import { maskFromRelu } from './maskFromRelu.js';
import { mergeDuplicates } from './mergeDuplicates.js';
import { multiplyOuterProducts, transposeColumns } from './narrowProducts.js';
import { removeDeadCode } from './removeDeadCode.js';
import { rewrite } from './rewrite.js';
import { scaleLater } from './scaleLater.js';
import { settleShapes } from './settleShapes.js';
import { shrinkingRules } from './shrinkOperands.js';
import { arithmeticRules } from './simplifyArithmetic.js';
import { shapeRules } from './simplifyShapes.js';
import { sliceEarlier } from './sliceEarlier.js';
import { swish } from './swish.js';

const localRules = [...shapeRules, ...foldingRules, ...arithmeticRules, ...shrinkingRules];

/** Cleans up what automatic differentiation leaves: local rules until none applies, then equal nodes become one. */
function simplify(graph: Graph): void {
  rewrite(graph, localRules);
  mergeDuplicates(graph);
}

/** In order; the ones after the first `simplify` write the graph in the terms that ONNX Runtime is fast at. */
const passes = [
  removeDeadCode,
  mergeDuplicates,
  simplify,
  swish,
  fuseBias,
  maskFromRelu,
  blockRows,
  columnSums,
  multiplyOuterProducts,
  scaleLater,
  sliceEarlier,
  transposeColumns,
  simplify,
  settleShapes,
  mergeDuplicates,
  removeDeadCode,
];

/** Rewrites a graph in place into an equal one that ONNX Runtime executes faster. */
export function optimise(graph: Graph): void {
  for (const pass of passes) pass(graph);
}
