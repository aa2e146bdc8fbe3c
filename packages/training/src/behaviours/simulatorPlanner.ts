import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  type BehaviourProgram,
  type Capability,
  type Copy,
  type Density,
  definePlugin,
  detach,
  type EvaluationManner,
  type Simulation,
  type StepContext,
  sampleOf,
  Tokens,
} from '@vem/framework';
import { type SimulatedOptions, simulatedOptions } from './planning/options.js';
import { Planner } from './planning/planner.js';
import { simulatedPlan } from './planning/simulatedPlan.js';

const first = (density: Density): tf.Tensor => tf.squeeze(sampleOf(density, 1).action_SBA, [0]);

/** A planner in copies of the environment itself. */
class SimulatorPlanner extends Planner {
  readonly simulation: Simulation;

  /** @throws VEM_WARM_UP_REFUSED, VEM_PLAN_SIZE */
  constructor(options: SimulatedOptions, action: ActionSpace, asked: ReadonlySet<Capability>) {
    super(options, action, asked, 'simulator-planner');
    this.simulation = {
      copies: options.particles,
      decide: (simulating, action_NA, columns) => simulatedPlan(simulating, options, action_NA, columns),
    };
  }

  program(step: StepContext): BehaviourProgram {
    const prior = (observation_NO: tf.Tensor, copy: Copy) => step.prior.at(observation_NO, copy);
    return {
      consider: (observation_RO) => ({
        action: first(prior(observation_RO, 'target')),
        value: detach(step.bootstrap.value(observation_RO)),
        alpha: step.temperature.alpha(),
      }),
      // Where there is nothing to simulate in the prior acts, and weights of 0 say that nothing was planned.
      act: (observation_NO) => ({
        action_NA: first(prior(observation_NO, 'online')),
        record: Object.fromEntries(
          this.columns.map(({ name, size }) => [name, tf.zeros([observation_NO.shape[0]!, size])]),
        ),
      }),
      evaluate: (observation_NO, manner: EvaluationManner) => {
        const density = prior(observation_NO, 'online');
        if (manner === 'sample' || !density.mode) return { action_NA: first(density) };
        return { action_NA: tf.squeeze(density.mode().action_SBA, [0]) };
      },
    };
  }
}

/**
 * Plans by weighted particles in copies of the environment itself, whose chance is their own, and takes the first action of one of
 * them. Test episodes and stored policies, which have nothing to simulate in, are the prior's.
 */
export const simulatorPlanner = definePlugin({
  slot: 'behaviour',
  name: 'simulator-planner',
  description: 'Plans by sequential Monte Carlo in copies of the environment, and takes the first action of a particle',
  source: {
    title: 'Macfarlane et al. 2024, SPO: Sequential Monte Carlo Policy Optimisation',
    arxiv: '2402.07963',
    where: 'algorithm 1',
  },
  config: simulatedOptions,
  provides: ['plans', 'actsByPrior'],
  requires: ['environment.simulator', 'prior.sample', 'prior.target'],
  inject: [Tokens.action, Tokens.asked],
  create: (options, action, asked) => new SimulatorPlanner(options, action, asked),
});
