import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retrace, vTrace } from './correctedReturns.js';
import { type Course, generalisedAdvantages, lambdaReturns, nStepReturns, temporalDifferences } from './returns.js';
import { later } from './reverseScan.js';
import { engines, evaluated, evaluation } from './testing/engines.js';
import { differences, type Steps, sums, windowReturns } from './testing/loops.js';

const EXTENT = { steps: 13, count: 2 };
const { steps, count } = EXTENT;
const ROWS = steps * count;
const DECAY = { discount: 0.9, lambda: 0.8 };
const BOUNDS = { rhoBar: 1.2, cBar: 0.7 };

type Input = Steps & { readonly logRatio: readonly number[] };
const shapes = Object.fromEntries(
  ['reward', 'value', 'nextValue', 'terminated', 'truncated', 'logRatio'].map((name) => [name, [steps, count]]),
);
const numbersOf = (input: Input): Record<string, readonly number[]> => ({ ...input });
const courseOf = ({ reward, value, nextValue, terminated, truncated }: Tensors): Course => ({
  reward_TN: reward,
  value_TN: value,
  nextValue_TN: nextValue,
  terminated_TN: terminated,
  truncated_TN: truncated,
});

/** Everything that looks along time, by name. */
function everyReturn(input: Tensors): Record<string, tf.Tensor> {
  const course = courseOf(input);
  const traced = vTrace(course, input.logRatio, DECAY, BOUNDS);
  return {
    difference: temporalDifferences(course, DECAY.discount),
    advantage: generalisedAdvantages(course, DECAY),
    lambdaReturn: lambdaReturns(course, DECAY),
    monteCarlo: lambdaReturns(course, { ...DECAY, lambda: 1 }),
    threeSteps: nStepReturns(course, DECAY.discount, 3),
    traced: traced.value_TN,
    tracedAdvantage: traced.advantage_TN,
    retraced: retrace(course, input.logRatio, DECAY),
  };
}

const tenths = (min: number, max: number, length = ROWS) =>
  fc.array(
    fc.integer({ min, max }).map((x) => x / 10),
    { minLength: length, maxLength: length },
  );
/** Where episodes end, at random: mostly not, by their own rule, or by a time limit. */
const ends = fc.array(fc.constantFrom(0, 0, 0, 0, 1, 2), { minLength: ROWS, maxLength: ROWS });

/** A course whose values are those of its states: the next row's, unless the episode ended. */
const inputs: fc.Arbitrary<Input> = fc
  .record({ reward: tenths(-30, 30), value: tenths(-30, 30), after: tenths(-30, 30), ends, logRatio: tenths(-20, 20) })
  .map(({ reward, value, after, ends, logRatio }) => ({
    reward,
    value,
    nextValue: value.map((_, row) => (ends[row] === 0 && row + count < ROWS ? value[row + count] : after[row])),
    terminated: ends.map((end) => Number(end === 1)),
    truncated: ends.map((end) => Number(end === 2)),
    logRatio,
  }));

const closeTo = (received: readonly number[], expected: readonly number[], what: string) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value, `${what}, entry ${i}`).toBeCloseTo(expected[i], 3);
};

/** The same by loops in double precision. */
function byLoops(input: Input): Record<string, readonly number[]> {
  const { discount, lambda } = DECAY;
  const { delta, goesOn } = differences(input, discount);
  const decays = (decay: number) => goesOn.map((on) => (on ? decay : 0));
  const plus = (terms: readonly number[]) => terms.map((term, i) => input.value[i] + term);
  const ratio = input.logRatio.map(Math.exp);
  const rho = ratio.map((r) => Math.min(BOUNDS.rhoBar, r));
  const trace = goesOn.map((on, i) => (on ? discount * lambda * Math.min(BOUNDS.cBar, ratio[i]) : 0));
  const corrected = plus(
    sums(
      delta.map((d, i) => rho[i] * d),
      trace,
      EXTENT,
    ),
  );
  const retraced = goesOn.map((on, i) =>
    on && i + count < ROWS ? discount * lambda * Math.min(1, ratio[i + count]) : 0,
  );
  return {
    difference: delta,
    advantage: sums(delta, decays(discount * lambda), EXTENT),
    lambdaReturn: plus(sums(delta, decays(discount * lambda), EXTENT)),
    monteCarlo: windowReturns(input, discount, EXTENT),
    threeSteps: windowReturns(input, discount, EXTENT, 3),
    traced: corrected,
    tracedAdvantage: rho.map((r, i) => {
      const reached = goesOn[i] && i + count < ROWS ? corrected[i + count] : input.nextValue[i];
      return r * (input.reward[i] + discount * (1 - input.terminated[i]) * reached - input.value[i]);
    }),
    retraced: plus(sums(delta, retraced, EXTENT)),
  };
}

for (const [engine, open] of Object.entries(engines))
  describe(`returns along time on the ${engine} engine`, () => {
    it('are those of plain loops, wherever episodes end', async () => {
      const evaluate = await evaluation(open, shapes, everyReturn);
      fc.assert(
        fc.property(inputs, (input) => {
          const received = evaluate(numbersOf(input));
          for (const [name, expected] of Object.entries(byLoops(input))) closeTo(received[name], expected, name);
        }),
        { seed: 1, numRuns: 100 },
      );
      evaluate.dispose();
    });

    it('let nothing cross the end of an episode, bit for bit', async () => {
      const evaluate = await evaluation(open, shapes, everyReturn);
      fc.assert(
        fc.property(inputs, inputs, fc.integer({ min: 0, max: steps - 2 }), fc.boolean(), (input, other, at, cut) => {
          // All environments end with step `at`; after it everything is another.
          const border = (at + 1) * count;
          const ended = (row: number) => row >= border - count && row < border;
          const flags = {
            terminated: input.terminated.map((flag, row) => (ended(row) ? Number(!cut) : flag)),
            truncated: input.truncated.map((flag, row) => (ended(row) ? Number(cut) : flag)),
          };
          const first = { ...input, ...flags };
          const second = Object.fromEntries(
            Object.entries(first).map(([name, values]) => [
              name,
              values.map((value: number, row: number) => (row < border ? value : other[name as keyof Input][row])),
            ]),
          ) as unknown as Input;
          const [one, two] = [first, second].map((course) => evaluate(numbersOf(course)));
          for (const name of Object.keys(one))
            expect(two[name].slice(0, border), name).toEqual(one[name].slice(0, border));
        }),
        { seed: 2, numRuns: 60 },
      );
      evaluate.dispose();
    });

    it('take in the worth of the final observation at a time limit, and of none where nothing follows', async () => {
      const evaluate = await evaluation(open, shapes, everyReturn);
      const zeros = Array.from({ length: ROWS }, () => 0);
      const once = (row: number, value: number) => zeros.map((_, i) => (i === row ? value : 0));
      const last = 6 * count;
      const course = { reward: zeros, value: zeros, nextValue: once(last, 10), logRatio: zeros };
      const cut = evaluate({ ...course, terminated: zeros, truncated: once(last, 1) });
      const over = evaluate({ ...course, terminated: once(last, 1), truncated: zeros });
      const both = evaluate({ ...course, terminated: once(last, 1), truncated: once(last, 1) });
      for (const name of Object.keys(cut)) {
        expect(cut[name][last], name).toBeCloseTo(9, 5);
        expect(over[name], name).toEqual(zeros);
        expect(both[name], name).toEqual(zeros);
      }
      expect(cut.monteCarlo[0]).toBeCloseTo(0.9 ** 7 * 10, 5);
      evaluate.dispose();
    });

    it('are targets: nothing that they are made of gets a gradient', async () => {
      const slopes = await evaluated(
        open,
        shapes,
        numbersOf(fc.sample(inputs, { seed: 3, numRuns: 1 })[0]),
        (given) => {
          const names = Object.keys(shapes);
          const total = (...tensors: tf.Tensor[]) => {
            const every = everyReturn(Object.fromEntries(names.map((name, i) => [name, tensors[i]])));
            // Something has to have a gradient.
            const anchor = tf.mul(0, tf.addN(tensors.map((tensor) => tf.sum(tensor))));
            return tf.add(anchor, tf.addN(Object.values(every).map((tensor) => tf.sum(tensor)))) as tf.Scalar;
          };
          const found = tf.grads(total)(names.map((name) => given[name]));
          return Object.fromEntries(names.map((name, i) => [name, found[i]]));
        },
      );
      for (const [name, slope] of Object.entries(slopes))
        expect(
          slope.map((x) => x + 0),
          name,
        ).toEqual(Array.from({ length: ROWS }, () => 0));
    });

    it('are the same with ratios of 1: V-trace and Retrace become λ-returns', async () => {
      const input = {
        ...fc.sample(inputs, { seed: 4, numRuns: 1 })[0],
        logRatio: Array.from({ length: ROWS }, () => 0),
      };
      const { traced, retraced, expected, oneStep, differences } = await evaluated(
        open,
        shapes,
        numbersOf(input),
        (given) => {
          const course = courseOf(given);
          return {
            traced: vTrace(course, given.logRatio, DECAY, { rhoBar: 1, cBar: 1 }).value_TN,
            retraced: retrace(course, given.logRatio, DECAY),
            expected: lambdaReturns(course, DECAY),
            oneStep: retrace(course, given.logRatio, { ...DECAY, lambda: 0 }),
            differences: tf.add(course.value_TN, temporalDifferences(course, DECAY.discount)),
          };
        },
      );
      closeTo(traced, expected, 'V-trace');
      closeTo(retraced, expected, 'Retrace');
      closeTo(oneStep, differences, 'Retrace with λ = 0');
    });

    it('stay finite where densities have nothing in common', async () => {
      const input = { ...fc.sample(inputs, { seed: 5, numRuns: 1 })[0] };
      const logRatio = input.reward.map((_, i) => (i % 2 === 0 ? 1e4 : -1e4));
      const found = await evaluated(open, shapes, numbersOf({ ...input, logRatio }), everyReturn);
      for (const values of Object.values(found)) expect(values.every(Number.isFinite)).toBe(true);
    });

    it('move rows to the front', async () => {
      const { by0, by2, by5 } = await evaluated(open, { x: [3, 1] }, { x: [1, 2, 3] }, ({ x }) => ({
        by0: later(x, 0),
        by2: later(x, 2),
        by5: later(x, 5),
      }));
      expect([by0, by2, by5]).toEqual([
        [1, 2, 3],
        [3, 0, 0],
        [0, 0, 0],
      ]);
    });
  });
