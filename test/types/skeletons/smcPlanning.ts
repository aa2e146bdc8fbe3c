// Skeleton: proof on types, nothing runs. SMCP, sequential Monte Carlo planning: Piché et al. 2019, ICLR
// (openreview ByetGn0cYX).
//
// Particles roll the model out from the present state while acting; they are weighted by the likelihood of optimality and
// resampled. Targets and E-steps ask SAC's amortised posterior instead, which also proposes. Schedule: the model on batches of
// its own, [value], [eStep + temperature]. Carries: SAC's state and the model's parameters; plans are in the recorded columns.
import * as tf from '@tensorflow/tfjs-core';
import { pendulum } from '@vem/envs';
import {
  actionWidth,
  compose,
  type Deviation,
  definePlugin,
  GaussianNetwork,
  gaussianDensity,
  gaussianLogProb,
  logRatio,
  Mlp,
  type OfferedStep,
  sampleOf,
  Tokens,
} from '@vem/framework';
import { steinSampler } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { offPolicy } from '@vem/training';
import { stateValue } from '@vem/values';
import { z } from 'zod';

const deviation: Deviation = { deviation: 'exponential', initialStd: 1, minStd: 1e-6, logStdRange: [-10, 2] };

const probabilisticModel = definePlugin({
  slot: 'model',
  name: 'probabilistic',
  description: 'A Gaussian network for the next observation and the reward',
  config: z.strictObject({
    hidden: z.array(z.int().positive()).default([256, 256, 256]).describe('units per hidden layer'),
  }),
  provides: ['step', 'actionGradient'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ hidden }, observation, action, parameters) => {
    const group = parameters.group('model');
    const shape = { input: observation.size + actionWidth(action), hidden };
    const outcomes = new GaussianNetwork(group, { name: 'outcome', ...shape }, observation.size + 1, deviation);
    const going = new Mlp(group, { name: 'continue', ...shape, output: 1 });
    return {
      program: (step) => {
        const predicted = (observation_BO: tf.Tensor, action_BA: tf.Tensor) => {
          const [input_BI, own] = [tf.concat([observation_BO, action_BA], 1), step.parameters('model')];
          return {
            outcome: outcomes.forward(own, input_BI),
            logit_B: tf.squeeze<tf.Tensor>(going.forward(own, input_BI), [1]),
          };
        };
        return {
          step: (observation_BO, action_BA) => {
            const { outcome, logit_B } = predicted(observation_BO, action_BA);
            const { action_SBA } = sampleOf(gaussianDensity(outcome, 'identity', step.noise), 1);
            const [change_BO, reward_B1] = tf.split(tf.squeeze(action_SBA, [0]), [observation.size, 1], 1);
            return {
              next_BO: tf.add(observation_BO, change_BO),
              reward_B: tf.squeeze(reward_B1, [1]),
              continue_B: tf.sigmoid(logit_B),
            };
          },
          loss: () => {
            const { observation_BO, action_BA, nextObservation_BO, reward_B, terminated_B } = step.batch;
            const { outcome, logit_B } = predicted(observation_BO, action_BA);
            const seen_BP = tf.concat([tf.sub(nextObservation_BO, observation_BO), tf.expandDims(reward_B, 1)], 1);
            const logLikelihood = tf.mean(gaussianLogProb(tf.expandDims(seen_BP, 0), outcome));
            const surprise_B = tf.sub(tf.softplus(logit_B), tf.mul(tf.sub(1, terminated_B), logit_B));
            const value = tf.sub(tf.mean(surprise_B), logLikelihood);
            return { losses: [{ value, group: 'model', rows: 'mean' }], metrics: { logLikelihood } };
          },
        };
      },
    };
  },
});

/** [K, N], indices of particles [P, N] whose stretch of the cumulative weights holds each position, 0 … 1. */
function chosen(logWeight_PN: tf.Tensor, position_KN: tf.Tensor): tf.Tensor {
  const weight_PN = tf.exp(tf.sub(logWeight_PN, tf.logSumExp(logWeight_PN, 0, true)));
  const before_PN = tf.cumsum(weight_PN, 0, true);
  const passed_KPN = tf.lessEqual(tf.expandDims(before_PN, 0), tf.expandDims(position_KN, 1));
  return tf.sub(tf.sum(tf.cast(passed_KPN, 'float32'), 1), 1);
}

/** Rows [K·N, size] of particles [P·N, size]. */
function picked(x_BX: tf.Tensor, index_KN: tf.Tensor): tf.Tensor {
  const [, states] = index_KN.shape as [number, number];
  const row_KN = tf.add(tf.mul(index_KN, states), tf.range(0, states));
  return tf.gather(x_BX, tf.cast(tf.reshape(row_KN, [-1]), 'int32') as tf.Tensor1D);
}

type Planned = OfferedStep<'model.step' | 'posterior.sample' | 'posterior.logProb' | 'prior.density'>;

interface PlanOptions {
  readonly particles: number;
  readonly horizon: number;
}

/** log w += r/α − log π/p + V(s′)/α − V(s)/α with systematic resampling in each step: algorithm 1. */
function planned(step: Planned, root_NO: tf.Tensor, purpose: 'act' | 'evaluate', { particles, horizon }: PlanOptions) {
  const alpha = step.temperature.alpha();
  const states = root_NO.shape[0]!;
  const byParticle = (x_B: tf.Tensor) => tf.reshape(x_B, [particles, states]);
  let at_BO = tf.tile(root_NO, [particles, 1]);
  let first_BA: tf.Tensor | undefined;
  let logWeight_PN: tf.Tensor = tf.zeros([particles, states]);
  for (let k = 0; k < horizon; k++) {
    const belief = step.posterior.infer(at_BO, purpose);
    const sample = belief.sample(1);
    const action_BA = tf.squeeze<tf.Tensor>(sample.action_SBA, [0]);
    const { next_BO, reward_B, continue_B } = step.model.step(at_BO, action_BA);
    const ratio_B = tf.squeeze<tf.Tensor>(logRatio(belief, step.prior.at(at_BO, 'target'), sample), [0]);
    const future_B = tf.mul(continue_B, step.bootstrap.value(next_BO));
    const gain_B = tf.add(reward_B, tf.sub(future_B, step.bootstrap.value(at_BO)));
    logWeight_PN = byParticle(tf.sub(tf.div(gain_B, alpha), ratio_B));
    first_BA ??= action_BA;
    if (k === horizon - 1) break;
    const offset_1N = step.noise.uniform([1, states]);
    const place_P1 = tf.expandDims(tf.range(0, particles), 1);
    const index_PN = chosen(logWeight_PN, tf.div(tf.add(place_P1, offset_1N), particles));
    [at_BO, first_BA] = [picked(next_BO, index_PN), picked(first_BA, index_PN)];
  }
  const index_1N = chosen(logWeight_PN, step.noise.uniform([1, states]));
  return { action_NA: picked(first_BA!, index_1N), first_BA: first_BA!, logWeight_PN };
}

const particlePlanner = definePlugin({
  slot: 'behaviour',
  name: 'particle-planner',
  description: 'Plans by weighted particles in the model, takes the first action of one of them',
  source: {
    title: 'Piché et al. 2019, Probabilistic Planning with Sequential Monte Carlo Methods',
    where: 'algorithm 1',
  },
  config: z.strictObject({
    particles: z.int().positive().default(2500).describe('P, per state'),
    horizon: z.int().positive().default(20).describe('environment steps'),
  }),
  provides: ['plans'],
  requires: ['environment.box', 'model.step', 'posterior.sample', 'posterior.logProb', 'prior.density'],
  inject: [Tokens.action],
  create: (options, action) => {
    const { particles } = options;
    const width = actionWidth(action);
    return {
      columns: [
        { name: 'planAction', size: particles * width },
        { name: 'planWeight', size: particles },
      ],
      evaluation: 'sample',
      program: (step) => ({
        act: (observation_NO) => {
          const { action_NA, first_BA, logWeight_PN } = planned(step, observation_NO, 'act', options);
          const first_PNA = tf.reshape(first_BA, [particles, observation_NO.shape[0]!, width]);
          const planAction = tf.reshape(tf.transpose(first_PNA, [1, 0, 2]), [-1, particles * width]);
          return { action_NA, record: { planAction, planWeight: tf.transpose(logWeight_PN) } };
        },
        evaluate: (observation_NO) => ({ action_NA: planned(step, observation_NO, 'evaluate', options).action_NA }),
      }),
    };
  },
});

const slots = () => ({
  ...sac(),
  environment: pendulum(),
  model: probabilisticModel(),
  behaviour: particlePlanner({ particles: 16, horizon: 4 }),
  schedule: offPolicy({
    steps: [
      { phases: ['model'], every: { envSteps: 250 }, repeat: 100, rows: 'fresh' },
      ['value'],
      ['eStep', 'temperature'],
    ],
  }),
});

compose(slots(), { seed: 1 });

const { model: _learned, ...blind } = slots();
// @ts-expect-error there is nothing to plan with
compose(blind, { seed: 1 });
// @ts-expect-error particles are weighted against their proposal's density, which a sampler lacks
compose({ ...slots(), posterior: steinSampler() }, { seed: 1 });
// @ts-expect-error what a state is worth, SAC's bootstrap makes of values of actions
compose({ ...slots(), valueEstimator: stateValue() }, { seed: 1 });
