import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePlugin } from '../composition/definePlugin.js';
import { Tokens } from '../composition/tokens.js';
import { categoricalDensity } from '../densities/categorical.js';
import { gaussianDensity } from '../densities/gaussian.js';
import { box, finite } from '../environment/spaces.js';
import { constant, zeros } from '../networks/initialisers.js';
import type { ActionSample, Density, WeightedSample } from '../slots/density.js';
import type { StepContext } from '../slots/step.js';
import { checkPosterior, checkPrior } from './index.js';

type Change = (density: Density, step: StepContext, rows: number) => Partial<Density>;

/** A correct Gaussian prior, N(.5, .8²) before tanh, with parts of its density exchanged. */
const priorWith = (change: Change = () => ({})) =>
  definePlugin({
    slot: 'prior',
    name: 'changed',
    description: 'a Gaussian with a fault',
    config: z.strictObject({}),
    provides: ['density', 'sample', 'space:u', 'space:box'],
    inject: [Tokens.action],
    create: (_options, action) => ({
      program: (step) => ({
        at: (observation_BO) => {
          const rows = observation_BO.shape[0]!;
          const shape = [rows, action.kind === 'box' ? action.dimension : 0];
          const density = gaussianDensity(
            { mean_BA: tf.fill(shape, 0.5), logStd_BA: tf.fill(shape, Math.log(0.8)) },
            'tanh',
            step.noise,
          );
          return { ...density, ...change(density, step, rows) };
        },
      }),
    }),
  })();

/** A prior over finitely many actions, some more likely than others. */
const finitePriorWith = (change: Change = () => ({})) =>
  definePlugin({
    slot: 'prior',
    name: 'changed-finite',
    description: 'a categorical with a fault',
    config: z.strictObject({}),
    provides: ['density', 'sample', 'space:finite'],
    inject: [],
    create: () => ({
      program: (step) => ({
        at: (observation_BO) => {
          const rows = observation_BO.shape[0]!;
          const density = categoricalDensity(tf.tile(tf.tensor2d([[0, 1, 2]]), [rows, 1]), step.noise);
          return { ...density, ...change(density, step, rows) };
        },
      }),
    }),
  })();

/** A Gaussian posterior with a bias only, whose mean it adds to the first entry of the observation. */
const posteriorWith = (
  change: (density: Density, mean_BA: tf.Tensor) => Partial<Density> = () => ({}),
  pass: (mean: tf.Tensor) => tf.Tensor = (mean) => mean,
) =>
  definePlugin({
    slot: 'posterior',
    name: 'changed-posterior',
    description: 'a Gaussian posterior with a fault',
    config: z.strictObject({}),
    provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'space:u', 'space:box'],
    inject: [Tokens.action, Tokens.parameters],
    create: (_options, action, parameters) => {
      const dimension = action.kind === 'box' ? action.dimension : 0;
      parameters.group('posterior').declare('bias', [dimension], constant(0.1)).declare('logStd', [dimension], zeros);
      return {
        program: (step) => ({
          infer: (observation_BO) => {
            const { bias, logStd } = step.parameters('posterior');
            const first_B1 = tf.slice(observation_BO, [0, 0], [observation_BO.shape[0]!, 1]);
            const mean_BA = pass(tf.add(tf.tile(first_B1, [1, dimension]), bias));
            const logStd_BA = pass(tf.add(tf.zerosLike(mean_BA), logStd));
            const density = gaussianDensity({ mean_BA, logStd_BA }, 'tanh', step.noise);
            return { ...density, ...change(density, mean_BA) };
          },
          loss: () => ({ losses: [] }),
        }),
      };
    },
  })();

const sampled = (density: Density, map: (sample: ActionSample) => ActionSample): Partial<Density> => ({
  sample: (count) => map(density.sample!(count)),
});

let called = 0;

/** What a checker throws: a rule of its own, or what no program of the slot may do. */
const broken = (rule: string) =>
  expect.objectContaining({
    code: expect.stringMatching(/^VEM_(CONFORMANCE|SLOT_SHAPE)$/),
    message: expect.stringContaining(rule),
  });

describe('checkPrior', () => {
  it('accepts correct densities', () => {
    checkPrior(priorWith());
    checkPrior(finitePriorWith(), { actions: [finite(3)] });
  });

  it.each<[string, Change, string]>([
    [
      'a wrong normaliser',
      (density) => ({ logProb: (...args) => tf.add(density.logProb!(...args), 0.01) }),
      'the density integrates to 1',
    ],
    [
      'a forgotten determinant of the squash',
      (density) => ({ logProb: (sample) => density.logProb!(sample, 'u') }),
      'the density integrates to 1 in space "box"',
    ],
    [
      'samples wider than the density',
      (density, step, rows) => ({
        sample: (count) => {
          const u_SBA = tf.add(0.5, tf.mul(0.9, step.noise.normal([count, rows, density.gaussian!.mean_BA.shape[1]!])));
          return { action_SBA: tf.tanh(u_SBA), preSquash_SBA: u_SBA };
        },
      }),
      'samples are distributed by the density',
    ],
    [
      'actions outside the box',
      (density) => ({
        ...sampled(density, ({ preSquash_SBA }) => ({ action_SBA: tf.mul(2, preSquash_SBA!) })),
        logProb: ({ action_SBA }) => tf.sum(action_SBA, -1),
      }),
      'lie in [−1, 1]',
    ],
    [
      'another squash',
      (density) =>
        sampled(density, ({ preSquash_SBA }) => ({
          action_SBA: tf.sigmoid(preSquash_SBA!),
          preSquash_SBA: preSquash_SBA!,
        })),
      'actions are tanh of',
    ],
    [
      'states before samples',
      (density) =>
        sampled(density, (sample) => ({
          action_SBA: tf.transpose(sample.action_SBA, [1, 0, 2]),
          preSquash_SBA: tf.transpose(sample.preSquash_SBA!, [1, 0, 2]),
        })),
      'must be a tensor of shape [S, B, A] = [8192, 3, 1]',
    ],
    [
      'NaN far out',
      (density) => ({
        logProb: (sample, space) => {
          const { mean_BA, logStd_BA } = density.gaussian!;
          const within = tf.div(tf.sub(sample.preSquash_SBA!, mean_BA), tf.exp(logStd_BA));
          const gaussian_SB = tf.sum(
            tf.sub(tf.mul(-0.5, tf.add(tf.square(within), Math.log(2 * Math.PI))), logStd_BA),
            -1,
          );
          const slope_SBA = tf.sub(1, tf.square(tf.tanh(sample.preSquash_SBA!)));
          return space === 'u' ? gaussian_SB : tf.sub(gaussian_SB, tf.sum(tf.log(slope_SBA), -1));
        },
      }),
      'integrates to 1 in space "box"',
    ],
    [
      'a KL divergence in the wrong direction',
      (density) => ({ klTo: (other) => other.klTo?.(density) }),
      '`klTo` a reference density is',
    ],
    ['a missing member', () => ({ sample: undefined }) as never, 'gives its density `sample`'],
    ['a missing space', () => ({ spaces: ['u'] }), 'has the spaces that the plugin declares'],
    [
      'a mode outside',
      (density) => ({ mode: () => ({ action_SBA: tf.mul(3, density.mode!().action_SBA) }) }),
      'mode() lies where samples lie',
    ],
    [
      'a tensor that is kept',
      (density) => sampled(density, (sample) => ({ ...sample, action_SBA: tf.keep(sample.action_SBA) })),
      'frees every tensor',
    ],
  ])('refuses %s', (_fault, change, rule) => {
    expect(() => checkPrior(priorWith(change))).toThrow(broken(rule));
  });

  it('refuses log-probabilities averaged over dimensions', () => {
    const averaged = priorWith((density) => ({
      logProb: (...args) => tf.div(density.logProb!(...args), density.gaussian!.mean_BA.shape[1]!),
    }));
    expect(() => checkPrior(averaged)).toThrow(
      'on a box of 3 dimensions: samples fall into a region as often as the density says',
    );
  });

  it('refuses programs that depend on something but their arguments', () => {
    const counting = priorWith((density) => ({ logProb: (...args) => tf.add(density.logProb!(...args), called++) }));
    expect(() => checkPrior(counting)).toThrow(expect.objectContaining({ code: 'VEM_IMPURE_PROGRAM', slot: 'prior' }));
  });

  it.each<[string, Change, string]>([
    [
      'probabilities that do not add up',
      (density) => ({ logProb: (...args) => tf.add(density.logProb!(...args), 0.1) }),
      'probabilities add up to 1',
    ],
    [
      'actions as indices',
      (density) => sampled(density, ({ action_SBA }) => ({ action_SBA: tf.mul(2, action_SBA) })),
      'finite actions are one-hot',
    ],
    [
      'actions in another order',
      (density) => ({ enumerate: () => ({ logProb_BA: tf.reverse(density.enumerate!().logProb_BA, 1) }) }),
      '`enumerate` and `logProb` agree',
    ],
    [
      'samples in another order',
      (density) => sampled(density, ({ action_SBA }) => ({ action_SBA: tf.reverse(action_SBA, 2) })),
      'occur as often as',
    ],
  ])('refuses, over finitely many actions, %s', (_fault, change, rule) => {
    expect(() => checkPrior(finitePriorWith(change), { actions: [finite(3)] })).toThrow(broken(rule));
  });
});

describe('checkPosterior', () => {
  it('accepts a correct posterior', () => checkPosterior(posteriorWith()));

  it.each<[string, Parameters<typeof posteriorWith>, string]>([
    ['samples that parameters do not move', [undefined, (mean) => tf.mul(0, mean)], 'moves with the parameters'],
    [
      'a mode of the wrong shape',
      [(_density, mean_BA) => ({ mode: () => ({ action_SBA: tf.tanh(mean_BA) }) })],
      'must be a tensor of shape [S, B, A] = [1, 3, 1]',
    ],
    [
      'a KL divergence per dimension',
      [
        (density, mean_BA) => ({
          klTo: () => tf.add(tf.squeeze(tf.slice(mean_BA, [0, 0], [3, 1]), [1]), density.gaussian!.logStd_BA.shape[0]!),
        }),
      ],
      '`klTo` a reference density is',
    ],
  ])('refuses %s', (_fault, [change, pass], rule) => {
    expect(() => checkPosterior(posteriorWith(change, pass))).toThrow(broken(rule));
  });
});

/** A posterior that is weights on a batch: normalised exponentials of its advantages, with parts exchanged. */
const batchPosteriorWith = (change: (weight_SB: tf.Tensor) => Partial<WeightedSample>) =>
  definePlugin({
    slot: 'posterior',
    name: 'changed-weights',
    description: 'weights on a batch with a fault',
    config: z.strictObject({}),
    provides: ['weighted', 'perBatch'],
    requires: ['returns.advantage', 'behaviour.preSquash'],
    inject: [],
    create: () => ({
      program: (step) => ({
        infer: () => {
          const { action_BA, columns } = step.batch;
          const weight_SB = tf.expandDims(tf.softmax(tf.squeeze(columns.advantage, [1])), 0);
          const sample = { action_SBA: tf.expandDims(action_BA, 0) };
          const weighted = { sample, weight_SB, normalisation: 'perBatch' as const, ...change(weight_SB) };
          return { spaces: [], weighted: () => weighted };
        },
        loss: () => ({ losses: [] }),
      }),
    }),
  })();

/** A mixture of two Gaussians, ½ each at the start, whose samples may be drawn by other weights than its density has. */
const mixtureWith = (sampled: (weights_B2: tf.Tensor) => tf.Tensor) =>
  definePlugin({
    slot: 'posterior',
    name: 'mixture',
    description: 'a mixture with a fault',
    config: z.strictObject({}),
    provides: ['sample', 'logProb', 'space:u', 'space:box'],
    inject: [Tokens.action, Tokens.parameters],
    create: (_options, action, parameters) => {
      const width = action.kind === 'box' ? action.dimension : 0;
      parameters.group('posterior').declare('logits', [2], zeros);
      return {
        program: (step) => ({
          infer: (observation_BO) => {
            const rows = observation_BO.shape[0]!;
            const weights_B2 = tf.tile(tf.expandDims(tf.softmax(step.parameters('posterior').logits), 0), [rows, 1]);
            const parts = [-1, 1].map((mean) =>
              gaussianDensity(
                { mean_BA: tf.fill([rows, width], mean), logStd_BA: tf.fill([rows, width], -1) },
                'tanh',
                step.noise,
              ),
            );
            const joint = (part: number, sample: ActionSample, space: 'u' | 'box' | 'finite') =>
              tf.add(
                tf.log(tf.squeeze(tf.slice(weights_B2, [0, part], [rows, 1]), [1])),
                parts[part].logProb!(sample, space),
              );
            const logProb: Density['logProb'] = (sample, space) => {
              const [a, b] = [0, 1].map((part) => joint(part, sample, space));
              const largest = tf.maximum(a, b);
              return tf.add(largest, tf.log(tf.add(tf.exp(tf.sub(a, largest)), tf.exp(tf.sub(b, largest)))));
            };
            const sample = (count: number) => {
              const first_B1 = tf.slice(sampled(weights_B2), [0, 0], [rows, 1]);
              const chosen_SB1 = tf.cast(tf.less(step.noise.uniform([count, rows, 1]), first_B1), 'float32');
              const [a, b] = parts.map((part) => part.sample!(count).preSquash_SBA!);
              const u_SBA = tf.add(tf.mul(chosen_SB1, a), tf.mul(tf.sub(1, chosen_SB1), b));
              return { action_SBA: tf.tanh(u_SBA), preSquash_SBA: u_SBA };
            };
            return { spaces: ['u', 'box'], sample, logProb };
          },
          loss: () => ({ losses: [] }),
        }),
      };
    },
  })();

describe('checkPosterior at other parameters than those of the start', () => {
  const one = { actions: [box({ low: [-1], high: [1] })] };

  it('passes a mixture that draws by its weights', () =>
    checkPosterior(
      mixtureWith((weights) => weights),
      one,
    ));

  it('refuses one that draws by other weights, which are the same at the start', () => {
    const even = mixtureWith((weights_B2) => tf.fill(weights_B2.shape, 0.5));
    expect(() => checkPosterior(even, one)).toThrow(broken('samples'));
  });
});

describe('checkPosterior of weights on a batch', () => {
  it('passes correct ones, in boxes and over finite actions', () => checkPosterior(batchPosteriorWith(() => ({}))));

  it.each<[string, (weight_SB: tf.Tensor) => Partial<WeightedSample>, string]>([
    ['weights per state', () => ({ normalisation: 'perState' }), 'gives its belief `weighted`'],
    ['unnormalised weights', (weight_SB) => ({ weight_SB: tf.mul(2, weight_SB) }), 'add up to 1'],
    [
      'rows first',
      (weight_SB) => ({ weight_SB: tf.transpose(weight_SB) }),
      'must be a tensor of shape [S, B] = [1, 8]',
    ],
    [
      'negative weights',
      (weight_SB) => ({ weight_SB: tf.sub(tf.mul(3, weight_SB), tf.div(2, weight_SB.size)) }),
      'no weight is less than 0',
    ],
  ])('refuses %s', (_fault, change, rule) => {
    expect(() => checkPosterior(batchPosteriorWith(change))).toThrow(broken(rule));
  });
});
