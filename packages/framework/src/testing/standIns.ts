import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { type BoundSlot, definePlugin } from '../composition/definePlugin.js';
import { Tokens } from '../composition/tokens.js';
import { categoricalDensity } from '../densities/categorical.js';
import { gaussianDensity } from '../densities/gaussian.js';
import { latentDensity } from '../densities/latent.js';
import { oneHot } from '../densities/oneHot.js';
import { type ActionSpace, actionWidth } from '../environment/spaces.js';
import { constant } from '../networks/initialisers.js';
import { LATENT_MEMORY, latentsOption } from '../networks/latentGaussian.js';
import type { ParameterStore } from '../parameters/store.js';
import type { Density } from '../slots/density.js';
import type { Copy } from '../slots/outcome.js';
import type { StepContext } from '../slots/step.js';

const nothing = z.strictObject({});
const plain = (slot: string) =>
  ({ slot, name: 'stand-in', description: 'Stands in for another plugin', config: nothing }) as const;
/** How the stand-ins' lagging copies follow; asked for by the bench, unless the examined plugin asks for one. */
export const TARGET = { kind: 'polyak', tau: 0.5 } as const;

/** Declares one number or vector of a group, of all states alike. */
const declared = (
  parameters: ParameterStore,
  group: string,
  tensors: Readonly<Record<string, readonly [length: number, value: number]>>,
  trained = true,
) => {
  const made = parameters.group(group, trained ? {} : { trained: false });
  for (const [name, [length, value]] of Object.entries(tensors))
    made.declare(name, length === 0 ? [] : [length], constant(value));
};

/** A Gaussian or categorical, the same at all states, whose parameters can be set: `mean` and `logStd`, or `logits`. */
function standInDensity(step: StepContext, group: string, action: ActionSpace, rows: number, copy: Copy): Density {
  const { mean, logStd, logits } = step.parameters(group, copy);
  const everywhere = (x_A: tf.Tensor) => tf.tile(tf.expandDims(x_A, 0), [rows, 1]);
  const density =
    action.kind === 'box'
      ? gaussianDensity({ mean_BA: everywhere(mean), logStd_BA: everywhere(logStd) }, 'identity', step.noise)
      : categoricalDensity(everywhere(logits), step.noise);
  const weighted = () => {
    const sample = density.sample!(4);
    return { sample, weight_SB: tf.fill([4, rows], 0.25), normalisation: 'perState' as const };
  };
  return { ...density, ...(group === 'posterior' ? { weighted } : {}) };
}

const declareDensity = (parameters: ParameterStore, group: string, action: ActionSpace, at: number) => {
  const width = actionWidth(action);
  declared(
    parameters,
    group,
    action.kind === 'box' ? { mean: [width, at], logStd: [width, -0.5] } : { logits: [width, 0] },
  );
};

const prior = definePlugin({
  ...plain('prior'),
  slot: 'prior',
  provides: [
    'density',
    'sample',
    'mode',
    'gaussian',
    'enumerate',
    'learnable',
    'target',
    'snapshot',
    'space:u',
    'space:box',
    'space:finite',
  ],
  inject: [Tokens.action, Tokens.parameters],
  create: (_options, action, parameters) => {
    declareDensity(parameters, 'prior', action, 0.1);
    return {
      program: (step) => ({
        at: (observation_BO, copy = 'online') =>
          standInDensity(step as StepContext, 'prior', action, observation_BO.shape[0]!, copy),
      }),
    };
  },
});

const posterior = definePlugin({
  ...plain('posterior'),
  slot: 'posterior',
  provides: [
    'sample',
    'logProb',
    'pathwise',
    'mode',
    'gaussian',
    'enumerate',
    'weighted',
    'target',
    'space:u',
    'space:box',
    'space:finite',
  ],
  inject: [Tokens.action, Tokens.parameters],
  create: (_options, action, parameters) => {
    declareDensity(parameters, 'posterior', action, 0.3);
    return {
      program: (step) => ({
        infer: (observation_BO, _purpose, copy = 'online') =>
          standInDensity(step as StepContext, 'posterior', action, observation_BO.shape[0]!, copy),
        loss: () => ({ losses: [] }),
      }),
    };
  },
});

/** Actions around `mean` as above, moved by ½ z₁ of a latent variable z of N(s₁, I). */
const latentPosterior = definePlugin({
  ...plain('posterior'),
  slot: 'posterior',
  config: z.strictObject({ latents: latentsOption }),
  provides: ['sample', 'mode', 'latents', 'target'],
  inject: [Tokens.action, Tokens.parameters],
  create: ({ latents }, action, parameters) => {
    declareDensity(parameters, 'posterior', action, 0.3);
    return {
      program: (step) => ({
        infer: (observation_BO, _purpose, copy = 'online') => {
          const { mean, logStd } = step.parameters('posterior', copy);
          const rows = observation_BO.shape[0]!;
          const first_B1 = tf.slice(observation_BO, [0, 0], [rows, 1]);
          const around = { mean_BA: tf.tile(first_B1, [1, latents]), logStd_BA: tf.zeros([rows, latents]) };
          const given = (latent_SBZ: tf.Tensor) => {
            const latent_NZ = tf.reshape(latent_SBZ, [-1, latents]);
            const first_N1 = tf.slice(latent_NZ, [0, 0], [latent_NZ.shape[0]!, 1]);
            const mean_BA = tf.add(tf.expandDims(mean, 0), tf.mul(0.5, first_N1));
            const logStd_BA = tf.add(tf.zerosLike(mean_BA), tf.expandDims(logStd, 0));
            return gaussianDensity({ mean_BA, logStd_BA }, 'identity', step.noise);
          };
          const latent = gaussianDensity(around, 'identity', step.noise);
          return latentDensity({ name: LATENT_MEMORY.latent, latent, given }, 'box');
        },
        loss: () => ({ losses: [] }),
      }),
    };
  },
});

/** Q(s, a) = level + s₁ + slope · Σ a − ½ curvature Σ (a − best)²; V(s) = level + s₁. */
const valueEstimator = definePlugin({
  ...plain('valueEstimator'),
  slot: 'valueEstimator',
  provides: ['q', 'qAll', 'v', 'actionGradient', 'temperature'],
  inject: [Tokens.action, Tokens.parameters],
  create: (_options, action, parameters) => {
    declared(parameters, 'valueEstimator', { level: [0, 0], slope: [0, 0.5], curvature: [0, 0.3], best: [0, 0.4] });
    return {
      program: (step) => {
        const first_B = (observation_BO: tf.Tensor) =>
          tf.squeeze(tf.slice(observation_BO, [0, 0], [observation_BO.shape[0]!, 1]), [1]);
        const v = (observation_BO: tf.Tensor, copy: Copy) =>
          tf.add(step.parameters('valueEstimator', copy).level, first_B(observation_BO));
        const worth = (action_A: tf.Tensor, copy: Copy) => {
          const { slope, curvature, best } = step.parameters('valueEstimator', copy);
          // Finite actions are worth what their number says.
          const places = action.kind === 'finite' ? tf.range(0, action.count, 1) : tf.ones([action.dimension]);
          const straight = tf.sum(tf.mul(action_A, tf.mul(slope, places)), -1);
          const bent = tf.sum(tf.square(tf.sub(action_A, best)), -1);
          return tf.sub(straight, tf.mul(tf.mul(0.5, curvature), bent));
        };
        return {
          q: (observation_BO, { action_SBA }, copy) => tf.add(v(observation_BO, copy), worth(action_SBA, copy)),
          qAll: (observation_BO, copy) =>
            tf.add(
              tf.expandDims(v(observation_BO, copy), 1),
              tf.expandDims(worth(oneHot(tf.range(0, actionWidth(action), 1), actionWidth(action)), copy), 0),
            ),
          v,
          temperature: () => tf.scalar(1),
          loss: () => ({ losses: [] }),
        };
      },
    };
  },
});

const likelihood = definePlugin({
  ...plain('likelihood'),
  slot: 'likelihood',
  inject: [],
  create: () => ({ program: () => ({ reward: ({ reward_B }) => reward_B }) }),
});

/** V̂(s) = level + gain · s₁. */
const bootstrap = definePlugin({
  ...plain('bootstrap'),
  slot: 'bootstrap',
  provides: ['plain'],
  inject: [Tokens.parameters],
  create: (_options, parameters) => {
    declared(parameters, 'bootstrap', { level: [0, 0], gain: [0, 1] });
    return {
      program: (step) => ({
        value: (observation_BO) => {
          const { level, gain } = step.parameters('bootstrap');
          return tf.add(
            level,
            tf.mul(gain, tf.squeeze(tf.slice(observation_BO, [0, 0], [observation_BO.shape[0]!, 1]), [1])),
          );
        },
      }),
    };
  },
});

/** Targets are the batch's rewards. */
const returns = definePlugin({
  ...plain('returns'),
  slot: 'returns',
  provides: ['advantage', 'windows'],
  inject: [],
  create: () => ({ program: (step) => ({ target: () => step.batch.reward_B }) }),
});

const temperature = definePlugin({
  ...plain('temperature'),
  slot: 'temperature',
  inject: [Tokens.parameters],
  create: (_options, parameters) => {
    declared(parameters, 'temperature', { alpha: [0, 0.5] }, false);
    return { program: (step) => ({ alpha: () => step.parameters('temperature').alpha, loss: () => ({ losses: [] }) }) };
  },
});

/** Ascends Q through a draw. */
const gradientEstimator = definePlugin({
  ...plain('gradientEstimator'),
  slot: 'gradientEstimator',
  provides: ['loss', 'anyState', 'perState'],
  requires: ['valueEstimator.q'],
  inject: [],
  create: () => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const sample = belief.sample?.(1) ?? belief.mode!();
        const perState_B = tf.neg(tf.squeeze(step.valueEstimator.q(observation_BO, sample, 'online', 'eStep'), [0]));
        return { loss: tf.mean(perState_B), rows: 'mean', perState_B, results: {}, metrics: {} };
      },
    }),
  }),
});

const model = definePlugin({
  ...plain('model'),
  slot: 'model',
  provides: ['step', 'actionGradient'],
  inject: [Tokens.parameters],
  create: (_options, parameters) => {
    declared(parameters, 'model', { gain: [0, 0.5] }, false);
    return {
      program: (step) => ({
        step: (observation_BO, action_BA) => ({
          next_BO: tf.mul(0.9, observation_BO),
          reward_B: tf.mul(step.parameters('model').gain, tf.sum(action_BA, 1)),
          continue_B: tf.fill([observation_BO.shape[0]!], 0.95),
        }),
        loss: () => ({ losses: [] }),
      }),
    };
  },
});

/**
 * Simple known plugins for the slots that an examined plugin asks, whose parameters can be set.
 *
 * @param latents - Z, where the posterior is to have a latent variable
 */
export const standIns = (latents?: number): Readonly<Record<string, BoundSlot>> => ({
  prior: prior(),
  posterior: latents === undefined ? posterior() : latentPosterior({ latents }),
  valueEstimator: valueEstimator(),
  likelihood: likelihood(),
  bootstrap: bootstrap(),
  returns: returns(),
  temperature: temperature(),
  gradientEstimator: gradientEstimator(),
  model: model(),
});
