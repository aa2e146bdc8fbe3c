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
  gaussianDensity,
  logProbOf,
  Mlp,
  sampleOf,
  Tokens,
} from '@vem/framework';
import { sac } from '@vem/presets';
import { gaussian } from '@vem/priors';
import { stateValue } from '@vem/values';
import { z } from 'zod';
import { takenOf } from './sequences.js';

const GROUP = 'posterior';

const iterativeGaussian = definePlugin({
  slot: 'posterior',
  name: 'iterative-gaussian',
  description: 'A tanh-Gaussian per state, refined along the gradient of its objective',
  source: { title: 'Marino et al. 2020, Iterative Amortized Policy Optimization', arxiv: '2010.10670' },
  config: z.strictObject({
    iterations: z.int().positive().default(5).describe('K; 5 in arXiv:2010.10670'),
    initialStd: z.number().positive().default(0.5).describe('of λ₀, pre-squash units'),
    hidden: z.array(z.int().positive()).default([512, 512]).describe('units per hidden layer; arXiv:2010.10670'),
  }),
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss', 'gradientEstimator.anyState', 'gradientEstimator.perState'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ iterations, initialStd, hidden }, observation, action, parameters) => {
    const width = actionWidth(action);
    const shape = { name: 'refinement', input: observation.size + 4 * width, hidden, output: 4 * width };
    const network = new Mlp(parameters.group(GROUP), shape);
    return {
      program: (step) => {
        const densityOf = (lambda_BL: tf.Tensor) => {
          const [mean_BA, logStd_BA] = tf.split(lambda_BL, 2, 1);
          return gaussianDensity({ mean_BA, logStd_BA }, 'tanh', step.noise);
        };
        /** λ ← g λ + (1 − g) δ, gate g and change δ by the network: arXiv:2010.10670, eq. 10. */
        const refined = (observation_BO: tf.Tensor, lambda_BL: tf.Tensor, slope_BL: tf.Tensor) => {
          const seen = tf.concat([observation_BO, detach(lambda_BL), detach(slope_BL)], 1);
          const [gate_BL, change_BL] = tf.split(network.forward(step.parameters(GROUP), seen), 2, 1);
          const kept_BL = tf.sigmoid(gate_BL);
          return tf.add(tf.mul(kept_BL, lambda_BL), tf.mul(tf.sub(1, kept_BL), change_BL));
        };
        /** λ_K, and the surrogate that each refinement leaves, which is what the network learns from. */
        const refine = (observation_BO: tf.Tensor) => {
          const surrogateOf = (lambda_BL: tf.Tensor) =>
            step.gradientEstimator.surrogate(densityOf(lambda_BL), observation_BO);
          // Each state by its own share: a mean would make the slopes smaller the more rows there are.
          const slopeAt = tf.grad((lambda_BL: tf.Tensor) => tf.sum(surrogateOf(lambda_BL).perState_B));
          const start_L = [...Array<number>(width).fill(0), ...Array<number>(width).fill(Math.log(initialStd))];
          let lambda_BL = tf.tile(tf.tensor2d([start_L]) as tf.Tensor, [observation_BO.shape[0]!, 1]);
          const surrogates = Array.from({ length: iterations }, () => {
            lambda_BL = refined(observation_BO, lambda_BL, slopeAt(lambda_BL));
            return surrogateOf(lambda_BL);
          });
          return { belief: densityOf(lambda_BL), surrogates };
        };
        return {
          infer: (observation_BO) => refine(observation_BO).belief,
          loss: () => {
            const { belief, surrogates } = refine(step.batch.observation_BO);
            const { rows, results, metrics, signals } = surrogates[iterations - 1];
            const value = tf.div(tf.addN(surrogates.map(({ loss }) => loss)), iterations);
            return {
              losses: [{ value, group: GROUP, rows }],
              belief,
              rows,
              results,
              metrics,
              ...(signals ? { signals } : {}),
            };
          },
        };
      },
    };
  },
});

/** Minus the mean log-density of recorded actions: there are none where the posterior is refined while acting. */
const imitation = definePlugin({
  slot: 'gradientEstimator',
  name: 'imitation',
  description: 'Scores the batch’s actions',
  config: z.strictObject({}),
  provides: ['loss', 'perState'],
  requires: ['posterior.logProb', 'behaviour.preSquash'],
  inject: [],
  create: () => ({
    program: (step) => ({
      surrogate: (belief) => {
        const perState_B = tf.neg(tf.squeeze(logProbOf(belief, takenOf(step), belief.spaces[0]), [0]));
        return { loss: tf.mean(perState_B), rows: 'mean', perState_B, results: {}, metrics: {} };
      },
    }),
  }),
});

/** An estimator whose loss is not a mean of what each state adds. */
const undivided = definePlugin({
  slot: 'gradientEstimator',
  name: 'undivided',
  description: 'One number for the whole batch',
  config: z.strictObject({}),
  provides: ['loss', 'anyState'],
  requires: ['valueEstimator.q', 'posterior.sample'],
  inject: [],
  create: () => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const q_SB = step.valueEstimator.q(observation_BO, sampleOf(belief, 1), 'online', 'eStep');
        return { loss: tf.neg(tf.max(q_SB)), rows: 'coupled', results: {}, metrics: {} };
      },
    }),
  }),
});

const slots = () => ({ ...sac(), environment: pendulum(), posterior: iterativeGaussian() });

compose(slots(), { seed: 1 });
compose({ ...slots(), prior: gaussian() }, { seed: 1 });

// @ts-expect-error the objective must have a gradient at any state
compose({ ...slots(), gradientEstimator: imitation() }, { seed: 1 });
// @ts-expect-error and each state its own
compose({ ...slots(), gradientEstimator: undivided() }, { seed: 1 });
// @ts-expect-error the objective is made of values of actions
compose({ ...slots(), valueEstimator: stateValue() }, { seed: 1 });
