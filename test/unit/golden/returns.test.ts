import * as tf from '@tensorflow/tfjs-core';
import {
  type Course,
  generalisedAdvantages,
  huber,
  lambdaReturns,
  nStepReturns,
  retrace,
  softMaximiser,
  softMaximum,
  softMean,
  vTrace,
} from '@vem/framework';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/returns.json' with { type: 'json' };
import { expectClose } from '../../support/relative.js';
import { array, engines, runProgram } from '../../support/runProgram.js';

const DIGITS = 2e-6;

const close = (received: readonly number[], expected: readonly number[], tolerance = DIGITS) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expectClose(value, expected[i], tolerance);
};

interface Steps {
  readonly reward: readonly number[];
  readonly value: readonly number[];
  readonly nextValue: readonly number[];
}

/** Columns of one environment, and what is made of them. */
const along = (
  open: (typeof engines)[string],
  { reward, value, nextValue }: Steps,
  ends: { readonly terminated: readonly number[]; readonly truncated: readonly number[] },
  body: (course: Course) => Readonly<Record<string, tf.Tensor>>,
) => {
  const column = (values: readonly number[]) => array([values.length, 1], values);
  const inputs = { reward, value, nextValue, ...ends };
  return runProgram(
    open,
    Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, column(values)])),
    (given) =>
      body({
        reward_TN: given.reward,
        value_TN: given.value,
        nextValue_TN: given.nextValue,
        terminated_TN: given.terminated,
        truncated_TN: given.truncated,
      }),
  );
};

const goesOn = (steps: number) => {
  const zeros = Array.from({ length: steps }, () => 0);
  return { terminated: zeros, truncated: zeros };
};

const logRatios = (ratio: readonly number[]) =>
  tf.tensor2d(
    ratio.map((r) => [Math.log(r)]),
    [ratio.length, 1],
  );

for (const [engine, open] of Object.entries(engines))
  describe(`golden numbers on the ${engine} engine`, () => {
    it.each(golden.returns.cases)('generalised advantages and λ-returns, third step: $name', async (expected) => {
      const decay = { discount: golden.returns.discount, lambda: golden.returns.lambda };
      const found = await along(open, golden.returns, expected, (course) => ({
        advantage: generalisedAdvantages(course, decay),
        lambdaReturn: lambdaReturns(course, decay),
        two: nStepReturns(course, decay.discount, 2),
        three: nStepReturns(course, decay.discount, 3),
      }));
      close(found.advantage, expected.advantage);
      close(found.lambdaReturn, expected.lambdaReturn);
      if (!expected.twoStepReturn) return;
      // The first state's two steps end where the value of the third is known from its own row.
      close(found.three.slice(0, 1), expected.threeStepReturn!.slice(0, 1));
      close(found.two.slice(1), expected.twoStepReturn.slice(1));
    });

    it.each(golden.vTrace.cases)('V-trace, ρ̄ $rhoBar, c̄ $cBar, λ $lambda', async (expected) => {
      const { discount, ratio } = golden.vTrace;
      const found = await along(open, golden.vTrace, goesOn(ratio.length), (course) => {
        const { value_TN, advantage_TN } = vTrace(
          course,
          logRatios(ratio),
          { discount, lambda: expected.lambda },
          expected,
        );
        return { value: value_TN, advantage: advantage_TN };
      });
      close(found.value, expected.value);
      close(found.advantage, expected.advantage);
    });

    it.each(golden.retrace.cases)('Retrace, λ $lambda', async (expected) => {
      const { discount, ratio } = golden.retrace;
      const { value } = await along(open, golden.retrace, goesOn(ratio.length), (course) => ({
        value: retrace(course, logRatios(ratio), { discount, lambda: expected.lambda }),
      }));
      close(value, expected.value);
    });

    it.each(golden.softMaximum.cases)('soft maximum, α $alpha', async (expected) => {
      const { counting, mean, weighted, posterior } = await runProgram(
        open,
        { q: array([3], golden.softMaximum.q), alpha: array([], [expected.alpha]) },
        ({ q, alpha }) => {
          const logWeight = tf.log(tf.tensor1d(golden.softMaximum.weights));
          return {
            counting: softMaximum(q, 0, alpha, 0),
            mean: softMean(q, 0, alpha, 0),
            weighted: softMaximum(q, logWeight, alpha, 0),
            posterior: tf.exp(softMaximiser(q, logWeight, alpha, 0)),
          };
        },
      );
      close(counting, [expected.counting]);
      close(mean, [expected.mean]);
      close(weighted, [expected.weighted]);
      close(posterior, expected.posterior);
    });

    it('Huber’s loss', async () => {
      const { error, delta, loss } = golden.huber;
      const { received } = await runProgram(open, { error: array([error.length], error) }, ({ error }) => ({
        received: huber(delta)(error, tf.zerosLike(error)),
      }));
      close(received, loss);
    });
  });
