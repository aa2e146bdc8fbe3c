import * as tf from '@tensorflow/tfjs-core';
import { constant, definePlugin, detach, orderedRange, Tokens } from '@vem/framework';
import { z } from 'zod';
import { boundWarnings, outOfReach, warnOfStart } from './bounds.js';
import { evidenceOf } from './evidence.js';

const GROUP = 'temperature';
const LOG_ALPHA = 'logAlpha';

/** α adapts so that the posterior stays a given KL divergence from its prior: the prior's view of a target entropy. */
export const targetKl = definePlugin({
  slot: 'temperature',
  name: 'target-kl',
  description: 'Adapts α to hold KL(posterior ‖ prior) at a target',
  source: { title: 'Marino, Piché and Yue 2019, On the Design of Variational RL Algorithms', where: 'section 3' },
  config: z.strictObject({
    nats: z
      .number()
      .positive()
      .describe(
        'KL(π‖p) to hold, in nats per state; A(1 + log 2) equals a target entropy of −A under the normalised uniform prior',
      ),
    initialAlpha: z.number().positive().default(1).describe('α at the start, in reward units'),
    learningRate: z.number().positive().optional().describe('rate of log α; unset: the optimiser’s'),
    bounds: orderedRange().default([-20, 10]).describe('log α is kept within these after each step'),
  }),
  provides: ['bound'],
  requires: ['posterior.logProb', 'prior.density'],
  inject: [Tokens.action, Tokens.parameters, Tokens.logger],
  create: ({ nats, initialAlpha, learningRate, bounds }, action, parameters, logger) => {
    if (action.kind === 'finite' && nats >= Math.log(action.count)) {
      const most = `log ${action.count} from a uniform prior`;
      logger.warn(outOfReach(`a divergence of ${nats} nats`, most, Math.log(action.count)));
    }
    warnOfStart(logger, initialAlpha, bounds);
    parameters.group(GROUP, { learningRate, project: bounds }).declare(LOG_ALPHA, [], constant(Math.log(initialAlpha)));
    return {
      warnings: ({ alpha }) => boundWarnings(bounds, alpha, `a divergence of ${nats} nats`),
      program: (step) => {
        const logAlpha = () => step.parameters(GROUP)[LOG_ALPHA];
        return {
          alpha: () => tf.exp(logAlpha()),
          loss: () => {
            const kl = detach(evidenceOf(step, 'kl'));
            // α rises while the divergence is above its target.
            const value = tf.mul(logAlpha(), tf.sub(nats, kl));
            return {
              losses: [{ value, group: GROUP, rows: step.rowsOf('eStep') }],
              metrics: { alpha: tf.exp(logAlpha()), kl },
            };
          },
        };
      },
    };
  },
});
