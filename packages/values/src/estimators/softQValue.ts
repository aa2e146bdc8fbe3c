import * as tf from '@tensorflow/tfjs-core';
import {
  closedEntropy,
  definePlugin,
  logProbOf,
  logRatio,
  Mlp,
  meanOverRows,
  networkOf,
  networkOptions,
  recordedSample,
  type StepContext,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { GROUP, regression } from './regression.js';

const config = z.strictObject({
  ...networkOptions({
    hidden: [64, 64],
    hiddenSource: '2×64 in Schulman et al. 2017, arXiv:1707.06347, section 6.1',
    activation: 'tanh',
    activationSource: 'tanh in arXiv:1707.06347, section 6.1',
  }),
  costs: z
    .enum(['entropy', 'priorKl'])
    .default('priorKl')
    .describe('what log π is measured against, as in the gradient estimator: the prior, or the counting measure'),
  coefficient: z
    .number()
    .positive()
    .default(1)
    .describe('weight of the loss. It matters only where a norm is taken over several groups: Adam divides it out'),
});

/** [B], α (KL − log π/p) at the recorded actions: 0 on average where π itself acted. */
function surprise(step: StepContext, costs: 'entropy' | 'priorKl'): tf.Tensor {
  const { observation_BO } = step.batch;
  const belief = step.posterior.infer(observation_BO, 'target');
  const sample = recordedSample(step);
  const prior = step.prior.at(observation_BO, 'target');
  const [log_SB, closed_B] =
    costs === 'entropy'
      ? [logProbOf(belief, sample, belief.spaces[0]), tf.neg(closedEntropy(belief)!)]
      : [logRatio(belief, prior, sample), belief.klTo!(prior)!];
  return tf.mul(step.temperature.alpha(), tf.sub(closed_B, tf.squeeze(log_SB, [0])));
}

/**
 * V(s), the part of Q(s, a) = V(s) + α log π(a|s)/p(a|s) that the policy has not: fitted by ½ (Q − y)², y = α KL + V̂, so that its own
 * target is V̂ + α (KL − log π/p). Schulman et al. 2017, arXiv:1704.06440, eq. 21.
 */
export const softQValue = definePlugin({
  slot: 'valueEstimator',
  name: 'soft-q-value',
  description: 'The value of states as a part of a Q function, whose other part is the policy',
  source: {
    title: 'Schulman, Chen, Abbeel 2017, Equivalence Between Policy Gradients and Soft Q-Learning',
    arxiv: '1704.06440',
    where: 'section 3.3',
  },
  config,
  provides: ['v', 'rowWeights'],
  requires: ['posterior.logProb', 'prior.density', 'behaviour.preSquash', 'returns.costFree'],
  inject: [Tokens.observation, Tokens.parameters],
  create: (options, observation, parameters) => {
    const { learningRate, coefficient, costs } = options;
    const group = parameters.group(GROUP, { learningRate });
    const network = new Mlp(group, { name: 'v', input: observation.size, ...networkOf(options), output: 1 });
    const value = (step: StepContext, observation_BO: tf.Tensor) =>
      tf.squeeze(network.forward(step.parameters(GROUP, 'online'), observation_BO), [1]);
    return {
      program: (step) => ({
        v: (observation_BO) => value(step, observation_BO),
        loss: () => {
          const target_B = tf.add(step.returns.target(), surprise(step, costs));
          const total = (distance_B: tf.Tensor) => tf.mul(coefficient, meanOverRows(step.batch, distance_B));
          return regression([value(step, step.batch.observation_BO)], target_B, {
            name: 'v',
            total,
            weighted: step.batch,
          });
        },
      }),
    };
  },
});
