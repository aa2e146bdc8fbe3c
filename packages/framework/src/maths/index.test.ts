import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import * as maths from './index.js';
import { refusal } from './testing/engines.js';

const folder = dirname(fileURLToPath(import.meta.url));
const tests = readdirSync(folder)
  .filter((file) => file.endsWith('.test.ts') && file !== 'index.test.ts')
  .map((file) => readFileSync(`${folder}/${file}`, 'utf8'));

/** A call of each function with tensors that do not fit together; made while a program is recorded. */
function misfits(): Readonly<Record<keyof typeof maths, () => unknown>> {
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

  return {
    approximateKl: () => maths.approximateKl(wide),
    sampledKl: () => maths.sampledKl(wide),
    assertShapes: () => maths.assertShapes({ one: [one, ['B']], two: [two, ['B']] }),
    assertStretches: () => maths.assertStretches('two', two, [3, 2]),
    averageOverRows: () => maths.averageOverRows({ weight_B: two }, one),
    clipFraction: () => maths.clipFraction(one, two),
    clippedDistance: () => maths.clippedDistance(maths.halfSquare, one, two, one, 1),
    clippedSurrogate: () => maths.clippedSurrogate(one, two, scalar),
    decoupledDivergences: () =>
      maths.decoupledDivergences({ mean_BA: wide, logStd_BA: wide }, { mean_BA: one, logStd_BA: wide }),
    distinctInOrder: () => maths.distinctInOrder(one),
    effectiveSampleSize: () => maths.effectiveSampleSize(one),
    explainedVariance: () => maths.explainedVariance(one, two),
    generalisedAdvantages: () => maths.generalisedAdvantages(course, DECAY),
    halfSquare: () => maths.halfSquare(one, two),
    huber: () => maths.huber(1)(one, two),
    klDualLoss: () => maths.klDualLoss(scalar, 1, wide, one),
    leaveOneOut: () => maths.leaveOneOut(wide, one),
    lambdaReturns: () => maths.lambdaReturns(course, DECAY),
    meanOverRows: () => maths.meanOverRows({ weight_B: two }, one),
    normalisedWeights: () => maths.normalisedWeights(one),
    particleAt: () => maths.particleAt(wide, one),
    soundWeights: () => maths.soundWeights(one),
    systematicPositions: () => maths.systematicPositions(2, wide),
    nStepReturns: () => maths.nStepReturns(course, 1, 2),
    retrace: () => maths.retrace(whole, one, DECAY),
    reverseScan: () => maths.reverseScan(wide, one),
    softMaximiser: () => maths.softMaximiser(wide, one, scalar, 0),
    softMaximum: () => maths.softMaximum(wide, one, scalar, 0),
    standardised: () => maths.standardised(wide),
    softMean: () => maths.softMean(wide, one, scalar, 0),
    tempered: () => maths.tempered(wide, 0, one, 0),
    temporalDifferences: () => maths.temporalDifferences(course, 1),
    topWeights: () => maths.topWeights(wide, scalar, 1),
    // Of whatever shape: it is elementwise.
    truncatedRatio: () => maths.assertShapes({ ratio: [maths.truncatedRatio(wide), [2]] }),
    vTrace: () => maths.vTrace(whole, one, DECAY, { rhoBar: 1, cBar: 1 }),
    weightsByRow: () => maths.weightsByRow(one, scalar, two),
    weightedMoments: () => maths.weightedMoments(wide, wide),
    windowScan: () => maths.windowScan(wide, one, 2),
  };
}

describe('the functions of this folder', () => {
  it.each(Object.keys(maths))('include %s, which a test beside it calls', (name) => {
    if (name.startsWith('assert')) return;
    expect(tests.some((text) => new RegExp(`\\b${name}\\b\\(?`).test(text.replace(/^import .*$/gm, '')))).toBe(true);
  });

  it.each(Object.keys(maths) as (keyof typeof maths)[])('refuse tensors that do not fit together: %s', (name) => {
    expect(refusal(() => misfits()[name]())).toMatchObject({ code: 'VEM_SHAPE' });
  });

  it('say what was expected, with sizes that are known, and what was received', () => {
    const message = (call: () => void) => (refusal(call) as Error | undefined)?.message;
    const [one, wide, column] = [[2], [2, 3], [2, 1]].map((shape) => () => tf.zeros(shape));
    expect(
      message(() => maths.assertShapes({ q_SB: [wide(), ['S', 'B']], logBase_SB: [column(), ['S', 'B']] })),
    ).toContain('Tensor "logBase_SB": expected shape [2, 3], received [2, 1].');
    expect(message(() => maths.assertShapes({ q_SB: [one(), ['S', 'B']] }))).toContain(
      'expected shape [S, B], received [2]',
    );
    expect(message(() => maths.assertStretches('logWeight', column(), [4, 2, 3]))).toBeUndefined();
  });
});
