import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { differentiate } from '../gradients/differentiate.js';
import type { Tensors } from '../program.js';
import { record } from '../record/record.js';
import { runGraph } from '../runtime/runGraph.js';
import { checkPass } from './checkPass.js';
import { mergeDuplicates } from './mergeDuplicates.js';
import { simplifyArithmetic } from './simplifyArithmetic.js';
import { simplifyShapes } from './simplifyShapes.js';
import { swish } from './swish.js';

const SIZE = 4096;
const activated = (x: tf.Tensor) => tf.mul(x, tf.sigmoid(x));

/** The graph of Σ wave · f(x) and its gradient, as the passes before leave it. */
function graphOf(f: (x: tf.Tensor) => tf.Tensor) {
  const spec = { shape: [64, SIZE / 64], dtype: 'float32' as const };
  const body = ({ x, wave }: Tensors) => {
    const y = f(x);
    return { losses: [{ value: tf.sum(tf.mul(wave, y)), group: 'x', rows: 'mean' as const }], outputs: { y } };
  };
  const graph = record(differentiate({ name: 'test', inputs: { x: spec, wave: spec }, groups: { x: ['x'] }, body }));
  simplifyShapes(graph);
  simplifyArithmetic(graph);
  mergeDuplicates(graph);
  return graph;
}

describe('swish', () => {
  it('takes one pass for σ, and four for the gradient', () => {
    const { operators } = checkPass(swish, { graph: graphOf(activated) });
    expect(operators).toMatchObject({ Sigmoid: 1, Add: 1, Sub: 1 });
    for (const op of ['Neg', 'Exp', 'Reciprocal']) expect(operators).not.toHaveProperty(op);
  });

  it('is right far out, where σ is 0 or 1', () => {
    const graph = graphOf(activated);
    swish(graph);
    const x = Array.from({ length: SIZE }, (_, i) => (i - SIZE / 2) / 10);
    const found = runGraph(graph, { x, wave: x.map(() => 1) });
    for (const [i, value] of x.entries()) {
      const sigma = 1 / (1 + Math.exp(-value));
      expect(found.y[i]).toBeCloseTo(value * sigma, 4);
      expect(found['gradient/x'][i]).toBeCloseTo(sigma + value * sigma * (1 - sigma), 5);
    }
  });

  it('leaves σ alone that its logarithm is taken of, or that is no factor of x', () => {
    for (const f of [
      (x: tf.Tensor) => tf.add(activated(x), tf.log(tf.sigmoid(x))),
      (x: tf.Tensor) => tf.mul(tf.square(x), tf.sigmoid(x)),
      (x: tf.Tensor) => tf.reshape(activated(tf.reshape(x, [4, 16, 64])), [64, 64]),
    ]) {
      const { operators } = checkPass(swish, { graph: graphOf(f) });
      expect(operators).not.toHaveProperty('Sigmoid');
    }
  });
});
