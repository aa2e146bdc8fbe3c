import * as tf from '@tensorflow/tfjs-core';
import {
  type Belief,
  constant,
  klDualLoss,
  LOWEST_RAW,
  type ParameterStore,
  type PhaseOutcome,
  positive,
  rawOfPositive,
  type StepContext,
  softMaximiser,
} from '@vem/framework';
import { z } from 'zod';

const GROUP = 'posterior';
const RAW = 'penalty/raw';
const CODE = 'the public code of Hoffman et al. 2020, arXiv:2006.00979';

/** The option of posteriors that weigh actions which an unbounded prior draws. */
export const actionPenaltyOption = z
  .strictObject({
    bound: z
      .number()
      .positive()
      .default(1e-3)
      .describe(`ε, the mean KL of its weights from equal ones, in nats; 1e-3 in ${CODE}`),
    initialTemperature: z
      .number()
      .positive()
      .default(10)
      .describe(`η at the start, in units of actions; 10 in ${CODE}`),
    learningRate: z.number().positive().default(1e-2).describe(`rate of the raw η; 1e-2 in ${CODE}`),
  })
  .optional();

type Options = NonNullable<z.output<typeof actionPenaltyOption>>;

/**
 * A second objective for what is fitted, −‖a − clip(a)‖, by how far actions lie outside of [−1, 1]^A: it has weights of its own, at a
 * temperature that holds their own bound, and both sets of weights are added. Multi-objective MPO, Abdolmaleki et al. 2020,
 * arXiv:2005.07513, in the form of the public code of arXiv:2006.00979.
 */
export class ActionPenalty {
  readonly #options: Options;

  /** Declares its temperature in the posterior's group. */
  constructor(options: Options, parameters: ParameterStore) {
    this.#options = options;
    parameters
      .group(GROUP, { learningRate: options.learningRate, project: [LOWEST_RAW, Number.POSITIVE_INFINITY] })
      .declare(RAW, [], constant(rawOfPositive(options.initialTemperature)));
  }

  /** The belief with the weights of both objectives, which add up to 2 in each state; and the loss of η. */
  added(step: StepContext, belief: Belief): { readonly belief: Belief; readonly outcome: PhaseOutcome } {
    const { sample, weight_SB } = belief.weighted!();
    const { action_SBA } = sample;
    const [samples, rows] = action_SBA.shape as [number, number, number];
    const outside_SBA = tf.sub(action_SBA, tf.clipByValue(action_SBA, -1, 1));
    const value_SB = tf.neg(tf.sqrt(tf.sum(tf.square(outside_SBA), -1)));
    const temperature = positive(step.parameters(GROUP)[RAW]);
    const logPenalty_SB = softMaximiser(value_SB, 0, temperature, 0);
    const penalty_SB = tf.exp(logPenalty_SB);
    const kl = tf.add(tf.mean(tf.sum(tf.mul(penalty_SB, logPenalty_SB), 0)), Math.log(samples));
    const dual = klDualLoss(temperature, this.#options.bound, value_SB, tf.fill([samples, rows], -Math.log(samples)));
    return {
      belief: {
        ...belief,
        weighted: () => ({ sample, weight_SB: tf.add(weight_SB, penalty_SB), normalisation: 'none' }),
      },
      outcome: {
        losses: [{ value: dual, group: GROUP, rows: 'mean' }],
        metrics: { outside: tf.neg(tf.mean(value_SB)), penaltyKl: kl, penaltyTemperature: temperature },
      },
    };
  }
}
