import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, type Belief, definePlugin, Mlp, Tokens, targetRule } from '@vem/framework';
import { z } from 'zod';

/** All draws are the same action. It has no density, so nobody can ask for its divergence from a prior. */
function always(action_BA: tf.Tensor): Belief {
  const sample = (count: number) => ({ action_SBA: tf.tile(tf.expandDims(action_BA, 0), [count, 1, 1]) });
  return { spaces: ['box'], sample, mode: () => sample(1) };
}

/** π(a|s) = δ(a − tanh μ_φ(s)); the gradient estimator moves it along ∇_φ Q(s, tanh μ_φ(s)). */
export const oneAction = definePlugin({
  slot: 'posterior',
  name: 'one-action',
  description: 'A network that gives each state one action',
  source: { title: 'Lillicrap et al. 2016, Continuous Control with Deep RL', arxiv: '1509.02971', where: 'eq. 6' },
  config: z.strictObject({
    hidden: z.array(z.int().positive()).default([256, 256]).describe('units per hidden layer'),
    target: targetRule(1000, 'whole copies')
      .default({ kind: 'polyak', tau: 0.005 })
      .describe('how the copy follows that value targets act by; τ = .005 in arXiv:1802.09477'),
  }),
  provides: ['sample', 'pathwise', 'mode', 'target', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss', 'temperature.zero'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ hidden, target }, observation, action, parameters) => {
    const group = parameters.group('posterior', { target });
    const shape = { input: observation.size, hidden, output: actionWidth(action) };
    const network = new Mlp(group, { name: 'actor', ...shape });
    return {
      program: (step) => {
        const infer = (observation_BO: tf.Tensor, copy: 'online' | 'target' = 'online') =>
          always(tf.tanh(network.forward(step.parameters('posterior', copy), observation_BO)));
        return {
          infer: (observation_BO, _purpose, copy) => infer(observation_BO, copy),
          loss: () => {
            const { observation_BO } = step.batch;
            const belief = infer(observation_BO);
            const { loss, rows, metrics } = step.gradientEstimator.surrogate(belief, observation_BO);
            return { losses: [{ value: loss, group: 'posterior', rows }], belief, metrics };
          },
        };
      },
    };
  },
});
