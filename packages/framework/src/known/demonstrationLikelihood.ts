import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import { z } from 'zod';
import type { Capability } from '../composition/capabilities.js';
import type { EnvironmentModel } from '../environment/environmentModel.js';
import { type ActionSpace, actionWidth, type ObservationSpace } from '../environment/spaces.js';
import { meanOverRows } from '../maths/index.js';
import type { ParameterStore } from '../parameters/store.js';
import type { HostContext, HostOutcome } from '../slots/host.js';
import type { StepContext } from '../slots/step.js';
import { visits } from '../tables/visits.js';
import * as errors from './knownErrors.js';
import { observedStates } from './observedStates.js';
import { trajectoryFlow } from './trajectoryFlow.js';

/** Options of whoever learns from demonstrations against an exact E-step. */
export const demonstrationOptions = {
  decay: z
    .number()
    .min(0)
    .default(1e-4)
    .describe(
      'λ: ½ λ |w|² is added to the negative log-likelihood of one episode, in nats, so that what the demonstrations say nothing about stays small: the maximum a posteriori under w ~ N(0, 1/(λ N)) after N episodes. What was never shown is then done λ |w| times an episode, which decides λ where that is dear. 0 where policies are to be recovered to the last digit',
    ),
  tolerance: z
    .number()
    .min(0)
    .default(1e-6)
    .describe('a step that moves no parameter by more than this says that they are found'),
};

/** What that takes from other slots. */
export const DEMONSTRATIONS_REQUIRE = [
  'environment.finite',
  'environment.tables',
  'data.demonstrations',
  'data.time',
  'posterior.host',
  'valueEstimator.host',
  'returns.host',
  'temperature.host',
  'model.host',
] as const satisfies readonly Capability[];

/** What is learned, and where. */
export interface LearnedPart {
  /** The group of its parameters. */
  readonly group: string;
  readonly options: { readonly [K in keyof typeof demonstrationOptions]: number };
}

/** What the plugin of such a part asks for when it is made. */
export interface KnownWorld {
  readonly environment: EnvironmentModel;
  readonly observation: ObservationSpace;
  readonly action: ActionSpace;
  readonly parameters: ParameterStore;
}

/** Where the numbers stand in the tensor `scalars`. */
const [WORTH, LOG_DISCOUNT, HORIZON] = [0, 1, 2];

/** Steps of episodes without a horizon. */
const ENDLESS = 1e9;

/**
 * Minus the log-likelihood of demonstrations, for whoever learns a part x_w of what a step adds to log p(τ, O) = Σ γᵗ (r/α + log p):
 *
 *     −log p(demonstrations) = V_w(s₀)/α − E_demonstrations Σ γᵗ (r/α + log p)      (maximum causal entropy: Ziebart, Bagnell and Dey
 *     2010, "Modeling interaction via the principle of maximum causal entropy", theorem 6),
 *
 * whose gradient is the difference between the E-step's visits and the demonstrated ones, each times ∇x_w: values are convex in what
 * the steps add, and their slopes are visits. V and visits are those of the E-step, exact ones on tables, through chance as the returns
 * take it: fixed by `one-step`, inferred with the actions by `inferred-dynamics`, which is the likelihood of a chain without chance (Ziebart et
 * al. 2008) and wrong where there is some. That reward and action prior both have weights is in the notes of Carnegie Mellon's course
 * 10-708, lecture 20 ("Inferring reward and prior that generate trajectory"), after Levine 2018, arXiv:1805.00909, section 2.2.
 */
export class DemonstrationLikelihood {
  readonly #part: LearnedPart;
  /** The group of what the host works out for the programs. */
  readonly #given: string;
  /** The parameters at which the present step began. */
  #began: readonly Float32Array[] | undefined;

  /** @throws VEM_MODEL_NOT_DECLARED */
  constructor(part: LearnedPart, { environment, observation, action, parameters }: KnownWorld) {
    if (!environment.tables) throw errors.modelNotDeclared(environment.id, 'tables');
    this.#part = part;
    this.#given = `${part.group}Given`;
    const { tables } = environment;
    const { size } = observation;
    parameters
      .group(this.#given, { trained: false })
      .declare('states', [tables.states, size], (target) => target.set(observedStates(tables, size)))
      .declare('visits', [tables.states, actionWidth(action)], (target) => target.fill(0))
      .declare('scalars', [3], (target) => target.set([0, 0, ENDLESS]));
  }

  /** [S, O], what is observed of every state, at time 0 where the time is. */
  states(step: StepContext): tf.Tensor {
    return step.parameters(this.#given).states;
  }

  /** Σ over the steps of an episode as the E-step expects them. @param score_SA - of every state and action */
  expected(step: StepContext, score_SA: tf.Tensor): tf.Tensor {
    return tf.sum(tf.mul(step.parameters(this.#given).visits, score_SA));
  }

  /** Σ over the steps of an episode as it was shown, on average. @param score_B - of the batch's states and actions */
  demonstrated(step: StepContext, score_B: tf.Tensor): tf.Tensor {
    const { columns } = step.batch;
    const time_B = tf.reshape(columns.time, [-1]);
    const within_B = tf.cast(tf.less(time_B, this.#scalar(step, HORIZON)), 'float32');
    const counted_B = tf.mul(tf.reshape(columns.demonstrated, [-1]), within_B);
    const discount_B = tf.exp(tf.mul(time_B, this.#scalar(step, LOG_DISCOUNT)));
    return meanOverRows({ weight_B: tf.mul(counted_B, discount_B) }, score_B);
  }

  /** V(s₀)/α, the value being the E-step's; what the program adds to it is 0, with the slopes that visits say. @param expected - of x_w */
  worth(step: StepContext, expected: tf.Tensor): tf.Tensor {
    return tf.add(this.#scalar(step, WORTH), tf.sub(expected, detach(expected)));
  }

  /** What is descended on: with ½ λ |w|². */
  penalised(step: StepContext, objective: tf.Tensor): tf.Tensor {
    const { group, options } = this.#part;
    const own = Object.values(step.parameters(group));
    const squares = own.reduce<tf.Tensor>((sum, x) => tf.add(sum, tf.sum(tf.square(x))), tf.scalar(0));
    return tf.add(objective, tf.mul(options.decay / 2, squares));
  }

  #scalar(step: StepContext, place: number): tf.Tensor {
    return tf.reshape(tf.slice(step.parameters(this.#given).scalars, [place], [1]), []);
  }

  /** Works out visits and values of the E-step, which was made with the present parameters. */
  prepare(context: HostContext): void {
    const { model, posterior, returns, temperature } = context;
    this.#began ??= Object.values(context.parameters(this.#part.group)).map((values) => values.slice());
    const flow = trajectoryFlow(context, (step) => posterior.logProb(step));
    const horizon = posterior.horizon ?? Number.POSITIVE_INFINITY;
    const visited = visits(model.tables(), (step) => flow.at(step), {
      discount: returns.discount,
      horizon,
      start_S: flow.start_S,
    });
    const given = context.parameters(this.#given);
    given.visits.set(visited);
    given.scalars[WORTH] = flow.worth / temperature.alpha();
    given.scalars[LOG_DISCOUNT] = Math.log(Math.max(returns.discount, Number.MIN_VALUE));
    given.scalars[HORIZON] = Math.min(horizon, ENDLESS);
  }

  /** Says when a step has moved nothing any more. */
  conclude(context: HostContext): HostOutcome {
    const before = this.#began ?? [];
    this.#began = undefined;
    const { group, options } = this.#part;
    let change = 0;
    for (const [i, values] of Object.values(context.parameters(group)).entries())
      for (const [k, value] of values.entries()) change = Math.max(change, Math.abs(value - (before[i]?.[k] ?? 0)));
    return { metrics: { change }, stop: change <= options.tolerance };
  }
}
