import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  actionWidth,
  type Behaviour,
  type BehaviourProgram,
  type Capability,
  type EvaluationManner,
  type Progress,
  type RecordColumn,
  type StepContext,
  type Stream,
  sampleOf,
} from '@vem/framework';
import { WarmUp } from '../warmUp.js';
import type { PlannerOptions } from './options.js';
import { drawn, expectedAction, type Plan, plan } from './plan.js';
import { planColumns, planRecord } from './record.js';
import { expectation, singleSample, type Twist } from './twist.js';

/** A planner in the model, inside the acting program. Plans are recorded where somebody learns from them. */
export class ParticlePlanner implements Behaviour {
  readonly columns: readonly RecordColumn[];
  readonly evaluation: EvaluationManner;
  readonly #options: PlannerOptions;
  readonly #warmUp: WarmUp;
  readonly #twist: Twist;
  readonly #isFinite: boolean;

  /** @throws VEM_WARM_UP_REFUSED, VEM_PLAN_SIZE */
  constructor(
    options: PlannerOptions,
    action: ActionSpace,
    asked: ReadonlySet<Capability>,
    twist: Twist = options.ahead === 'sample' ? singleSample : expectation(options.draws),
  ) {
    this.evaluation = options.evaluation;
    this.columns = asked.has('behaviour.plans') ? planColumns(options.particles, actionWidth(action)) : [];
    this.#options = options;
    this.#warmUp = new WarmUp(options, action, 'particle-planner', asked);
    this.#twist = twist;
    this.#isFinite = action.kind === 'finite';
  }

  scalars({ envSteps }: Progress) {
    return { envSteps };
  }

  explores(progress: Progress): boolean {
    return this.#warmUp.goesOn(progress);
  }

  /** Nothing was planned: weights of 0 say so. */
  explore(
    stream: Stream,
    action_NA: Float32Array,
    progress: Progress,
    columns: Readonly<Record<string, Float32Array>>,
  ): void {
    this.#warmUp.act(stream, action_NA, progress, columns);
    for (const { name } of this.columns) columns[name].fill(0);
  }

  warnings({ lost = 0 }: Readonly<Record<string, number>>): readonly string[] {
    return lost > 0
      ? [
          'at some states no particle had any weight left, as values or the model gave −∞ or no number; there all particles count alike, so that the proposal acts.',
        ]
      : [];
  }

  program(step: StepContext): BehaviourProgram {
    return {
      act: (observation_NO) => {
        const planned = plan(step, observation_NO, 'act', this.#options, this.#twist);
        return {
          action_NA: this.#drawn(step, planned),
          record: this.columns.length === 0 ? {} : planRecord(planned, step.scalar('envSteps')),
          metrics: planned.metrics,
        };
      },
      evaluate: (observation_NO, manner) => ({ action_NA: this.#shown(step, observation_NO, manner) }),
    };
  }

  #drawn(step: StepContext, planned: Plan): tf.Tensor {
    return drawn(planned, step.noise.uniform([1, planned.weight_PN.shape[1]!]));
  }

  #shown(step: StepContext, observation_NO: tf.Tensor, manner: EvaluationManner): tf.Tensor {
    const { evaluate, proposal } = this.#options;
    if (evaluate === 'proposal') {
      const actor =
        proposal === 'prior'
          ? step.prior.at(observation_NO, 'online')
          : step.posterior.infer(observation_NO, 'evaluate');
      const sample = manner !== 'sample' && actor.mode ? actor.mode() : sampleOf(actor, 1);
      return tf.squeeze(sample.action_SBA, [0]);
    }
    const planned = plan(step, observation_NO, 'evaluate', this.#options, this.#twist);
    if (manner === 'sample') return this.#drawn(step, planned);
    const expected_NA = expectedAction(planned);
    if (!this.#isFinite) return expected_NA;
    const count = expected_NA.shape[1]!;
    return tf.cast(tf.oneHot(tf.cast(tf.argMax(expected_NA, 1), 'int32') as tf.Tensor1D, count), 'float32');
  }
}
