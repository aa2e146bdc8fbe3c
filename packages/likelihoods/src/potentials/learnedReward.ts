import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  actionWidth,
  type DeclaredTables,
  detach,
  type EnvironmentModel,
  type HostContext,
  type HostOutcome,
  type LikelihoodHost,
  type LikelihoodProgram,
  meanOverRows,
  modelNotDeclared,
  type ObservationSpace,
  ObservedSteps,
  type ParameterStore,
  type PhaseOutcome,
  type ProgramSlot,
  recordedLogProb,
  type StepContext,
  trajectoryFlow,
  visits,
} from '@vem/framework';
import { HostRewards } from './hostRewards.js';
import { GROUP, type Potential } from './potential.js';
import * as errors from './potentialErrors.js';

/** What the host works out for the programs. */
const GIVEN = 'likelihoodGiven';

/** Where the numbers stand in the tensor `scalars`. */
const [WORTH, LOG_DISCOUNT, HORIZON] = [0, 1, 2];

/** Steps of episodes without a horizon. */
const ENDLESS = 1e9;

export interface LearnedRewardOptions {
  /** λ of ½ λ |w|², in nats. */
  readonly decay: number;
  /** Largest change of a parameter in a step that counts as none. */
  readonly tolerance: number;
}

/** What a plugin asked for when it was made. */
export interface LearnedRewardParts {
  readonly environment: EnvironmentModel;
  readonly observation: ObservationSpace;
  readonly action: ActionSpace;
  readonly parameters: ParameterStore;
}

/**
 * A likelihood exp(r_w/α) whose reward is learned from demonstrations, by maximum causal entropy (Ziebart, Bagnell and Dey 2010,
 * "Modeling interaction via the principle of maximum causal entropy", theorem 6): descend on
 *
 *     −log p(demonstrations) = V_w(s₀)/α − E_demonstrations Σ γᵗ r_w(s, a)/α   (and what does not depend on w),
 *
 * whose gradient is the difference between the E-step's visits and the demonstrated ones, each times ∇r_w/α: the value is convex in the reward
 * and its slopes are visits. V and visits are those of the E-step, exact ones on tables, through chance as the returns
 * take it: fixed by `one-step`, inferred with the actions by `inferred-dynamics`, which is the likelihood of a chain without chance (Ziebart et
 * al. 2008) and wrong where there is some.
 */
export class LearnedReward implements ProgramSlot<LikelihoodProgram, LikelihoodHost> {
  readonly #potential: Potential;
  readonly #options: LearnedRewardOptions;
  readonly #seen: ObservedSteps;
  readonly #rewards: HostRewards;
  /** The parameters at which the present step began. */
  #began: readonly Float32Array[] | undefined;

  /** @throws VEM_MODEL_NOT_DECLARED */
  constructor(potential: Potential, options: LearnedRewardOptions, parts: LearnedRewardParts) {
    const { environment, observation, action, parameters } = parts;
    if (!environment.tables) throw modelNotDeclared(environment.id, 'tables');
    this.#potential = potential;
    this.#options = options;
    this.#seen = new ObservedSteps(observation, 1);
    const { width } = this.#seen;
    const states = environment.tables.states;
    const state_SO = observedStates(environment.tables, width);
    this.#rewards = new HostRewards(potential, state_SO);
    parameters
      .group(GIVEN, { trained: false })
      .declare('states', [states, width], (target) => target.set(state_SO))
      .declare('visits', [states, actionWidth(action)], (target) => target.fill(0))
      .declare('scalars', [3], (target) => target.fill(0));
  }

  program(step: StepContext): LikelihoodProgram {
    const reward_B = (observation_BO: tf.Tensor, action_BA: tf.Tensor) => {
      const all_BA = this.#potential.program(step.parameters(GROUP), this.#seen.state(observation_BO));
      return tf.sum(tf.mul(all_BA, action_BA), -1);
    };
    return {
      reward: (rows) => {
        if (!('observation_BO' in rows)) throw errors.rowsWithoutStates();
        return detach(reward_B(rows.observation_BO, rows.action_BA));
      },
      loss: () => this.#loss(step, reward_B),
    };
  }

  #loss(step: StepContext, reward_B: (observation_BO: tf.Tensor, action_BA: tf.Tensor) => tf.Tensor): PhaseOutcome {
    const { batch } = step;
    const given = step.parameters(GIVEN);
    const own = step.parameters(GROUP);
    const scalar = (place: number) => tf.reshape(tf.slice(given.scalars, [place], [1]), []);
    const alpha = detach(step.temperature.alpha());
    const modelled_SA = this.#potential.program(own, given.states);
    const visited = tf.sum(tf.mul(given.visits, modelled_SA));
    // The value of the objective is the E-step's; what the program adds to it is 0, with the slopes that the visits say.
    const expected = tf.add(scalar(WORTH), tf.div(tf.sub(visited, detach(visited)), alpha));
    const time_B = tf.reshape(batch.columns.time, [-1]);
    const within_B = tf.cast(tf.less(time_B, scalar(HORIZON)), 'float32');
    const weight_B = tf.mul(
      tf.mul(tf.reshape(batch.columns.demonstrated, [-1]), within_B),
      tf.exp(tf.mul(time_B, scalar(LOG_DISCOUNT))),
    );
    const demonstrated = meanOverRows({ weight_B }, reward_B(batch.observation_BO, batch.action_BA));
    const objective = tf.sub(expected, tf.div(demonstrated, alpha));
    const logPrior = meanOverRows({ weight_B }, recordedLogProb(step, step.prior.at(batch.observation_BO)));
    const squares = Object.values(own).reduce<tf.Tensor>((sum, x) => tf.add(sum, tf.sum(tf.square(x))), tf.scalar(0));
    return {
      losses: [{ value: tf.add(objective, tf.mul(this.#options.decay / 2, squares)), group: GROUP, rows: 'mean' }],
      metrics: {
        nll: tf.sub(objective, logPrior),
        demonstratedReward: demonstrated,
        rewardGap: tf.sub(visited, demonstrated),
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
    const { model, posterior, returns, temperature } = context;
    const own = Object.values(context.parameters(GROUP));
    this.#began ??= own.map((values) => values.slice());
    const flow = trajectoryFlow(context, (step) => posterior.logProb(step));
    const horizon = posterior.horizon ?? Number.POSITIVE_INFINITY;
    const visited = visits(model.tables(), (step) => flow.at(step), {
      discount: returns.discount,
      horizon,
      start_S: flow.start_S,
    });
    const given = context.parameters(GIVEN);
    given.visits.set(visited);
    given.scalars[WORTH] = flow.worth / temperature.alpha();
    given.scalars[LOG_DISCOUNT] = Math.log(Math.max(returns.discount, Number.MIN_VALUE));
    given.scalars[HORIZON] = Math.min(horizon, ENDLESS);
  }

  /** Says when a step has moved nothing any more. */
  conclude(context: HostContext): HostOutcome {
    const before = this.#began ?? [];
    this.#began = undefined;
    let change = 0;
    for (const [i, values] of Object.values(context.parameters(GROUP)).entries())
      for (const [k, value] of values.entries()) change = Math.max(change, Math.abs(value - (before[i]?.[k] ?? 0)));
    return { metrics: { change }, stop: change <= this.#options.tolerance };
  }
}

/** [S, O], what is observed of each state. */
function observedStates({ states, observe }: DeclaredTables, width: number): Float64Array {
  const state_SO = new Float64Array(states * width);
  const observation = new Float32Array(width);
  for (let s = 0; s < states; s++) {
    observation.fill(0);
    observe(s, observation);
    state_SO.set(observation, s * width);
  }
  return state_SO;
}
