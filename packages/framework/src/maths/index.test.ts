import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import * as maths from './index.js';

const folder = dirname(fileURLToPath(import.meta.url));
const tests = readdirSync(folder)
  .filter((file) => file.endsWith('.test.ts') && file !== 'index.test.ts')
  .map((file) => readFileSync(`${folder}/${file}`, 'utf8'));

const [one, two, wide, scalar] = [tf.zeros([2]), tf.zeros([3]), tf.zeros([2, 3]), tf.scalar(1)];
const course: maths.Course = {
  reward_TN: wide,
  value_TN: tf.zeros([2, 1]),
  nextValue_TN: wide,
  terminated_TN: wide,
  truncated_TN: wide,
};
const whole: maths.Course = { ...course, value_TN: wide };
const DECAY = { discount: 1, lambda: 1 };

/** A call of each function with tensors that do not fit together. */
const MISFITS: Readonly<Record<keyof typeof maths, () => unknown>> = {
  approximateKl: () => maths.approximateKl(wide),
  assertShapes: () => maths.assertShapes({ one: [one, ['B']], two: [two, ['B']] }),
  assertStretches: () => maths.assertStretches('two', two, [3, 2]),
  clipFraction: () => maths.clipFraction(one, two),
  clippedDistance: () => maths.clippedDistance(maths.halfSquare, one, two, one, 1),
  clippedSurrogate: () => maths.clippedSurrogate(one, two, scalar),
  decoupledDivergences: () =>
    maths.decoupledDivergences({ mean_BA: wide, logStd_BA: wide }, { mean_BA: one, logStd_BA: wide }),
  generalisedAdvantages: () => maths.generalisedAdvantages(course, DECAY),
  halfSquare: () => maths.halfSquare(one, two),
  huber: () => maths.huber(1)(one, two),
  klDualLoss: () => maths.klDualLoss(scalar, 1, wide, one),
  lambdaReturns: () => maths.lambdaReturns(course, DECAY),
  nStepReturns: () => maths.nStepReturns(course, 1, 2),
  retrace: () => maths.retrace(whole, one, DECAY),
  reverseScan: () => maths.reverseScan(wide, one),
  standardised: () => maths.standardised(wide),
  topWeights: () => maths.topWeights(wide, scalar, 1),
  softMaximiser: () => maths.softMaximiser(wide, one, scalar, 0),
  softMaximum: () => maths.softMaximum(wide, one, scalar, 0),
  softMean: () => maths.softMean(wide, one, scalar, 0),
  tempered: () => maths.tempered(wide, 0, one, 0),
  temporalDifferences: () => maths.temporalDifferences(course, 1),
  // Of whatever shape: it is elementwise.
  truncatedRatio: () => maths.assertShapes({ ratio: [maths.truncatedRatio(wide), [2]] }),
  vTrace: () => maths.vTrace(whole, one, DECAY, { rhoBar: 1, cBar: 1 }),
  windowScan: () => maths.windowScan(wide, one, 2),
};

describe('the functions of this folder', () => {
  it.each(Object.keys(maths))('include %s, which a test beside it calls', (name) => {
    if (name.startsWith('assert')) return;
    expect(tests.some((text) => new RegExp(`\\b${name}\\b\\(?`).test(text.replace(/^import .*$/gm, '')))).toBe(true);
  });

  it.each(Object.entries(MISFITS))('refuse tensors that do not fit together: %s', (_name, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'VEM_SHAPE' }));
  });

  it('know them all', () => {
    expect(Object.keys(MISFITS).sort()).toEqual(Object.keys(maths).sort());
  });

  it('say what was expected, with sizes that are known, and what was received', () => {
    expect(() => maths.assertShapes({ q_SB: [wide, ['S', 'B']], logBase_SB: [tf.zeros([2, 1]), ['S', 'B']] })).toThrow(
      'Tensor "logBase_SB": expected shape [2, 3], received [2, 1].',
    );
    expect(() => maths.assertShapes({ q_SB: [one, ['S', 'B']] })).toThrow('expected shape [S, B], received [2]');
    expect(() => maths.assertStretches('logWeight', tf.zeros([2, 1]), [4, 2, 3])).not.toThrow();
  });
});
