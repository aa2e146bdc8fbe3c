import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  type BehaviourProgram,
  type Capability,
  type Density,
  type EvaluationManner,
  type Purpose,
  type StepContext,
  sampleOf,
} from '@vem/framework';
import { drawn, expectedAction, type Plan } from './plan.js';
import { Planner, type RecordingOptions } from './planner.js';
import { planRecord } from './record.js';

/** How a planner in the model plans from N states, and who acts where nothing is planned. */
export interface Planning {
  /** Named in errors. */
  readonly plugin: string;
  readonly plan: (step: StepContext, observation_NO: tf.Tensor, purpose: Purpose) => Plan;
  readonly proposal: (step: StepContext, observation_NO: tf.Tensor) => Density;
}

interface ModelPlannerOptions extends RecordingOptions {
  readonly evaluate: 'plan' | 'proposal';
}

/** A planner in the model, inside the acting program. Plans are recorded where somebody learns from them. */
export class ModelPlanner extends Planner {
  readonly #planning: Planning;
  readonly #evaluatesProposal: boolean;
  readonly #isFinite: boolean;

  /** @throws VEM_WARM_UP_REFUSED, VEM_PLAN_SIZE */
  constructor(planning: Planning, options: ModelPlannerOptions, action: ActionSpace, asked: ReadonlySet<Capability>) {
    super(options, action, asked, planning.plugin);
    this.#planning = planning;
    this.#evaluatesProposal = options.evaluate === 'proposal';
    this.#isFinite = action.kind === 'finite';
  }

  program(step: StepContext): BehaviourProgram {
    return {
      act: (observation_NO) => {
        const planned = this.#planning.plan(step, observation_NO, 'act');
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
    if (this.#evaluatesProposal) {
      const actor = this.#planning.proposal(step, observation_NO);
      const sample = manner !== 'sample' && actor.mode ? actor.mode() : sampleOf(actor, 1);
      return tf.squeeze(sample.action_SBA, [0]);
    }
    const planned = this.#planning.plan(step, observation_NO, 'evaluate');
    if (manner === 'sample') return this.#drawn(step, planned);
    const expected_NA = expectedAction(planned);
    if (!this.#isFinite) return expected_NA;
    const count = expected_NA.shape[1]!;
    return tf.cast(tf.oneHot(tf.cast(tf.argMax(expected_NA, 1), 'int32') as tf.Tensor1D, count), 'float32');
  }
}
