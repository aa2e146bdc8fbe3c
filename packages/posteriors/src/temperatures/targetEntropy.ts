import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  constant,
  definePlugin,
  detach,
  orderedRange,
  type ParameterStore,
  type ProgramSlot,
  type StepContext,
  type TemperatureProgram,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { boundWarnings, type Logger, outOfReach, warnOfStart } from './bounds.js';
import { evidenceOf } from './evidence.js';

const GROUP = 'temperature';
const LOG_ALPHA = 'logAlpha';

const config = z.strictObject({
  target: z
    .union([z.literal('auto'), z.number()])
    .default('auto')
    .describe(
      'entropy to hold, in nats on [−1, 1]^A or the finite set; `auto`: −A for a box (Haarnoja et al. 2018, arXiv:1812.05905, appendix D)',
    ),
  discreteFraction: z
    .number()
    .positive()
    .max(1)
    .default(0.4)
    .describe(
      '`auto` for K actions: this share of log K; .98 in Christodoulou 2019, arXiv:1910.07207, at which log α runs away on CartPole',
    ),
  initialAlpha: z
    .number()
    .positive()
    .default(1)
    .describe('α at the start, in reward units; log α₀ = 0 in the public code of arXiv:1812.05905'),
  learningRate: z.number().positive().optional().describe('rate of log α; unset: the optimiser’s'),
  gradient: z
    .enum(['alpha', 'logAlpha'])
    .default('alpha')
    .describe(
      '`alpha`: descend −α(log π + H̄), eq. 18 of arXiv:1812.05905; `logAlpha`: −log α(log π + H̄), same fixed point, faster where α is small',
    ),
  bounds: orderedRange()
    .default([-20, 10])
    .describe('log α is kept within these after each step, so that it cannot run away without limit'),
});

/** No distribution on [−1, 1]^A or on K actions has more entropy than the uniform one; on K actions none has less than 0. */
function warnOfTarget(logger: Logger, target: number, action: ActionSpace): void {
  const isBox = action.kind === 'box';
  const most = isBox ? action.dimension * Math.LN2 : Math.log(action.count);
  const name = isBox ? `${action.dimension} log 2 on [−1, 1]^${action.dimension}` : `log ${action.count}`;
  // One action has one distribution, whose entropy is what it is.
  if (!isBox && action.count === 1 && target === 0) return;
  if (target >= most) logger.warn(outOfReach(`an entropy of ${target} nats`, name, most));
  else if (!isBox && target <= 0) logger.warn(outOfReach(`an entropy of ${target} nats`, 'at least 0', 0));
}

class TargetEntropy implements ProgramSlot<TemperatureProgram> {
  readonly #target: number;
  readonly #gradient: 'alpha' | 'logAlpha';
  readonly #bounds: readonly [number, number];

  constructor(options: z.output<typeof config>, action: ActionSpace, parameters: ParameterStore, logger: Logger) {
    const auto = action.kind === 'box' ? -action.dimension : options.discreteFraction * Math.log(action.count);
    this.#target = options.target === 'auto' ? auto : options.target;
    warnOfTarget(logger, this.#target, action);
    warnOfStart(logger, options.initialAlpha, options.bounds);
    this.#gradient = options.gradient;
    this.#bounds = options.bounds;
    parameters
      .group(GROUP, { learningRate: options.learningRate, project: options.bounds })
      .declare(LOG_ALPHA, [], constant(Math.log(options.initialAlpha)));
  }

  warnings({ alpha }: Readonly<Record<string, number>>): readonly string[] {
    return boundWarnings(this.#bounds, alpha, `an entropy of ${this.#target.toPrecision(3)} nats`);
  }

  program(step: StepContext): TemperatureProgram {
    const logAlpha = () => step.parameters(GROUP)[LOG_ALPHA];
    return {
      alpha: () => tf.exp(logAlpha()),
      loss: () => {
        const entropy = detach(evidenceOf(step, 'entropy'));
        const weight = this.#gradient === 'alpha' ? tf.exp(logAlpha()) : logAlpha();
        // E[log π] + H̄ = H̄ − H: α falls while the entropy is above its target.
        const value = tf.mul(weight, tf.sub(entropy, this.#target));
        return {
          losses: [{ value, group: GROUP, rows: step.rowsOf('eStep') }],
          metrics: { alpha: tf.exp(logAlpha()), entropy },
        };
      },
    };
  }
}

/** α adapts so that the posterior's entropy meets a target: Haarnoja et al. 2018, arXiv:1812.05905, eqs 17-18. */
export const targetEntropy = definePlugin({
  slot: 'temperature',
  name: 'target-entropy',
  description: 'Adapts α to hold the posterior’s entropy at a target',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'eq. 18',
  },
  config,
  provides: ['bound'],
  requires: ['posterior.logProb'],
  inject: [Tokens.action, Tokens.parameters, Tokens.logger],
  create: (options, action, parameters, logger) => new TargetEntropy(options, action, parameters, logger),
});
