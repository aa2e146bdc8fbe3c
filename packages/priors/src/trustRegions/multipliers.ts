import * as tf from '@tensorflow/tfjs-core';
import {
  constant,
  detach,
  LOWEST_RAW,
  type ParameterGroup,
  type ParameterStore,
  positive,
  rawOfPositive,
  type StepContext,
} from '@vem/framework';

const GROUP = 'trustRegion';

/** The parameter group of a trust region's multipliers. */
export function multiplierGroup(parameters: ParameterStore, learningRate: number): ParameterGroup {
  return parameters.group(GROUP, { learningRate, project: [LOWEST_RAW, Number.POSITIVE_INFINITY] });
}

/** What a bound costs: a term for what is bounded, and one for its multipliers. Scalars. */
export interface Bounded {
  /** Σ λ C, to be descended on in what is bounded. */
  readonly penalty: tf.Tensor;
  /** Σ λ (ε − C), to be descended on in the multipliers: they rise while their bound is broken. */
  readonly dual: tf.Tensor;
  /** Mean λ. */
  readonly multiplier: tf.Tensor;
}

/** Positive multipliers λ of as many bounds C ≤ ε, adapted by their dual. */
export class Multipliers {
  readonly #name: string;

  /** @param initial - λ at the start, in units of the objective per nat */
  constructor(group: ParameterGroup, name: string, count: number, initial: number) {
    group.declare(name, [count], constant(rawOfPositive(initial)));
    this.#name = name;
  }

  /** @param divergence_C - what is bounded, [count]; @param bound - of each */
  of(step: StepContext, divergence_C: tf.Tensor, bound: number): Bounded {
    const multiplier_C = positive(step.parameters(GROUP)[this.#name]);
    return {
      penalty: tf.sum(tf.mul(detach(multiplier_C), divergence_C)),
      dual: tf.sum(tf.mul(multiplier_C, tf.sub(bound, detach(divergence_C)))),
      multiplier: tf.mean(multiplier_C),
    };
  }
}

/** The loss of the multipliers. */
export const dualLoss = (value: tf.Tensor) => ({ value, group: GROUP, rows: 'mean' as const });
