import * as tf from '@tensorflow/tfjs-core';
import {
  type Capability,
  DEMONSTRATIONS_REQUIRE,
  DemonstrationLikelihood,
  detach,
  type HostContext,
  type HostOutcome,
  type KnownWorld,
  type LearnedPart,
  type LikelihoodHost,
  type LikelihoodProgram,
  ObservedSteps,
  observedStates,
  type PairScores,
  type PhaseOutcome,
  type ProgramSlot,
  recordedLogProb,
  type StepContext,
} from '@vem/framework';
import { HostRewards } from './hostRewards.js';
import * as errors from './potentialErrors.js';

/** The group of parameters that losses of learned likelihoods belong to. */
export const GROUP = 'likelihood';

/** What a learned reward takes from other slots. */
export const LEARNED_REWARD_REQUIRES = [
  ...DEMONSTRATIONS_REQUIRE,
  'prior.density',
] as const satisfies readonly Capability[];

/** A likelihood exp(r_w/α) whose reward r_w(s, a) is learned from demonstrations, against an exact E-step. */
export class LearnedReward implements ProgramSlot<LikelihoodProgram, LikelihoodHost> {
  readonly #potential: PairScores;
  readonly #seen: ObservedSteps;
  readonly #rewards: HostRewards;
  readonly #shown: DemonstrationLikelihood;

  /** @param potential - r_w in reward units. @throws VEM_MODEL_NOT_DECLARED */
  constructor(potential: PairScores, options: LearnedPart['options'], world: KnownWorld) {
    this.#potential = potential;
    this.#seen = new ObservedSteps(world.observation, 1);
    this.#shown = new DemonstrationLikelihood({ group: GROUP, options }, world);
    this.#rewards = new HostRewards(potential, observedStates(world.environment.tables!, this.#seen.width));
  }

  program(step: StepContext): LikelihoodProgram {
    const rewards_BA = (observation_BO: tf.Tensor) =>
      this.#potential.program(step.parameters(GROUP), this.#seen.state(observation_BO));
    const reward_B = (observation_BO: tf.Tensor, action_BA: tf.Tensor) =>
      tf.sum(tf.mul(rewards_BA(observation_BO), action_BA), -1);
    return {
      reward: (rows) => {
        if (!('observation_BO' in rows)) throw errors.rowsWithoutStates();
        return detach(reward_B(rows.observation_BO, rows.action_BA));
      },
      loss: () => this.#loss(step, rewards_BA, reward_B),
    };
  }

  #loss(
    step: StepContext,
    rewards_BA: (observation_BO: tf.Tensor) => tf.Tensor,
    reward_B: (observation_BO: tf.Tensor, action_BA: tf.Tensor) => tf.Tensor,
  ): PhaseOutcome {
    const { observation_BO, action_BA } = step.batch;
    const alpha = detach(step.temperature.alpha());
    const expected = this.#shown.expected(step, rewards_BA(this.#shown.states(step)));
    const demonstrated = this.#shown.demonstrated(step, reward_B(observation_BO, action_BA));
    const worth = this.#shown.worth(step, tf.div(expected, alpha));
    const objective = tf.sub(worth, tf.div(demonstrated, alpha));
    const logPrior = this.#shown.demonstrated(step, recordedLogProb(step, step.prior.at(observation_BO)));
    return {
      losses: [{ value: this.#shown.penalised(step, objective), group: GROUP, rows: 'mean' }],
      metrics: {
        nll: tf.sub(objective, logPrior),
        demonstratedReward: demonstrated,
        rewardGap: tf.sub(expected, demonstrated),
      },
    };
  }

  host(context: HostContext): LikelihoodHost {
    const own = context.parameters(GROUP);
    return {
      rewards: () => this.#rewards.ofOutcomes(own, context.version(GROUP), context.model.tables()),
      reward: () => {
        throw errors.rowsWithoutStates();
      },
    };
  }

  prepare(context: HostContext): void {
    this.#shown.prepare(context);
  }

  conclude(context: HostContext): HostOutcome {
    return this.#shown.conclude(context);
  }
}
