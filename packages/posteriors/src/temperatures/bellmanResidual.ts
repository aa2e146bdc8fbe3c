import * as tf from '@tensorflow/tfjs-core';
import { constant, definePlugin, orderedRange, Tokens } from '@vem/framework';
import { z } from 'zod';

const GROUP = 'temperature';
const ALPHA = 'alpha';
const PAPER = 'Fellows et al. 2019, arXiv:1811.01132';

const config = z.strictObject({
  scale: z
    .number()
    .positive()
    .default(4e-3)
    .describe(
      `c, α per mean squared residual, so in 1 / reward units: what suits depends on the rewards; 4e-3 in the public code of ${PAPER}`,
    ),
  initialAlpha: z
    .number()
    .positive()
    .default(4e-3)
    .describe('α until the residual was measured first, in reward units: c times 1 in the public code'),
  memory: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'share of the last α that a measurement keeps: 0 takes each as it is, for batches of thousands; near 1, a moving mean over the small ones of updates',
    ),
  bounds: orderedRange(z.number().positive()).default([1e-8, 1e3]).describe('α is kept within these, in reward units'),
});

/**
 * α is c times the mean squared residual of Bellman's equation on the rows of its phase, c E[(Q − y)²]: the worse values are
 * known, the wider the posterior; as they become exact it turns greedy (Fellows et al. 2019, arXiv:1811.01132, eq. 8). A
 * noisy estimate of it makes a noisy posterior, so let the schedule give the phase fresh rows, some thousands.
 */
export const bellmanResidual = definePlugin({
  slot: 'temperature',
  name: 'bellman-residual',
  description:
    'A temperature in proportion to the squared error of the value estimate, measured on the rows of its phase',
  source: {
    title: 'Fellows et al. 2019, VIREL: A Variational Inference Framework for Reinforcement Learning',
    arxiv: '1811.01132',
    where: 'eq. 8',
  },
  config,
  requires: ['valueEstimator.q'],
  inject: [Tokens.parameters],
  create: ({ scale, initialAlpha, memory, bounds }, parameters) => {
    parameters.group(GROUP, { trained: false }).declare(ALPHA, [], constant(initialAlpha));
    let measured = false;
    return {
      state: () => ({ measured: Number(measured) }),
      restore: (state) => {
        measured = state.measured === 1;
      },
      program: (step) => ({
        alpha: () => step.parameters(GROUP)[ALPHA],
        loss: () => {
          const { observation_BO, action_BA } = step.batch;
          const sample = { action_SBA: tf.expandDims(action_BA, 0) };
          const q_B = tf.squeeze(step.valueEstimator.q(observation_BO, sample, 'online', 'target'), [0]);
          const residual = tf.mean(tf.square(tf.sub(q_B, step.returns.target())));
          const alpha = step.parameters(GROUP)[ALPHA];
          return { losses: [], results: { residual }, rows: 'mean', metrics: { alpha, residual } };
        },
      }),
      conclude: (host) => {
        const [residual] = host.result('temperature', 'residual')!;
        const tensor = host.parameters(GROUP)[ALPHA];
        const kept = measured ? memory : 0;
        const alpha = kept * tensor[0] + (1 - kept) * scale * residual;
        tensor[0] = Math.min(bounds[1], Math.max(bounds[0], alpha));
        measured = true;
        return { metrics: { nextAlpha: tensor[0] } };
      },
    };
  },
});
