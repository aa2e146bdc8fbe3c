// Skeletons: proof on types, nothing runs. What algorithms share that learn off-policy from stretches of experience.
import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type ComponentState,
  type Course,
  retrace as corrected,
  type DataColumn,
  type DataSource,
  type Decay,
  definePlugin,
  logProbOf,
  type OfferedStep,
  type Stream,
  type Transitions,
} from '@vem/framework';
import { z } from 'zod';

interface SequenceOptions {
  readonly length: number;
  readonly batchSize: number;
  readonly capacity: number;
}

/** The latest steps of all environments in a ring, drawn as stretches. */
class SequenceMemory implements DataSource {
  readonly batchSize: number;
  readonly sequenceLength: number;
  readonly #capacity: number;
  #columns: readonly DataColumn[] = [];
  #environments = 0;
  /** Steps that were ever added. */
  #steps = 0;
  /** [capacity · N, size] each. */
  #values: Record<string, Float32Array> = {};

  constructor({ length, batchSize, capacity }: SequenceOptions) {
    this.batchSize = batchSize;
    this.sequenceLength = length;
    this.#capacity = capacity;
  }

  open(columns: readonly DataColumn[]): readonly DataColumn[] {
    this.#columns = columns;
    return columns;
  }

  append({ count, columns }: Transitions): void {
    if (this.#environments === 0) this.#allocate(count);
    for (const { name, size } of this.#columns)
      this.#values[name].set(columns[name].subarray(0, count * size), this.#rowOf(this.#steps, 0) * size);
    this.#steps += 1;
  }

  ready(): boolean {
    return this.#steps >= this.sequenceLength;
  }

  /** Row t·B + i is step t of stretch i. @param stretches - B */
  fill(batch: Readonly<Record<string, Float32Array>>, stretches: number, stream: Stream): void {
    const oldest = Math.max(0, this.#steps - this.#capacity);
    for (let i = 0; i < stretches; i++) {
      const first = oldest + stream.integer(this.#steps - oldest - this.sequenceLength + 1);
      const environment = stream.integer(this.#environments);
      for (let t = 0; t < this.sequenceLength; t++) {
        const from = this.#rowOf(first + t, environment);
        for (const { name, size } of this.#columns)
          batch[name].set(this.#values[name].subarray(from * size, (from + 1) * size), (t * stretches + i) * size);
      }
    }
  }

  state(): ComponentState {
    const columns = this.#columns.map(({ name }) => [`column/${name}`, (this.#values[name] ?? []).slice()]);
    return { ...Object.fromEntries(columns), steps: this.#steps, environments: this.#environments };
  }

  restore({ steps, environments, ...columns }: ComponentState): void {
    this.#steps = Number(steps);
    this.#environments = 0;
    if (Number(environments) > 0) this.#allocate(Number(environments));
    for (const [name, values] of Object.entries(this.#values)) values.set(columns[`column/${name}`] as Float32Array);
  }

  #allocate(environments: number): void {
    this.#environments = environments;
    const rows = this.#capacity * environments;
    this.#values = Object.fromEntries(this.#columns.map(({ name, size }) => [name, new Float32Array(rows * size)]));
  }

  #rowOf(step: number, environment: number): number {
    return (step % this.#capacity) * this.#environments + environment;
  }
}

/** T consecutive steps, B side by side. Carries: the ring of steps. */
export const sequenceReplay = definePlugin({
  slot: 'data',
  name: 'sequence-replay',
  description: 'Uniform draws of sequences, whoever acted',
  config: z.strictObject({
    length: z.int().positive().default(10).describe('T; 10 in arXiv:1905.01240'),
    batchSize: z.int().positive().default(512).describe('sequences per batch; 512 in arXiv:1905.01240'),
    capacity: z.int().positive().default(100_000).describe('steps of each environment'),
  }),
  provides: ['replay', 'sequences', 'time', 'path'],
  inject: [],
  create: (options) => new SequenceMemory(options),
});

/** The options of returns along sequences. */
export const decay = {
  discount: z.number().min(0).max(1).default(0.99).describe('γ per step'),
  lambda: z.number().min(0).max(1).default(0.9).describe('weight of longer returns'),
};

/** The batch's own actions as one sample per state. */
export const takenOf = ({ batch }: OfferedStep<never>): ActionSample => ({
  action_SBA: tf.expandDims(batch.action_BA, 0),
  preSquash_SBA: tf.expandDims(batch.columns.preSquash, 0),
});

/**
 * [B], Retrace along the batch's stretches; what later states are worth, KL costs included, the bootstrap says.
 *
 * @param logPi_B - log-density of the taken actions under the present posterior
 */
export function alongSequences(
  step: OfferedStep<'valueEstimator.q' | 'data.sequences'>,
  taken: ActionSample,
  logPi_B: tf.Tensor,
  rates: Decay,
): tf.Tensor {
  const { batch, bootstrap, likelihood, valueEstimator } = step;
  const { steps, count } = batch.time;
  const inTime = (x_B: tf.Tensor) => tf.reshape(x_B, [steps, count]);
  const course: Course = {
    reward_TN: inTime(likelihood.reward(batch)),
    value_TN: inTime(valueEstimator.q(batch.observation_BO, taken, 'target', 'target')),
    nextValue_TN: inTime(bootstrap.value(batch.nextObservation_BO)),
    terminated_TN: inTime(batch.terminated_B),
    truncated_TN: inTime(batch.truncated_B),
  };
  const logRatio_B = tf.sub(logPi_B, tf.squeeze(batch.columns.logMu, [1]));
  return tf.reshape(corrected(course, inTime(logRatio_B), rates), [steps * count]);
}

/** Retrace (Munos et al. 2016, arXiv:1606.02647), with KL costs where the bootstrap counts them. */
export const retrace = definePlugin({
  slot: 'returns',
  name: 'retrace',
  description: 'Off-policy returns along sequences, with truncated ratios',
  source: { title: 'Munos et al. 2016, Safe and Efficient Off-Policy Reinforcement Learning', arxiv: '1606.02647' },
  config: z.strictObject(decay),
  requires: ['posterior.logProb', 'valueEstimator.q', 'behaviour.logMu', 'behaviour.preSquash', 'data.sequences'],
  inject: [],
  create: (rates) => ({
    program: (step) => ({
      target: () => {
        const taken = takenOf(step);
        const now = step.posterior.infer(step.batch.observation_BO, 'target');
        const logPi_B = tf.squeeze<tf.Tensor>(logProbOf(now, taken, now.spaces[0]), [0]);
        return alongSequences(step, taken, logPi_B, rates);
      },
    }),
  }),
});
