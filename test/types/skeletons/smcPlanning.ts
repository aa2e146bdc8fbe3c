// Skeleton: proof on types, nothing runs. SMCP, sequential Monte Carlo planning: Piché et al. 2019, ICLR
// (openreview ByetGn0cYX).
//
// Particles roll the model out from the present state while acting; they are weighted by the likelihood of optimality and
// resampled. Targets and E-steps ask SAC's amortised posterior instead, which also proposes. Schedule: [model],
// [evaluate], [eStep + temperature]. Carries: SAC's state and the model's parameters; plans are in the recorded columns.
import * as tf from '@tensorflow/tfjs-core';
import { pendulum } from '@vem/envs';
import { actionWidth, compose, definePlugin, logRatio, type StepContext, sampleOf, Tokens } from '@vem/framework';
import { steinSampler } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { offPolicy } from '@vem/training';
import { z } from 'zod';
import { body } from './body.js';

const probabilisticModel = definePlugin({
  slot: 'model',
  name: 'probabilistic',
  description: 'A Gaussian network for the next observation and the reward',
  config: z.strictObject({
    hidden: z.array(z.int().positive()).default([256, 256, 256]).describe('units per hidden layer'),
  }),
  provides: ['step', 'actionGradient'],
  inject: [Tokens.observation, Tokens.parameters],
  create: ({ hidden }, observation, parameters) => {
    parameters.group('model').declare('kernel', [observation.size, hidden[0]], () => {});
    return {
      program: (step) => ({
        step: (observation_BO, action_BA) => {
          const [next_BO, reward_B, continue_B] = body<readonly tf.Tensor[]>(
            step.parameters('model').kernel,
            [observation_BO, action_BA],
            step.noise.normal([observation_BO.shape[0]!, observation.size]),
          );
          return { next_BO, reward_B, continue_B };
        },
        loss: () => {
          const { observation_BO, action_BA, nextObservation_BO, reward_B } = step.batch;
          const value = body<tf.Tensor>(observation_BO, action_BA, nextObservation_BO, reward_B);
          return { losses: [{ value, group: 'model', rows: 'mean' }] };
        },
      }),
    };
  },
});

/** α log E e^{·} is what particles stand for: log w += r/α − log π/p + V(s′)/α − V(s)/α, algorithm 1. */
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
  requires: [
    'environment.box',
    'model.step',
    'posterior.sample',
    'posterior.logProb',
    'prior.density',
    'valueEstimator.q',
  ],
  inject: [Tokens.action],
  create: ({ particles, horizon }, action) => {
    const width = actionWidth(action);
    const plan = (step: StepContext, root_NO: tf.Tensor, purpose: 'act' | 'assess') => {
      const alpha = step.temperature.alpha();
      let at_BO = tf.tile(root_NO, [particles, 1]);
      let logWeight_B = tf.zeros([at_BO.shape[0]!]);
      let first_BA: tf.Tensor | undefined;
      for (let k = 0; k < horizon; k++) {
        const belief = step.posterior.infer(at_BO, purpose);
        const sample = sampleOf(belief, 1);
        const action_BA = tf.squeeze<tf.Tensor>(sample.action_SBA, [0]);
        const { next_BO, reward_B, continue_B } = step.model.step!(at_BO, action_BA);
        const ratio_B = tf.squeeze<tf.Tensor>(logRatio(belief, step.prior.at(at_BO, 'target'), sample), [0]);
        const value_B = step.valueEstimator.q!(at_BO, sample, 'online', 'planner');
        logWeight_B = body(logWeight_B, tf.sub(tf.div(reward_B, alpha), ratio_B), value_B, continue_B);
        first_BA = body(first_BA ?? action_BA, logWeight_B, step.noise.uniform([particles]));
        at_BO = body(next_BO, logWeight_B, step.noise.uniform([particles]));
      }
      return {
        action_NA: body<tf.Tensor>(first_BA, logWeight_B),
        plan: body<tf.Tensor>(first_BA),
        weight: logWeight_B,
      };
    };
    return {
      columns: [
        { name: 'planAction', size: particles * width },
        { name: 'planWeight', size: particles },
      ],
      assessment: 'sample',
      program: (step) => ({
        act: (observation_NO) => {
          const { action_NA, plan: planAction, weight } = plan(step, observation_NO, 'act');
          return { action_NA, record: { planAction, planWeight: tf.reshape(weight, [-1, particles]) } };
        },
        assess: (observation_NO) => ({ action_NA: plan(step, observation_NO, 'assess').action_NA }),
      }),
    };
  },
});

const slots = () => ({
  ...sac(),
  environment: pendulum(),
  model: probabilisticModel(),
  behaviour: particlePlanner({ particles: 16, horizon: 4 }),
  schedule: offPolicy({ steps: [['model'], ['evaluate'], ['eStep', 'temperature']] }),
});

compose(slots(), { seed: 1 });

const { model: _learned, ...blind } = slots();
// @ts-expect-error there is nothing to plan with
compose(blind, { seed: 1 });
// @ts-expect-error particles are weighted against their proposal's density, which a sampler lacks
compose({ ...slots(), posterior: steinSampler() }, { seed: 1 });
