import * as tf from '@tensorflow/tfjs-core';
import {
  type BoundSlot,
  box,
  composeUnchecked,
  defineEnvironment,
  definePlugin,
  environmentPlugin,
  type GaussianParameters,
  gaussianKl,
  gaussianOf,
  observationSpace,
  type Pipeline,
  type SlotMap,
  Streams,
} from '@vem/framework';
import { fixedTemperature, reparameterised } from '@vem/posteriors';
import { iterativeSac } from '@vem/presets';
import { gaussian } from '@vem/priors';
import { adam, offPolicy, replay } from '@vem/training';
import { z } from 'zod';

/** α of the bandits below. */
export const ALPHA = 0.5;
const START = { envSteps: 0, updates: 0, rollouts: 0, fraction: 0 } as const;

/** How often each payoff comes around while its code goes from 0 to 1: more often than small networks could tell. */
const TURNS = 997;

/**
 * Payoffs Q(s, a) = −½ Σ_i h_i (a_i − m_i)², h in [1, 8] and m in [−1, 1]. States are codes of every h and then every m from which a network
 * cannot read them: what is not found by gradients is not found.
 */
export interface Bandits {
  /** [B, 2A] */
  readonly states: Float32Array;
  readonly rows: number;
  readonly dimension: number;
}

export function drawBandits(name: string, rows: number, dimension: number): Bandits {
  const stream = new Streams(1).stream(name);
  const states = Float32Array.from({ length: rows * 2 * dimension }, () => stream.uniform());
  return { states, rows, dimension };
}

/** The state of one dimension's payoff. */
export const stateOf = (curvature: number, optimum: number) => [(curvature - 1) / 7 / TURNS, (optimum + 1) / 2 / TURNS];

/** [B, A] each, of states [B, 2A]. */
function payoffOf(state_BO: tf.Tensor): readonly [curvature_BA: tf.Tensor, optimum_BA: tf.Tensor] {
  const turned_BO = tf.mul(TURNS, state_BO);
  const [first_BA, second_BA] = tf.split(tf.sub(turned_BO, tf.floor(turned_BO)), 2, 1);
  return [tf.add(1, tf.mul(7, first_BA)), tf.sub(tf.mul(2, second_BA), 1)];
}

/** E_π[Q] − α KL(π ‖ N(0, 1)) in closed form, [B], at states [B, 2A] and Gaussians [B, A]. */
const closedForm = (state_BO: tf.Tensor, { mean_BA, logStd_BA }: GaussianParameters, alpha: tf.Tensor): tf.Tensor => {
  const [curvature_BA, optimum_BA] = payoffOf(state_BO);
  const squared_BA = tf.add(tf.square(tf.sub(mean_BA, optimum_BA)), tf.exp(tf.mul(2, logStd_BA)));
  const q_B = tf.mul(-0.5, tf.sum(tf.mul(curvature_BA, squared_BA), -1));
  const zero_BA = tf.zerosLike(mean_BA);
  return tf.sub(q_B, tf.mul(alpha, gaussianKl({ mean_BA, logStd_BA }, { mean_BA: zero_BA, logStd_BA: zero_BA })));
};

/** [B], V*: the objective of the exact posterior, whose precision is 1 + h/α. */
function softValue(state_BO: tf.Tensor, alpha: tf.Tensor): tf.Tensor {
  const [curvature_BA, optimum_BA] = payoffOf(state_BO);
  const scaled_BA = tf.div(curvature_BA, alpha);
  const precision_BA = tf.add(1, scaled_BA);
  const quadratic_BA = tf.div(tf.mul(scaled_BA, tf.square(optimum_BA)), precision_BA);
  return tf.mul(tf.mul(-0.5, alpha), tf.sum(tf.add(tf.log(precision_BA), quadratic_BA), -1));
}

/** The objective of the bandits, without chance: for what noise would hide. */
export const closedFormGradient = definePlugin({
  slot: 'gradientEstimator',
  name: 'closed-form',
  description: 'The objective of quadratic payoffs in closed form',
  config: z.strictObject({}),
  provides: ['loss', 'anyState', 'perState'],
  requires: ['posterior.gaussian'],
  inject: [],
  create: () => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const perState_B = tf.neg(closedForm(observation_BO, gaussianOf(belief), step.temperature.alpha()));
        return { loss: tf.mean(perState_B), rows: 'mean', perState_B, results: {}, metrics: {} };
      },
    }),
  }),
});

const payoff = definePlugin({
  slot: 'valueEstimator',
  name: 'payoff',
  description: 'The payoff that the state tells',
  config: z.strictObject({}),
  provides: ['q', 'actionGradient'],
  inject: [],
  create: () => ({
    program: () => ({
      q: (observation_BO, { action_SBA }) => {
        const [curvature_BA, optimum_BA] = payoffOf(observation_BO);
        return tf.mul(-0.5, tf.sum(tf.mul(curvature_BA, tf.square(tf.sub(action_SBA, optimum_BA))), -1));
      },
      loss: () => ({ losses: [] }),
    }),
  }),
});

/** Publishes what the posterior infers at the batch's states, and how good that is. */
const inferred = definePlugin({
  slot: 'mStep',
  name: 'inferred',
  description: 'What the posterior infers',
  config: z.strictObject({}),
  inject: [],
  create: () => ({
    program: (step) => ({
      loss: () => {
        const { observation_BO } = step.batch;
        const { mean_BA, logStd_BA } = gaussianOf(step.posterior.infer(observation_BO, 'train'));
        const alpha = step.temperature.alpha();
        const objective_B = closedForm(observation_BO, { mean_BA, logStd_BA }, alpha);
        return {
          losses: [],
          results: { mean_BA, logStd_BA, objective_B, softValue_B: softValue(observation_BO, alpha) },
        };
      },
    }),
  }),
});

const environmentOf = (dimension: number): BoundSlot<'environment', 'box' | 'simulator'> =>
  environmentPlugin(
    defineEnvironment({
      id: 'RandomBandits',
      description: 'States that tell their payoff',
      source: 'test',
      config: z.strictObject({}),
      observation: observationSpace({ curvature: dimension, optimum: dimension }),
      action: box({ low: Array(dimension).fill(-1), high: Array(dimension).fill(1) }),
      timeLimit: 1,
      create: () => ({
        stateSize: 0,
        reset() {},
        step() {},
        observe: (_state, observation) => void observation.fill(1),
      }),
    }),
  )();

/** The phases of some slots on bandits. */
export async function openBandits(
  dimension: number,
  rows: number,
  phase: 'eStep' | 'mStep',
  slots: SlotMap,
): Promise<Pipeline> {
  const run = composeUnchecked(
    {
      ...iterativeSac(),
      environment: environmentOf(dimension),
      prior: gaussian({ squash: 'identity' }),
      valueEstimator: payoff(),
      gradientEstimator: reparameterised({ samples: 10 }),
      temperature: fixedTemperature({ alpha: ALPHA }),
      data: replay({ batchSize: rows, capacity: 1 }),
      optimiser: adam({ learningRate: 1e-3 }),
      ...(phase === 'mStep' ? { mStep: inferred() } : {}),
      schedule: offPolicy({ steps: phase === 'mStep' ? [['mStep'], ['eStep']] : [['eStep']] }),
      ...slots,
    },
    { seed: 1 },
  );
  return run.open();
}

/** Learns to infer, on new bandits in each update. */
export function learnBandits(pipeline: Pipeline, updates: number, dimension: number): void {
  for (let update = 0; update < updates; update++) {
    pipeline.batch.columns.observation.set(
      drawBandits(`learn ${update}`, pipeline.batch.columns.reward.length, dimension).states,
    );
    pipeline.steps[0].run(START);
  }
}

export interface InferredAt {
  /** [B, A] each. */
  readonly mean: Float32Array;
  readonly logStd: Float32Array;
  /** [B], in closed form. */
  readonly objective: Float32Array;
  /** [B], the most that any posterior reaches. */
  readonly softValue: Float32Array;
}

/** What a posterior infers at bandits. @param learned - whose parameters it has; none: as initialised */
export async function inferAt(bandits: Bandits, slots: SlotMap, learned?: Pipeline): Promise<InferredAt> {
  const pipeline = await openBandits(bandits.dimension, bandits.rows, 'mStep', slots);
  const source = new Map(learned?.parameters.allViews().map(({ name, data }) => [name, data]));
  for (const { name, data } of pipeline.parameters.allViews()) data.set(source.get(name) ?? data);
  pipeline.batch.columns.observation.set(bandits.states);
  const [step] = pipeline.steps;
  step.run(START);
  const output = (name: string) => Float32Array.from(step.executable.outputs[`result/mStep/${name}`].data);
  const found = {
    mean: output('mean_BA'),
    logStd: output('logStd_BA'),
    objective: output('objective_B'),
    softValue: output('softValue_B'),
  };
  pipeline.dispose();
  return found;
}
