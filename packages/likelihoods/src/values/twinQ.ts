import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  actionWidth,
  definePlugin,
  Mlp,
  type ObservationSpace,
  type ParameterStore,
  type ProgramSlot,
  type Reader,
  type StepContext,
  Tokens,
  type ValueEstimatorProgram,
} from '@vem/framework';
import { z } from 'zod';

const GROUP = 'valueEstimator';

const aggregate = z.enum(['min', 'mean', 'first']);

const config = z.strictObject({
  hidden: z
    .array(z.int().positive())
    .default([256, 256])
    .describe('units per hidden layer; 2×256 in arXiv:1812.05905, table 1'),
  activation: z
    .enum(['relu', 'tanh', 'elu'])
    .default('relu')
    .describe('of the hidden layers; ReLU in arXiv:1812.05905'),
  tau: z
    .number()
    .positive()
    .max(1)
    .default(0.005)
    .describe('share by which the target copy follows after each update; .005 in arXiv:1812.05905, table 1'),
  target: aggregate
    .default('min')
    .describe('how targets read the two critics; min in arXiv:1812.05905, eq. 5 ff. (clipped double Q)'),
  eStep: aggregate
    .default('min')
    .describe('how the posterior’s E-step reads them; min in the paper, mean in its later public code'),
  learningRate: z.number().positive().optional().describe('unset: the optimiser’s'),
});

class TwinQ implements ProgramSlot<ValueEstimatorProgram> {
  readonly #critics: readonly Mlp[];
  readonly #aggregate: Readonly<Record<Reader, z.output<typeof aggregate>>>;

  constructor(
    options: z.output<typeof config>,
    observation: ObservationSpace,
    action: ActionSpace,
    parameters: ParameterStore,
  ) {
    const { hidden, activation, tau, learningRate } = options;
    const group = parameters.group(GROUP, { learningRate, target: { kind: 'polyak', tau } });
    const input = observation.size + actionWidth(action);
    this.#critics = ['q1', 'q2'].map((name) => new Mlp(group, { name, input, hidden, output: 1, activation }));
    this.#aggregate = { target: options.target, eStep: options.eStep, planner: options.eStep };
  }

  program(step: StepContext): ValueEstimatorProgram {
    /** [S, B] from each critic. */
    const critics = (observation_BO: tf.Tensor, action_SBA: tf.Tensor, copy: 'online' | 'target'): tf.Tensor[] => {
      const [samples, rows, width] = action_SBA.shape as [number, number, number];
      const flat = tf.reshape(action_SBA, [samples * rows, width]);
      const input = tf.concat([samples === 1 ? observation_BO : tf.tile(observation_BO, [samples, 1]), flat], 1);
      const parameters = step.parameters(GROUP, copy);
      return this.#critics.map((critic) => tf.reshape(critic.forward(parameters, input), [samples, rows]));
    };
    return {
      q: (observation_BO, sample, copy, reader) => {
        const [first, second] = critics(observation_BO, sample.action_SBA, copy);
        const how = this.#aggregate[reader];
        if (how === 'first') return first;
        return how === 'min' ? tf.minimum(first, second) : tf.mul(0.5, tf.add(first, second));
      },
      loss: () => {
        const { batch } = step;
        const target_B = step.bootstrap.target();
        const values = critics(batch.observation_BO, tf.expandDims(batch.action_BA, 0), 'online').map((q_SB) =>
          tf.squeeze(q_SB, [0]),
        );
        const losses = values.map((q_B) => tf.mul(0.5, tf.mean(tf.square(tf.sub(q_B, target_B)))));
        const value = tf.add(losses[0], losses[1]);
        return {
          losses: [{ value, group: GROUP, rows: 'mean' }],
          metrics: { q: tf.mean(values[0]), target: tf.mean(target_B) },
        };
      },
    };
  }
}

/** Two Q networks against overestimation, each with ½ (Q − y)² (arXiv:1812.05905, eq. 5), and their target copies. */
export const twinQ = definePlugin({
  slot: 'valueEstimator',
  name: 'twin-q',
  description: 'Two Q networks with Polyak targets',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'eq. 5',
  },
  config,
  provides: ['q', 'actionGradient'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => new TwinQ(options, observation, action, parameters),
});
