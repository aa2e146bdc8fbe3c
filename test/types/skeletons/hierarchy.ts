// Skeleton: proof on types, nothing runs. HDP, a hierarchical default policy: Tirumala et al. 2019, arXiv:1903.07438.
//
// Prior and posterior draw a latent z first; the divergence is bounded part by part. The behaviour holds z for several
// steps, so it has a memory, and z is recorded. Schedule: off-policy. Carries: replay of sequences with z and joint
// log-densities; per episode z and how long it was held.
import * as tf from '@tensorflow/tfjs-core';
import {
  type Belief,
  compose,
  type Density,
  definePlugin,
  gaussianDensity,
  gaussianKl,
  type StepContext,
  sampleOf,
  Tokens,
} from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { fixedTemperature, reparameterised, targetEntropy } from '@vem/posteriors';
import { distil } from '@vem/priors';
import { adam, offPolicy } from '@vem/training';
import { singleQ } from '@vem/values';
import { z } from 'zod';
import { body } from './body.js';
import { reaching, sequenceReplay } from './sequences.js';

const LATENT = 'z';

/** p(z|s) p(a|z, s), both Gaussian, with the sum of the parts' divergences as a bound. */
function hierarchy(step: StepContext, group: string, observation_BO: tf.Tensor): Density {
  const latent = gaussianDensity(body(step.parameters(group), observation_BO), 'identity', step.noise);
  const given = (latent_SBZ: tf.Tensor) =>
    gaussianDensity(body(step.parameters(group), observation_BO, latent_SBZ), 'tanh', step.noise);
  const low = (latent_SBZ: tf.Tensor, parts: Density['latentParts']) => parts!.given(latent_SBZ).gaussian!;
  const latentParts = { name: LATENT, latent, given };
  return {
    spaces: ['u'],
    latentParts,
    sample: (count) => {
      const z_SBZ = latent.sample!(count).action_SBA;
      return { ...body<{ action_SBA: tf.Tensor }>(given(z_SBZ).sample!(1)), latents: { [LATENT]: z_SBZ } };
    },
    mode: () => given(latent.mode!().action_SBA).mode!(),
    jointLogProb: (sample) => {
      const z_SBZ = sample.latents![LATENT];
      return tf.add(latent.logProb!({ action_SBA: z_SBZ }, 'u'), body(given(z_SBZ).logProb!(sample, 'u')));
    },
    klKind: 'upperBound',
    klTo: (other) => {
      const z_SBZ = latent.sample!(1).action_SBA;
      const high_B = other.latentParts && latent.klTo!(other.latentParts.latent);
      return high_B && tf.add(high_B, gaussianKl(low(z_SBZ, latentParts), low(z_SBZ, other.latentParts)));
    },
  };
}

const latentPosterior = definePlugin({
  slot: 'posterior',
  name: 'latent-gaussian',
  description: 'A latent Gaussian, and a Gaussian given it',
  config: z.strictObject({ latents: z.int().positive().default(10).describe('dimension of z') }),
  provides: ['sample', 'pathwise', 'mode', 'latents', 'target'],
  requires: ['environment.box', 'gradientEstimator.loss'],
  inject: [Tokens.parameters],
  create: ({ latents }, parameters) => {
    parameters.group('posterior').declare('high', [latents], () => {});
    return {
      program: (step) => ({
        infer: (observation_BO): Belief => hierarchy(step, 'posterior', observation_BO),
        loss: () => {
          const { observation_BO } = step.batch;
          const belief = hierarchy(step, 'posterior', observation_BO);
          const { loss, results, metrics } = step.gradientEstimator.surrogate(belief, observation_BO);
          return { losses: [{ value: loss, group: 'posterior', rows: 'mean' }], belief, results, metrics };
        },
      }),
    };
  },
});

const latentPrior = definePlugin({
  slot: 'prior',
  name: 'latent-gaussian',
  description: 'The same in kind, on a view of the observation',
  config: z.strictObject({
    view: z.array(z.string()).describe('parts that it sees'),
    latents: z.int().positive().default(10).describe('dimension of z, the posterior’s'),
  }),
  provides: ['sample', 'mode', 'latents', 'learnable', 'target'],
  requires: ['environment.box', 'posterior.latents'],
  inject: [Tokens.parameters],
  create: ({ latents, view }, parameters) => {
    parameters.group('prior').declare('high', [latents], () => {});
    return { program: (step) => ({ at: (observation_BO) => hierarchy(step, 'prior', body(observation_BO, view)) }) };
  },
});

/** E[Q] − α · bound, pathwise through z and a; Q sees the action only. */
const boundedPathwise = definePlugin({
  slot: 'gradientEstimator',
  name: 'bounded-pathwise',
  description: 'Gradient through latents and actions, with the bound on the divergence',
  config: z.strictObject({}),
  provides: ['loss', 'anyState'],
  requires: [
    'posterior.latents',
    'posterior.pathwise',
    'prior.latents',
    'valueEstimator.q',
    'valueEstimator.actionGradient',
  ],
  inject: [],
  create: () => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const { action_SBA } = sampleOf(belief, 1);
        const q = tf.mean(step.valueEstimator.q!(observation_BO, { action_SBA }, 'online', 'eStep'));
        const kl = tf.mean(belief.klTo!(step.prior.at(observation_BO, 'target'))!);
        return { loss: tf.sub(tf.mul(step.temperature.alpha(), kl), q), results: { kl }, metrics: { q, kl } };
      },
    }),
  }),
});

const distilBound = definePlugin({
  slot: 'mStep',
  name: 'distil-bound',
  description: 'Moves both parts of the prior towards the posterior’s',
  config: z.strictObject({}),
  provides: ['trainsPrior'],
  requires: ['prior.learnable', 'prior.latents', 'posterior.latents'],
  inject: [],
  create: () => ({
    program: (step) => ({
      loss: () => {
        const kl_B = step.belief().klTo!(step.prior.at(step.batch.observation_BO, 'online'))!;
        return { losses: [{ value: tf.mean(kl_B), group: 'prior', rows: 'mean' }] };
      },
    }),
  }),
});

/** Draws z every so many steps, an action every step; z is recorded with the joint density. */
const heldLatent = definePlugin({
  slot: 'behaviour',
  name: 'held-latent',
  description: 'Acts by the posterior, with a latent that is held for several steps',
  config: z.strictObject({
    steps: z.int().positive().default(5).describe('environment steps per draw of z'),
    latents: z.int().positive().default(10).describe('dimension of z, the posterior’s'),
  }),
  provides: ['actsByPosterior', 'logMu', 'preSquash'],
  requires: ['posterior.latents', 'posterior.sample', 'posterior.mode'],
  inject: [Tokens.action],
  create: ({ steps, latents }, action) => ({
    columns: [
      { name: LATENT, size: latents },
      { name: 'logMu', size: 1 },
      { name: 'preSquash', size: action.kind === 'box' ? action.dimension : 0 },
    ],
    memory: [
      { name: LATENT, size: latents },
      { name: 'left', size: 1 },
    ],
    assessment: 'mode',
    program: (step) => ({
      act: (observation_NO, memory) => {
        const belief = step.posterior.infer(observation_NO, 'act');
        const { latent, given } = belief.latentParts!;
        const isOver_N1 = tf.lessEqual(memory.left, 0);
        const z_NZ = tf.where(isOver_N1, tf.squeeze(latent.sample!(1).action_SBA, [0]), memory[LATENT]);
        const left = tf.where(isOver_N1, tf.fill(memory.left.shape, steps - 1), tf.sub(memory.left, 1));
        const sample = { ...given(tf.expandDims(z_NZ, 0)).sample!(1), latents: { [LATENT]: tf.expandDims(z_NZ, 0) } };
        return {
          action_NA: tf.squeeze(sample.action_SBA, [0]),
          memory: { [LATENT]: z_NZ, left },
          record: {
            [LATENT]: z_NZ,
            logMu: tf.transpose(belief.jointLogProb!(sample)),
            preSquash: tf.squeeze(sample.preSquash_SBA!, [0]),
          },
        };
      },
      assess: (observation_NO) => ({
        action_NA: tf.squeeze(step.posterior.infer(observation_NO, 'assess').mode!().action_SBA, [0]),
      }),
    }),
  }),
});

/** Retrace with ratios of joint densities, of the recorded z and action. */
const jointRetrace = definePlugin({
  slot: 'bootstrap',
  name: 'joint-retrace',
  description: 'Off-policy returns along sequences, with ratios of joint densities',
  config: z.strictObject({ discount: z.number().min(0).max(1).default(0.99).describe('γ per step') }),
  requires: ['posterior.latents', 'prior.latents', 'valueEstimator.q', 'behaviour.logMu', 'data.sequences'],
  inject: [],
  create: ({ discount }) => ({
    program: (step) => ({
      target: () => {
        const { rows, steps } = step.batch.sequence!;
        const taken = {
          action_SBA: tf.expandDims(rows.action_BA, 0),
          preSquash_SBA: tf.expandDims(rows.columns.preSquash, 0),
          latents: { [LATENT]: tf.expandDims(rows.columns[LATENT], 0) },
        };
        const joint_SB = step.posterior.infer(rows.observation_BO, 'target').jointLogProb!(taken);
        return body<tf.Tensor>(tf.sub(joint_SB, tf.transpose(rows.columns.logMu)), steps, discount);
      },
    }),
  }),
});

const slots = () => ({
  environment: reaching(),
  prior: latentPrior({ view: ['proprioception'] }),
  posterior: latentPosterior(),
  likelihood: optimality(),
  valueEstimator: singleQ({ target: { kind: 'copyEvery', updates: 100 } }),
  bootstrap: jointRetrace(),
  gradientEstimator: boundedPathwise(),
  temperature: fixedTemperature({ alpha: 0.01 }),
  mStep: distilBound(),
  behaviour: heldLatent(),
  data: sequenceReplay(),
  optimiser: adam({ learningRate: 1e-4 }),
  schedule: offPolicy(),
});

compose(slots(), { seed: 1 });

// @ts-expect-error the density of actions alone is an integral over z
compose({ ...slots(), gradientEstimator: reparameterised() }, { seed: 1 });
// @ts-expect-error and so is their entropy
compose({ ...slots(), temperature: targetEntropy() }, { seed: 1 });
// @ts-expect-error and what a prior without latents would be fitted by
compose({ ...slots(), mStep: distil() }, { seed: 1 });
