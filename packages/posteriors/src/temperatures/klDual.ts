import { constant, definePlugin, klDualLoss, LOWEST_RAW, positive, rawOfPositive, Tokens } from '@vem/framework';
import { z } from 'zod';
import { evidenceOf } from './evidence.js';

const GROUP = 'temperature';
const RAW = 'raw';
const CODE = 'the public code of Hoffman et al. 2020, arXiv:2006.00979';

/** α is the multiplier of a bound on KL(posterior ‖ prior): it adapts until the posterior uses the bound up. */
export const klDual = definePlugin({
  slot: 'temperature',
  name: 'kl-dual',
  description: 'Adapts α so that the posterior stays within a KL divergence of its prior, by the dual of that bound',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'non-parametric E-step, dual',
  },
  config: z.strictObject({
    bound: z
      .number()
      .positive()
      .default(0.1)
      .describe(`ε, the mean KL(posterior ‖ prior) over states, in nats; .1 in ${CODE}`),
    initialAlpha: z.number().positive().default(10).describe(`α at the start, in reward units; 10 in ${CODE}`),
    learningRate: z.number().positive().default(1e-2).describe(`rate of the raw α; 1e-2 in ${CODE}`),
  }),
  provides: ['dual', 'bound'],
  requires: ['posterior.weighted'],
  inject: [Tokens.parameters],
  create: ({ bound, initialAlpha, learningRate }, parameters) => {
    parameters
      .group(GROUP, { learningRate, project: [LOWEST_RAW, Number.POSITIVE_INFINITY] })
      .declare(RAW, [], constant(rawOfPositive(initialAlpha)));
    let samples = Number.POSITIVE_INFINITY;
    return {
      // On S equally likely samples no weights are further than log S from equal ones.
      warnings: () =>
        bound >= Math.log(samples)
          ? [
              `its bound of ${bound} nats cannot bind: weights on ${samples} actions are at most log ${samples} = ${Math.log(samples).toFixed(3)} nats from equal ones, so α falls without end. Lower the bound, or draw more samples.`,
            ]
          : [],
      program: (step) => {
        const alpha = () => positive(step.parameters(GROUP)[RAW]);
        return {
          alpha,
          loss: () => {
            const q_SB = evidenceOf(step, 'q_SB');
            samples = q_SB.shape[0]!;
            const value = klDualLoss(
              alpha(),
              bound,
              q_SB,
              evidenceOf(step, 'logBase_SB'),
              step.result('eStep', 'weight_B'),
            );
            return { losses: [{ value, group: GROUP, rows: step.rowsOf('eStep') }], metrics: { alpha: alpha() } };
          },
        };
      },
    };
  },
});
