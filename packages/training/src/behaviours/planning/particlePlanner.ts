import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  type BehaviourProgram,
  type Capability,
  type EvaluationManner,
  type StepContext,
  sampleOf,
} from '@vem/framework';
import type { PlannerOptions } from './options.js';
import { drawn, expectedAction, type Plan, plan } from './plan.js';
import { Planner } from './planner.js';
import { planRecord } from './record.js';
import { expectation, singleSample, type Twist } from './twist.js';

/** A planner in the model, inside the acting program. Plans are recorded where somebody learns from them. */
export class ParticlePlanner extends Planner {
  readonly #options: PlannerOptions;
  readonly #twist: Twist;
  readonly #isFinite: boolean;

  /** @throws VEM_WARM_UP_REFUSED, VEM_PLAN_SIZE */
  constructor(
    options: PlannerOptions,
    action: ActionSpace,
    asked: ReadonlySet<Capability>,
    twist: Twist = options.ahead === 'sample' ? singleSample : expectation(options.draws),
  ) {
    super(options, action, asked, 'particle-planner');
    this.#options = options;
    this.#twist = twist;
    this.#isFinite = action.kind === 'finite';
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
