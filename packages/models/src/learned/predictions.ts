import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  actionWidth,
  constant,
  type ObservationSpace,
  type ParameterStore,
  type Tensors,
} from '@vem/framework';
import { boundedLogVariance, type Outcome } from './gaussianOutcome.js';
import { MemberNetworks } from './memberNetworks.js';
import type { EnsembleOptions } from './options.js';
import { Scales } from './scales.js';

export const MODEL_GROUP = 'model';
export const ELITE_GROUP = 'model/elites';
const LOWEST = 'lowestLogVariance';
const HIGHEST = 'highestLogVariance';

/** Tensors that all members share. */
export const isShared = (tensor: string): boolean => tensor === LOWEST || tensor === HIGHEST;

/** The parameters that a prediction reads. */
export interface Own {
  readonly model: Tensors;
  readonly scale: Tensors;
}

/** The networks of an ensemble: what they predict of the change of the observation and the reward, P = O + 1. */
export class Predictions {
  readonly scales: Scales;
  /** O */
  readonly observation: number;
  readonly #options: EnsembleOptions;
  readonly #outcome: MemberNetworks;
  readonly #continuation: MemberNetworks | undefined;

  constructor(
    options: EnsembleOptions,
    observation: ObservationSpace,
    action: ActionSpace,
    parameters: ParameterStore,
  ) {
    const { members, hidden, activation, outcome, continuation, continuationHidden, learningRate } = options;
    const group = parameters.group(MODEL_GROUP, { learningRate });
    const outputs = observation.size + 1;
    const width = actionWidth(action);
    this.#options = options;
    this.observation = observation.size;
    this.scales = new Scales(parameters, { observation: observation.size, action: width }, options.scaleTargets);
    const shape = { members, activation };
    this.#outcome = new MemberNetworks(group, {
      ...shape,
      name: 'outcome',
      input: observation.size + width,
      hidden,
      output: outcome === 'gaussian' ? 2 * outputs : outputs,
    });
    if (outcome === 'gaussian')
      // −10 and .5 in the public code of arXiv:1906.08253.
      group.declare(LOWEST, [1, outputs], constant(-10)).declare(HIGHEST, [1, outputs], constant(0.5));
    this.#continuation =
      continuation === 'learned'
        ? new MemberNetworks(group, {
            ...shape,
            name: 'continuation',
            input: observation.size,
            hidden: continuationHidden,
            output: 1,
          })
        : undefined;
    parameters
      .group(ELITE_GROUP, { trained: false, contents: 'indices of members' })
      .declare('member', [options.elites], (target) => target.set(target.map((_, i) => i)));
  }

  /** Fewest rows that one member is asked for. */
  get rowsPerMember(): number {
    return this.#options.rowsPerMember;
  }

  /** What the networks give, for `outcomeOf`. @param scaled_MBI - inputs; @param asked_M - members, if not all */
  raw({ model }: Own, scaled_MBI: tf.Tensor, asked_M?: tf.Tensor): tf.Tensor {
    return this.#outcome.forward(model, scaled_MBI, asked_M);
  }

  /** [..., P] */
  outcomeOf({ model }: Own, raw: tf.Tensor): Outcome {
    if (this.#options.outcome === 'deterministic') return { mean: raw };
    const [mean, rawVariance] = tf.split(raw, 2, -1);
    return { mean, logVariance: boundedLogVariance(rawVariance, model[LOWEST], model[HIGHEST]) };
  }

  /** Of all members, [M, B, P]. @param scaled_MBI - inputs */
  outcome(own: Own, scaled_MBI: tf.Tensor): Outcome {
    return this.outcomeOf(own, this.raw(own, scaled_MBI));
  }

  /** Logits that the episode goes on after arriving there, [M, B]; undefined: it always does. */
  continuation({ model }: Own, scaledNext_MBO: tf.Tensor, asked_M?: tf.Tensor): tf.Tensor | undefined {
    const logit = this.#continuation?.forward(model, scaledNext_MBO, asked_M);
    return logit && tf.squeeze(logit, [-1]);
  }

  /** A scalar that the loss has besides: decay of the kernels, and how far the bounds on log σ² are apart. */
  regularisation({ model }: Own): tf.Tensor {
    const { weightDecay, boundWeight, outcome } = this.#options;
    const decay = this.#outcome.decay(model, weightDecay);
    if (outcome === 'deterministic') return decay;
    return tf.add(decay, tf.mul(boundWeight, tf.sub(tf.sum(model[HIGHEST]), tf.sum(model[LOWEST]))));
  }
}
