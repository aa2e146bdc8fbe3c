import * as tf from '@tensorflow/tfjs-core';
import { discreteBandit, quadraticBandit } from '@vem/envs';
import { composeUnchecked, definePlugin, iterate, type Pipeline, type SlotMap } from '@vem/framework';
import {
  categorical,
  exactCategorical,
  exactGaussian,
  fixedTemperature,
  gaussian,
  tanhGaussian,
} from '@vem/posteriors';
import { sac } from '@vem/presets';
import { fixedCategorical, gaussian as gaussianPrior, learnedGaussian, uniform } from '@vem/priors';
import { offPolicy, replay } from '@vem/training';
import { logSumExp } from '@vem/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import golden from '../fixtures/golden.json' with { type: 'json' };
import { quadraticQ } from '../support/knownQ.js';
import { OneState } from '../support/oneState.js';
import { apart } from '../support/openedRuns.js';
import { SINGLE_PRECISION } from '../support/relative.js';
import { smallSac } from '../support/smallSac.js';

const UPDATES = 100;

/** A small SAC with another prior, as it is composed. */
const open = async (slots: SlotMap): Promise<Pipeline> =>
  composeUnchecked({ ...smallSac(), ...slots }, { seed: 3 }).open();

function learn(pipeline: Pipeline): Pipeline {
  while (pipeline.progress.updates < UPDATES) iterate(pipeline);
  return pipeline;
}

describe('a learned Gaussian prior that never learns', () => {
  const [mean, std, minStd] = [0.3, 0.7, 1e-6];

  /** The last layer's kernel is 0, so that its bias decides: mean, then what 0 stands for, the initial deviation. */
  const frozen = async () => {
    const prior = learnedGaussian({ trainable: false, hidden: [16], initialStd: std, minStd });
    const pipeline = await open({ prior });
    pipeline.parameters.views('prior').find(({ name }) => name.endsWith('layer1/bias'))!.data[0] = mean;
    return pipeline;
  };

  it('is the fixed Gaussian prior with its mean and deviation', async () => {
    const learned = learn(await frozen());
    const fixed = learn(await open({ prior: gaussianPrior({ mean, std: std + minStd }) }));
    expect(apart(learned, fixed)).toBeLessThan(1e-6);
    expect(learned.batch.columns.action).toEqual(fixed.batch.columns.action);
    // Another mean or another deviation makes a difference.
    const others = [gaussianPrior({ mean: 0, std }), gaussianPrior({ mean, std: 0.8 })];
    for (const prior of others) expect(apart(learned, learn(await open({ prior })))).toBeGreaterThan(1e-4);
  });
});

/** V* = α log E_p e^{Q/α} is the largest value of J(π) = E_π[Q] − α KL(π‖p), whatever π. */
describe('no E-step gets above the soft value', () => {
  const gaussians = () =>
    fc.tuple(fc.double({ min: -1.5, max: 1.5, noNaN: true }), fc.double({ min: -2.5, max: 0.5, noNaN: true }));

  /** J at Gaussians of whatever mean and log σ. */
  async function belowAt(state: OneState, value: number) {
    fc.assert(
      fc.property(gaussians(), ([mean, logStd]) => {
        state.gaussian.set([mean, logStd]);
        state.infer();
        return state.metric('posterior/objective') <= value + SINGLE_PRECISION;
      }),
      { numRuns: 50 },
    );
  }

  describe('with a Gaussian prior and a quadratic value', () => {
    const [curvature, optimum, alpha] = [4, 1, 0.5];
    const slots = {
      prior: gaussianPrior({ squash: 'identity' }),
      valueEstimator: quadraticQ(curvature, [optimum]),
      temperature: fixedTemperature({ alpha }),
    };
    // Of N(0, 1): precisions add up; the value is that of a Gaussian integral.
    const precision = 1 + curvature / alpha;
    const value = -alpha * 0.5 * (Math.log(precision) + ((curvature / alpha) * optimum ** 2) / precision);

    it('the network stays below it, and meets it at one Gaussian', async () => {
      const state = await OneState.open({ slots: { ...slots, posterior: gaussian({ hidden: [] }) } });
      await belowAt(state, value);
      state.gaussian.set([((curvature / alpha) * optimum) / precision, -0.5 * Math.log(precision)]);
      state.infer();
      expect(Math.abs(state.metric('posterior/objective') - value)).toBeLessThan(SINGLE_PRECISION);
    });

    it('exact inference meets it', async () => {
      const { gradientEstimator: _none, ...preset } = sac();
      const pipeline = await composeUnchecked(
        {
          ...preset,
          ...slots,
          environment: quadraticBandit(),
          posterior: exactGaussian(),
          data: replay({ batchSize: 4, capacity: 4 }),
          schedule: offPolicy({ steps: [['eStep']] }),
        },
        { seed: 1 },
      ).open();
      pipeline.steps[0].run(pipeline.progress);
      expect(Math.abs(pipeline.steps[0].takeMetrics()['posterior/objective'] - value)).toBeLessThan(SINGLE_PRECISION);
    });
  });

  describe('with the uniform prior on [−1, 1] and a quadratic value', () => {
    for (const { alpha, exactValue } of golden.tanhGaussianOptimum.problems)
      it(`a tanh-Gaussian stays below it (α = ${alpha})`, async () => {
        const state = await OneState.open({
          slots: {
            posterior: tanhGaussian({ hidden: [] }),
            prior: uniform({ reference: 'normalised' }),
            valueEstimator: quadraticQ(8, [0.5]),
            temperature: fixedTemperature({ alpha }),
          },
        });
        await belowAt(state, exactValue);
      });
  });

  describe('over finitely many actions', () => {
    const payoffs = [1, 2, 3];
    const probabilities = [0.5, 0.3, 0.2];
    const alpha = 0.7;
    const value = alpha * Math.log(payoffs.reduce((sum, q, a) => sum + probabilities[a] * Math.exp(q / alpha), 0));

    const openFinite = async (slots: SlotMap) =>
      composeUnchecked(
        {
          ...sac(),
          environment: discreteBandit({ payoffs }),
          prior: fixedCategorical({ probabilities }),
          valueEstimator: knownPayoffs({ payoffs }),
          bootstrap: logSumExp(),
          temperature: fixedTemperature({ alpha }),
          data: replay({ batchSize: 2, capacity: 4 }),
          schedule: offPolicy({ steps: [['eStep']] }),
          ...slots,
        },
        { seed: 1 },
      ).open();
    const objective = (pipeline: Pipeline) => {
      pipeline.steps[0].executable.run();
      return pipeline.steps[0].executable.outputs['metric/posterior/objective'].data[0];
    };

    it('the network stays below it, and meets it at one distribution', async () => {
      const pipeline = await openFinite({ posterior: categorical({ hidden: [] }) });
      const logits = pipeline.parameters.views('posterior').find(({ name }) => name.endsWith('/bias'))!.data;
      const kernel = pipeline.parameters.views('posterior').find(({ name }) => name.endsWith('/kernel'))!.data;
      kernel.fill(0);
      const anyLogits = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 });
      fc.assert(
        fc.property(anyLogits, (chosen) => {
          logits.set(chosen);
          return objective(pipeline) <= value + SINGLE_PRECISION;
        }),
        { numRuns: 50 },
      );
      logits.set(payoffs.map((q, a) => q / alpha + Math.log(probabilities[a])));
      expect(Math.abs(objective(pipeline) - value)).toBeLessThan(SINGLE_PRECISION);
    });

    it('exact inference meets it', async () => {
      expect(Math.abs(objective(await openFinite({ posterior: exactCategorical() })) - value)).toBeLessThan(
        SINGLE_PRECISION,
      );
    });
  });
});

/** Values of actions that are known and need no data. */
const knownPayoffs = definePlugin({
  slot: 'valueEstimator',
  name: 'known-payoffs',
  description: 'Given values of actions',
  config: z.strictObject({ payoffs: z.array(z.number()).describe('one per action') }),
  provides: ['qAll'],
  inject: [],
  create: ({ payoffs }) => ({
    program: () => ({
      qAll: (observation_BO) => tf.tile(tf.tensor2d([payoffs]), [observation_BO.shape[0]!, 1]),
      loss: () => ({ losses: [] }),
    }),
  }),
});
