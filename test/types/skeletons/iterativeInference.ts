// Skeleton: proof on types, nothing runs. SAC with iterative amortised inference: Marino, Yue and Mandt 2018,
// arXiv:1807.09356; Marino et al. 2020, arXiv:2010.10670.
//
// The posterior's parameters λ are refined K times per state, along the gradient of the per-state objective, by a network that
// sees that gradient; acting, targets and learning all refine. Everything else is SAC's. Schedule: SAC's. Carries: the
// refining network, nothing per state (λ starts anew).
import * as tf from '@tensorflow/tfjs-core';
import { pendulum } from '@vem/envs';
import {
  actionWidth,
  compose,
  definePlugin,
  detach,
  type GaussianParameters,
  gaussianDensity,
  Tokens,
} from '@vem/framework';
import { sac } from '@vem/presets';
import { gaussian } from '@vem/priors';
import { z } from 'zod';
import { body } from './body.js';

const iterativeGaussian = definePlugin({
  slot: 'posterior',
  name: 'iterative-gaussian',
  description: 'A tanh-Gaussian per state, refined along the gradient of its objective',
  source: { title: 'Marino et al. 2020, Iterative Amortized Policy Optimization', arxiv: '2010.10670' },
  config: z.strictObject({
    iterations: z.int().positive().default(5).describe('K; 5 in arXiv:2010.10670'),
    initialStd: z.number().positive().default(0.5).describe('of λ₀, pre-squash units'),
  }),
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'space:u', 'space:box'],
  requires: [
    'environment.box',
    'gradientEstimator.loss',
    'gradientEstimator.anyState',
    'valueEstimator.q',
    'valueEstimator.actionGradient',
  ],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ iterations, initialStd }, observation, action, parameters) => {
    parameters.group('posterior').declare('refinement', [observation.size, 4 * actionWidth(action)], () => {});
    return {
      program: (step) => {
        const densityOf = (mean_BA: tf.Tensor, logStd_BA: tf.Tensor) =>
          gaussianDensity({ mean_BA, logStd_BA }, 'tanh', step.noise);
        /** λ₀ … λ_K with the surrogate that each leaves, which is what the refinement learns from. */
        const refine = (observation_BO: tf.Tensor) => {
          const shape = [observation_BO.shape[0]!, actionWidth(action)];
          let [mean_BA, logStd_BA] = [tf.zeros(shape), tf.fill(shape, Math.log(initialStd))];
          const losses: tf.Tensor[] = [];
          for (let k = 0; k < iterations; k++) {
            const surrogate = (mean: tf.Tensor, logStd: tf.Tensor) =>
              step.gradientEstimator.surrogate(densityOf(mean, logStd), observation_BO).loss;
            const [byMean_BA, byLogStd_BA] = tf.grads(surrogate)([mean_BA, logStd_BA]);
            const refined = body<GaussianParameters>(
              step.parameters('posterior').refinement,
              [observation_BO, detach(mean_BA), detach(logStd_BA)],
              [detach(byMean_BA), detach(byLogStd_BA)],
            );
            [mean_BA, logStd_BA] = [refined.mean_BA, refined.logStd_BA];
            losses.push(surrogate(mean_BA, logStd_BA));
          }
          return { belief: densityOf(mean_BA, logStd_BA), losses };
        };
        return {
          infer: (observation_BO) => refine(observation_BO).belief,
          loss: () => {
            const { observation_BO } = step.batch;
            const { belief, losses } = refine(observation_BO);
            const { results, metrics } = step.gradientEstimator.surrogate(belief, observation_BO);
            const value = tf.div(tf.addN(losses), iterations);
            return { losses: [{ value, group: 'posterior', rows: 'mean' }], belief, results, metrics };
          },
        };
      },
    };
  },
});

/** An estimator that scores recorded actions: there are none where the posterior is refined while acting. */
const ofRecordedActions = definePlugin({
  slot: 'gradientEstimator',
  name: 'of-recorded-actions',
  description: 'Scores the batch’s actions',
  config: z.strictObject({}),
  provides: ['loss'],
  inject: [],
  create: () => ({
    program: (step) => ({
      surrogate: (belief) => ({ loss: body(belief, step.batch.action_BA), results: {}, metrics: {} }),
    }),
  }),
});

compose({ ...sac(), environment: pendulum(), posterior: iterativeGaussian() }, { seed: 1 });
compose({ ...sac(), environment: pendulum(), posterior: iterativeGaussian(), prior: gaussian() }, { seed: 1 });

compose(
  // @ts-expect-error the objective must have a gradient at any state
  { ...sac(), environment: pendulum(), posterior: iterativeGaussian(), gradientEstimator: ofRecordedActions() },
  { seed: 1 },
);
