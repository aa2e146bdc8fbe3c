import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type ActionSpace,
  type Behaviour,
  type BehaviourProgram,
  type Capability,
  type Copy,
  type Density,
  type EvaluationManner,
  type Progress,
  type RecordColumn,
  type StepContext,
  type Stream,
  sampleOf,
  type Tensors,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './behaviourErrors.js';
import { recordedColumns } from './records.js';
import { WarmUp, type WarmUpOptions } from './warmUp.js';

/** Candidates of `bestOfQ`, for densities that have no mode. */
const CANDIDATES = 32;

/** The part of observations that holds the steps since the episode began. */
const TIME = 'time';

/** How evaluations act. */
export const evaluationManner = z.enum(['mode', 'bestOfQ', 'sample']);

/** What the manner of evaluations needs of other slots. */
export const neededToEvaluate = ({ evaluation }: Pick<SamplingOptions, 'evaluation'>) =>
  evaluation === 'bestOfQ' ? (['valueEstimator.q'] as const) : [];

export interface SamplingOptions extends WarmUpOptions {
  readonly evaluation: EvaluationManner;
  /** Carries the steps since the episode began. */
  readonly clock?: boolean;
}

/** Whose actions are taken. */
export interface Acting {
  /** The behaviour's own name, for errors. */
  readonly plugin: string;
  readonly of: 'posterior' | 'prior';
  /** Which copy explores; evaluations show the one that is learned. */
  readonly copy: Copy;
  /** What other slots require, of behaviours too: decides what is recorded. */
  readonly record: ReadonlySet<Capability>;
}

/** Acts by draws from a density, after a warm-up; when evaluated, by its mode or the best of some draws. */
export class Sampling implements Behaviour {
  readonly columns: readonly RecordColumn[];
  readonly evaluation: EvaluationManner;
  readonly memory: readonly RecordColumn[];
  readonly #recorded: ReturnType<typeof recordedColumns>;
  readonly #warmUp: WarmUp;
  readonly #acting: Acting;

  /** @throws VEM_WARM_UP_REFUSED */
  constructor(options: SamplingOptions, action: ActionSpace, acting: Acting) {
    this.evaluation = options.evaluation;
    this.memory = options.clock ? [{ name: TIME, size: 1 }] : [];
    this.#recorded = recordedColumns(acting.record, action);
    this.columns = this.#recorded.map(({ name, size }) => ({ name, size }));
    this.#warmUp = new WarmUp(options, action, acting.plugin, acting.record);
    this.#acting = acting;
  }

  explores(progress: Progress): boolean {
    return this.#warmUp.goesOn(progress);
  }

  explore(
    stream: Stream,
    action_NA: Float32Array,
    progress: Progress,
    columns: Readonly<Record<string, Float32Array>>,
  ): void {
    this.#warmUp.act(stream, action_NA, progress, columns);
  }

  program(step: StepContext): BehaviourProgram {
    const { of, copy } = this.#acting;
    const densityAt = (observation_NO: tf.Tensor, purpose: 'act' | 'evaluate') => {
      const acting = purpose === 'act' ? copy : 'online';
      return of === 'prior'
        ? step.prior.at(observation_NO, acting)
        : step.posterior.infer(observation_NO, purpose, acting);
    };
    return {
      act: (observation_NO, memory) => {
        const density = densityAt(observation_NO, 'act');
        const sample = sampleOf(density, 1);
        const record = this.#recorded.map(({ name, of }) => [name, of(density, sample)]);
        return { action_NA: first(sample), record: Object.fromEntries(record), ...this.#later(memory) };
      },
      evaluate: (observation_NO, manner, memory) => ({
        action_NA: this.#shown(step, densityAt(observation_NO, 'evaluate'), observation_NO, manner),
        ...this.#later(memory),
      }),
    };
  }

  #shown(step: StepContext, density: Density, observation_NO: tf.Tensor, manner: EvaluationManner): tf.Tensor {
    if (manner === 'mode' && density.mode) return first(density.mode());
    if (manner === 'sample') return first(sampleOf(density, 1));
    const { plugin, of } = this.#acting;
    const { q } = step.valueEstimator;
    if (!q) throw errors.noMode(plugin, of);
    return bestOf(density, (sample) => q(observation_NO, sample, 'online', 'planner'));
  }

  /** One step later. */
  #later(memory: Tensors) {
    return this.memory.length === 0 ? {} : { memory: { [TIME]: tf.add(memory[TIME], 1) } };
  }
}

/** [1, N, A] → [N, A] */
const first = (sample: ActionSample): tf.Tensor => tf.squeeze(sample.action_SBA, [0]);

/** [N, A], of some samples the one with the largest value. @param value - [S, N] */
function bestOf(density: Density, value: (sample: ActionSample) => tf.Tensor): tf.Tensor {
  const sample = sampleOf(density, CANDIDATES);
  const q_SB = value(sample);
  const best_SB = tf.transpose(tf.cast(tf.oneHot(tf.argMax(q_SB, 0) as tf.Tensor1D, CANDIDATES), 'float32'));
  return tf.sum(tf.mul(tf.expandDims(best_SB, 2), sample.action_SBA), 0);
}
