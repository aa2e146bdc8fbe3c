// Skeleton: proof on types, nothing runs. HDP, a hierarchical default policy: Tirumala et al. 2019, arXiv:1903.07438.
//
// Prior and posterior draw a latent z first; the divergence is bounded part by part. z is held for several steps, so the
// behaviour has a memory: z and the steps that are left of it are parts of every observation, by which densities know
// whether z is drawn or given. Schedule: off-policy. Carries: replay of sequences with z and joint log-densities; per
// episode z and how long it is held.
import * as tf from '@tensorflow/tfjs-core';
import { pointMass } from '@vem/envs';
import {
  type ActionSample,
  type ActionSpace,
  actionWidth,
  compose,
  type Density,
  type Deviation,
  definePlugin,
  GaussianNetwork,
  gaussianDensity,
  latentDensity,
  type Noise,
  type ObservationSpace,
  type ParameterGroup,
  sampleOf,
  type Tensors,
  Tokens,
  trainedOutcome,
  viewOf,
} from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { fixedTemperature, reparameterised, tanhGaussian, targetEntropy } from '@vem/posteriors';
import { distil, learnedGaussian } from '@vem/priors';
import { adam, offPolicy, replay } from '@vem/training';
import { singleQ } from '@vem/values';
import { z } from 'zod';
import { divergence } from './divergence.js';
import { alongSequences, decay, retrace, sequenceReplay, takenOf } from './sequences.js';

/** Parts of the observation that the behaviour carries. */
const LATENT = 'z';
const LEFT = 'left';

const latents = z.int().positive().default(10).describe('dimension of z; alike in prior, posterior and behaviour');
const deviation: Deviation = { deviation: 'exponential', initialStd: 1, minStd: 1e-6, logStdRange: [-5, 2] };

/** p(z|s) p(a|z, s), both Gaussian; where z is held, p(a|z, s) alone. */
class Hierarchy {
  readonly #high: GaussianNetwork;
  readonly #low: GaussianNetwork;
  readonly #seen: ReturnType<typeof viewOf>;
  readonly #held: ReturnType<typeof viewOf>;
  readonly #left: ReturnType<typeof viewOf>;

  /** @param view - parts that it sees. @throws VEM_VIEW_UNKNOWN where the behaviour holds no latent */
  constructor(
    group: ParameterGroup,
    size: number,
    observation: ObservationSpace,
    action: ActionSpace,
    view: readonly string[],
  ) {
    this.#seen = viewOf(observation, view);
    this.#held = viewOf(observation, [LATENT]);
    this.#left = viewOf(observation, [LEFT]);
    const hidden = [200, 100];
    this.#high = new GaussianNetwork(group, { name: 'high', input: this.#seen.size, hidden }, size, deviation);
    const low = { name: 'low', input: this.#seen.size + size, hidden };
    this.#low = new GaussianNetwork(group, low, actionWidth(action), deviation);
  }

  at(parameters: Tensors, observation_BO: tf.Tensor, noise: Noise): Density {
    const seen_BV = this.#seen.of(observation_BO);
    const isHeld_B = tf.cast(tf.greater(tf.squeeze(this.#left.of(observation_BO), [1]), 0), 'float32');
    const latent = gaussianDensity(this.#high.forward(parameters, seen_BV), 'identity', noise);
    const given = (z_SBZ: tf.Tensor) => {
      const [samples, rows, size] = z_SBZ.shape as [number, number, number];
      const input_NI = tf.concat([tf.tile(seen_BV, [samples, 1]), tf.reshape(z_SBZ, [samples * rows, size])], 1);
      return gaussianDensity(this.#low.forward(parameters, input_NI), 'tanh', noise);
    };
    return latentDensity({ name: LATENT, latent, given }, 'u', { latent_BZ: this.#held.of(observation_BO), isHeld_B });
  }
}

const latentPosterior = definePlugin({
  slot: 'posterior',
  name: 'latent-gaussian',
  description: 'A latent Gaussian, and a Gaussian given it',
  config: z.strictObject({ latents }),
  provides: ['sample', 'pathwise', 'mode', 'latents', 'target'],
  requires: ['environment.box', 'gradientEstimator.loss'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ latents: size }, observation, action, parameters) => {
    const parts = observation.parts.map(({ name }) => name).filter((name) => name !== LATENT && name !== LEFT);
    const hierarchy = new Hierarchy(parameters.group('posterior'), size, observation, action, parts);
    return {
      program: (step) => {
        const infer = (observation_BO: tf.Tensor, copy: 'online' | 'target' = 'online') =>
          hierarchy.at(step.parameters('posterior', copy), observation_BO, step.noise);
        return {
          infer: (observation_BO, _purpose, copy) => infer(observation_BO, copy),
          loss: () => {
            const { observation_BO } = step.batch;
            const belief = infer(observation_BO);
            const { loss: value, rows, results, metrics } = step.gradientEstimator.surrogate(belief, observation_BO);
            const moved = () => [infer(observation_BO, 'target'), belief] as const;
            const trained = trainedOutcome(step, { whose: 'posterior', group: 'posterior', value, rows }, moved);
            return { ...trained, belief, rows, results, metrics: { ...trained.metrics, ...metrics } };
          },
        };
      },
    };
  },
});

const latentPrior = definePlugin({
  slot: 'prior',
  name: 'latent-gaussian',
  description: 'The same in kind, on a view of the observation',
  config: z.strictObject({ view: z.array(z.string()).describe('parts that it sees'), latents }),
  provides: ['sample', 'mode', 'latents', 'learnable', 'target'],
  requires: ['environment.box', 'posterior.latents'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ latents: size, view }, observation, action, parameters) => {
    const group = parameters.group('prior', { target: { kind: 'copyEvery', updates: 100 } });
    const hierarchy = new Hierarchy(group, size, observation, action, view);
    return {
      program: (step) => ({
        at: (observation_BO, copy) => hierarchy.at(step.parameters('prior', copy), observation_BO, step.noise),
      }),
    };
  },
});

/** E[Q] − α · bound, pathwise through z and a; Q sees the action only. */
const boundedPathwise = definePlugin({
  slot: 'gradientEstimator',
  name: 'bounded-pathwise',
  description: 'Gradient through latents and actions, with the bound on the divergence',
  config: z.strictObject({}),
  provides: ['loss', 'anyState', 'perState'],
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
        const q_SB = step.valueEstimator.q(observation_BO, sampleOf(belief, 1), 'online', 'eStep');
        const kl_B = divergence(belief, step.prior.at(observation_BO, 'target'));
        const perState_B = tf.sub(tf.mul(step.temperature.alpha(), kl_B), tf.mean(q_SB, 0));
        const kl = tf.mean(kl_B);
        return {
          loss: tf.mean(perState_B),
          rows: 'mean',
          perState_B,
          results: { kl },
          metrics: { q: tf.mean(q_SB), kl },
        };
      },
    }),
  }),
});

/** E_π[Q̄] − α · bound: future costs are those that the objective counts. */
const boundedExpectation = definePlugin({
  slot: 'bootstrap',
  name: 'bounded-expectation',
  description: 'A state is worth the value of a drawn action, less the bound on the divergence',
  config: z.strictObject({}),
  requires: ['posterior.latents', 'posterior.sample', 'prior.latents', 'valueEstimator.q'],
  inject: [],
  create: () => ({
    program: (step) => ({
      value: (observation_BO) => {
        const belief = step.posterior.infer(observation_BO, 'target');
        const q_SB = step.valueEstimator.q(observation_BO, belief.sample(1), 'target', 'target');
        const kl_B = divergence(belief, step.prior.at(observation_BO, 'target'));
        return tf.sub(tf.squeeze(q_SB, [0]), tf.mul(step.temperature.alpha(), kl_B));
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
        const kl_B = divergence(step.belief(), step.prior.at(step.batch.observation_BO, 'online'));
        return { losses: [{ value: tf.mean(kl_B), group: 'prior', rows: 'mean' }] };
      },
    }),
  }),
});

/** Draws an action every step, z every so many: then alone the posterior finds none held. Both are recorded. */
const heldLatent = definePlugin({
  slot: 'behaviour',
  name: 'held-latent',
  description: 'Acts by the posterior, with a latent that is held for several steps',
  config: z.strictObject({ steps: z.int().positive().default(5).describe('environment steps per draw of z'), latents }),
  provides: ['actsByPosterior', 'logMu', 'preSquash'],
  requires: ['posterior.latents', 'posterior.sample', 'posterior.mode'],
  inject: [Tokens.action],
  create: ({ steps, latents: size }, action) => {
    /** What the next step finds. */
    const carried = (sample: ActionSample, left_N1: tf.Tensor) => ({
      [LATENT]: tf.squeeze<tf.Tensor>(sample.latents![LATENT], [0]),
      [LEFT]: tf.where(tf.greater(left_N1, 0), tf.sub(left_N1, 1), tf.fill(left_N1.shape, steps - 1)),
    });
    return {
      columns: [
        { name: LATENT, size },
        { name: 'logMu', size: 1 },
        { name: 'preSquash', size: actionWidth(action) },
      ],
      memory: [
        { name: LATENT, size },
        { name: LEFT, size: 1 },
      ],
      evaluation: 'mode',
      program: (step) => ({
        act: (observation_NO, memory) => {
          const belief = step.posterior.infer(observation_NO, 'act');
          const sample = belief.sample(1);
          const next = carried(sample, memory[LEFT]);
          const logMu = tf.reshape(belief.jointLogProb(sample), [-1, 1]);
          const preSquash = tf.squeeze<tf.Tensor>(sample.preSquash_SBA!, [0]);
          return {
            action_NA: tf.squeeze(sample.action_SBA, [0]),
            memory: next,
            record: { [LATENT]: next[LATENT], logMu, preSquash },
          };
        },
        evaluate: (observation_NO, _manner, memory) => {
          const best = step.posterior.infer(observation_NO, 'evaluate').mode();
          return { action_NA: tf.squeeze(best.action_SBA, [0]), memory: carried(best, memory[LEFT]) };
        },
      }),
    };
  },
});

/** Retrace with ratios of joint densities, of the recorded z and action. */
const jointRetrace = definePlugin({
  slot: 'returns',
  name: 'joint-retrace',
  description: 'Off-policy returns along sequences, with ratios of joint densities',
  config: z.strictObject(decay),
  requires: ['posterior.latents', 'valueEstimator.q', 'behaviour.logMu', 'behaviour.preSquash', 'data.sequences'],
  inject: [],
  create: (rates) => ({
    program: (step) => ({
      target: () => {
        const { columns, observation_BO } = step.batch;
        const taken = { ...takenOf(step), latents: { [LATENT]: tf.expandDims(columns[LATENT], 0) } };
        const logPi_SB = step.posterior.infer(observation_BO, 'target').jointLogProb(taken);
        return alongSequences(step, taken, tf.squeeze(logPi_SB, [0]), rates);
      },
    }),
  }),
});

const slots = () => ({
  environment: pointMass(),
  prior: latentPrior({ view: ['position', 'velocity'] }),
  posterior: latentPosterior(),
  likelihood: optimality(),
  valueEstimator: singleQ({ target: { kind: 'copyEvery', updates: 100 } }),
  bootstrap: boundedExpectation(),
  returns: jointRetrace(),
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
// @ts-expect-error and what ratios of actions alone are made of
compose({ ...slots(), returns: retrace() }, { seed: 1 });
// @ts-expect-error there is no latent to hold
compose({ ...slots(), posterior: tanhGaussian() }, { seed: 1 });
// @ts-expect-error a bound part by part needs the parts of both
compose({ ...slots(), prior: learnedGaussian() }, { seed: 1 });
// @ts-expect-error single transitions have no way to look along
compose({ ...slots(), data: replay() }, { seed: 1 });
