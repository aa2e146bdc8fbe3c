// Skeleton: proof on types, nothing runs. PPO, Schulman et al. 2017, arXiv:1707.06347.
//
// The prior is the policy that collected the roll-out; several epochs of minibatches ascend the clipped surrogate.
// Schedule: collect T·N steps → annotate → epochs × minibatches [evaluate + eStep] → snapshot; with the adaptive penalty
// also [temperature] on the host. Carries: the roll-out, the copy of the policy, β, Adam's moments.
import * as tf from '@tensorflow/tfjs-core';
import { cartPole, pendulum } from '@vem/envs';
import { compose, constant, definePlugin, Tokens } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { categorical, fixedTemperature, gaussian } from '@vem/posteriors';
import { previousPolicy, snapshot } from '@vem/priors';
import { adam, replay } from '@vem/training';
import { expectation, stateValue } from '@vem/values';
import { z } from 'zod';
import { body } from './body.js';
import { everyBatch, generalisedAdvantages, ratioToBehaviour, recordingPosterior, rollouts } from './onPolicy.js';

/** −mean min(ρ A, clip(ρ, 1 − ε, 1 + ε) A), eq. 7: scores the recorded actions, so it is no use at other states. */
const clippedRatio = definePlugin({
  slot: 'gradientEstimator',
  name: 'clipped-ratio',
  description: 'Clipped ratio to the behaviour, times the advantage',
  source: {
    title: 'Schulman et al. 2017, Proximal Policy Optimization Algorithms',
    arxiv: '1707.06347',
    where: 'eq. 7',
  },
  config: z.strictObject({
    clip: z.number().positive().default(0.2).describe('ε; .2 in arXiv:1707.06347, section 6.1'),
  }),
  provides: ['loss'],
  requires: [
    'posterior.logProb',
    'behaviour.logMu',
    'behaviour.preSquash',
    'bootstrap.advantage',
    'data.onPolicy',
    'prior.density',
  ],
  inject: [],
  create: ({ clip }) => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const ratio_B = ratioToBehaviour(step, belief);
        const advantage_B = tf.squeeze(step.batch.columns.advantage, [1]);
        const clipped_B = tf.clipByValue(ratio_B, 1 - clip, 1 + clip);
        const gain_B = tf.minimum(tf.mul(ratio_B, advantage_B), tf.mul(clipped_B, advantage_B));
        const kl = tf.mean(step.prior.at(observation_BO).klTo?.(belief) ?? body<tf.Tensor>(ratio_B));
        return { loss: tf.neg(tf.mean(gain_B)), results: { kl }, metrics: { ratio: tf.mean(ratio_B), kl } };
      },
    }),
  }),
});

/** β halves or doubles after the epochs of a roll-out (section 4): a rule, not a gradient, so it runs on the host. */
const adaptivePenalty = definePlugin({
  slot: 'temperature',
  name: 'adaptive-penalty',
  description: 'Halves or doubles with the divergence that the last roll-out led to',
  config: z.strictObject({
    target: z.number().positive().default(0.01).describe('nats; arXiv:1707.06347, section 4'),
    updatesPerRollout: z.int().positive().describe('epochs times minibatches'),
  }),
  provides: ['bound'],
  inject: [Tokens.parameters],
  create: ({ target, updatesPerRollout }, parameters) => {
    parameters.group('temperature', { trained: false }).declare('beta', [], constant(1));
    return {
      program: (step) => ({ alpha: () => step.parameters('temperature').beta, loss: () => ({ losses: [] }) }),
      solve: (host) => {
        const { beta } = host.parameters('temperature');
        const kl = host.result('eStep', 'kl')?.[0] ?? target;
        if ((host.progress.updates + 1) % updatesPerRollout === 0) {
          if (kl < target / 1.5) beta[0] /= 2;
          if (kl > target * 1.5) beta[0] *= 2;
        }
        return { metrics: { beta: beta[0], kl } };
      },
    };
  },
});

const slots = () => ({
  prior: previousPolicy(),
  posterior: { box: gaussian(), discrete: categorical() },
  likelihood: optimality(),
  valueEstimator: stateValue(),
  bootstrap: generalisedAdvantages(),
  gradientEstimator: clippedRatio(),
  temperature: fixedTemperature({ alpha: 0.01 }),
  mStep: snapshot({ rule: { kind: 'copyEvery', updates: 320 } }),
  behaviour: recordingPosterior(),
  data: rollouts(),
  optimiser: adam({ epsilon: 1e-5 }),
  schedule: everyBatch({ steps: [['evaluate', 'eStep'], ['mStep']] }),
});

compose({ ...slots(), environment: pendulum() }, { seed: 1, environments: 4 });
compose({ ...slots(), environment: cartPole() }, { seed: 1, environments: 4 });
compose(
  {
    ...slots(),
    environment: pendulum(),
    temperature: adaptivePenalty({ updatesPerRollout: 320 }),
    schedule: everyBatch({ steps: [['evaluate', 'eStep'], ['mStep'], ['temperature']] }),
  },
  { seed: 1 },
);

// @ts-expect-error whoever acted long ago is no measure for the present policy
compose({ ...slots(), environment: pendulum(), data: replay() }, { seed: 1 });
// @ts-expect-error a target of one step has no advantages, and this one needs Q
compose({ ...slots(), environment: pendulum(), bootstrap: expectation() }, { seed: 1 });
