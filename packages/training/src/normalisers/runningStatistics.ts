import * as tf from '@tensorflow/tfjs-core';
import {
  type ComponentState,
  definePlugin,
  type HostContext,
  type NormaliserProgram,
  type ParameterStore,
  type ProgramSlot,
  type Progress,
  type Stateful,
  type StepContext,
  Tokens,
  type Transitions,
} from '@vem/framework';
import { z } from 'zod';
import { restoreParts, stateOfParts } from '../nestedState.js';
import { DiscountedReturns } from './discountedReturns.js';
import { HeldStatistics } from './heldStatistics.js';

const GROUP = 'normaliser';
const CODE = 'the public code of arXiv:1707.06347 and Stable-Baselines3';

const config = z.strictObject({
  observation: z
    .boolean()
    .default(true)
    .describe('whether observations are centred and divided by their standard deviation, each number by itself'),
  reward: z
    .boolean()
    .default(true)
    .describe(
      'whether rewards are divided by the standard deviation of the running discounted return; none is subtracted',
    ),
  discount: z
    .number()
    .min(0)
    .max(1)
    .default(0.99)
    .describe(`γ per step, of the return that scales rewards; that of the returns, as a rule. .99: ${CODE}`),
  observationClip: z
    .number()
    .positive()
    .default(10)
    .describe(`largest normalised observation, in standard deviations. 10: ${CODE}`),
  rewardClip: z
    .number()
    .positive()
    .default(10)
    .describe(`largest normalised reward, in standard deviations. 10: ${CODE}`),
  envSteps: z
    .int()
    .positive()
    .optional()
    .describe(
      'environment steps that statistics are taken of; unset: all. 300 000 in the public code of Peng et al. 2019, arXiv:1910.00177',
    ),
  epsilon: z.number().positive().default(1e-8).describe(`added to variances before the root. 1e-8: ${CODE}`),
});

type Options = z.output<typeof config>;

/** States of parts under one name each. */
type Parts = Readonly<Record<string, Stateful>>;

/** Statistics of all that the environments gave, and programs that apply what was published of them. */
class RunningStatistics implements ProgramSlot<NormaliserProgram>, Stateful {
  readonly #options: Options;
  readonly #returns: DiscountedReturns;
  readonly #observation: HeldStatistics | undefined;
  readonly #reward: HeldStatistics | undefined;

  /** @param size - O, numbers of an observation */
  constructor(options: Options, size: number, parameters: ParameterStore) {
    this.#options = options;
    this.#returns = new DiscountedReturns(options.discount);
    const group = parameters.group(GROUP, { trained: false, contents: 'running count, mean and variance' });
    if (options.observation) this.#observation = new HeldStatistics('observation', size, group);
    if (options.reward) this.#reward = new HeldStatistics('reward', 1, group);
  }

  program(step: StepContext): NormaliserProgram {
    const { observationClip, rewardClip, epsilon } = this.#options;
    const held = (name: string) => step.parameters(GROUP)[name];
    const deviation = (name: string) => tf.sqrt(tf.add(held(`${name}/variance`), epsilon));
    const within = (value: tf.Tensor, clip: number) => tf.clipByValue(value, -clip, clip);
    return {
      observation: (observation_BO) => {
        if (!this.#observation) return observation_BO;
        const centred_BO = tf.sub(observation_BO, held('observation/mean'));
        return within(tf.div(centred_BO, deviation('observation')), observationClip);
      },
      reward: (reward_B) => (this.#reward ? within(tf.div(reward_B, deviation('reward')), rewardClip) : reward_B),
    };
  }

  watch(transitions: Transitions, { envSteps }: Progress): void {
    if (envSteps >= (this.#options.envSteps ?? Number.POSITIVE_INFINITY)) return;
    const { observation } = transitions.columns;
    // A behaviour's memory may follow the environment's own numbers.
    const width = observation.length / transitions.count;
    if (this.#observation)
      for (let n = 0; n < transitions.count; n++) this.#observation.moments.add(observation, n * width);
    if (this.#reward) this.#returns.add(transitions, this.#reward.moments);
  }

  /** Programs read the same numbers from the first step of a roll-out to the last update on it. */
  settle(host: HostContext): void {
    for (const statistics of [this.#observation, this.#reward]) statistics?.publish(host.parameters(GROUP));
  }

  get #parts(): Parts {
    return {
      returns: this.#returns,
      ...(this.#observation ? { observation: this.#observation } : {}),
      ...(this.#reward ? { reward: this.#reward } : {}),
    };
  }

  state(): ComponentState {
    return stateOfParts(this.#parts);
  }

  /** @throws VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    restoreParts(this.#parts, state);
  }
}

/**
 * Observations to mean 0 and variance 1, rewards to the scale of their discounted return, by statistics of everything seen
 * so far. Learning and acting share them; they move between roll-outs only, so that a policy is the same function while its
 * roll-out is collected and when it is first learned from.
 */
export const runningStatistics = definePlugin({
  slot: 'normaliser',
  name: 'running-statistics',
  description: 'Running mean and variance of observations, and of discounted returns for rewards',
  source: {
    title: 'Engstrom et al. 2020, Implementation Matters in Deep Policy Gradients',
    arxiv: '2005.12729',
    where: 'section 3',
  },
  config,
  inject: [Tokens.observation, Tokens.parameters],
  create: (options, observation, parameters) => new RunningStatistics(options, observation.size, parameters),
});
