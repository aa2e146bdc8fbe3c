import { definePlugin } from '@vem/framework';
import { z } from 'zod';
import { EpisodeRows, WEIGHT } from './episodeRows.js';
import { Rollouts } from './rollouts.js';

const config = z.strictObject({
  perEnvironment: z
    .int()
    .positive()
    .default(8)
    .describe(
      'K, whole episodes of each environment that are learned from together: a quota for each, because the first to finish would be the short ones',
    ),
  length: z
    .int()
    .positive()
    .default(1000)
    .describe(
      'T, rows that there are for each episode. Longer ones are cut there, as by a time limit; shorter ones are filled up with rows that do not count but cost as much to compute',
    ),
  mean: z
    .enum(['episodes', 'steps'])
    .default('episodes')
    .describe(
      'what losses are means over: `episodes`, of the sum over each one’s steps, which is the gradient of the expected return (Williams 1992); `steps`, of all episodes together, so that the size of a step does not grow with their length',
    ),
  visitDiscount: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe(
      'by how much less each further step of an episode counts, as it does in the gradient of the discounted return; 1, as nearly everywhere: all steps alike',
    ),
  epochs: z
    .int()
    .positive()
    .default(1)
    .describe('times that each row is learned from; 1: the policy moves, and acts anew'),
  batchSize: z
    .union([z.int().positive(), z.literal('all')])
    .default('all')
    .describe('rows per update, a divisor of length × episodes; "all": all of them, in order of time'),
});

/** The data source. */
export const collectEpisodes = (options: z.output<typeof config>): Rollouts =>
  new Rollouts(options, undefined, {
    adds: [WEIGHT],
    collecting: {
      stretches: (environments) => environments * options.perEnvironment,
      rows: (...of) => new EpisodeRows(...of, options),
    },
  });

/**
 * Whole episodes of unequal length, of the present policy, K of each environment; then forgotten. Programs have one shape, so all
 * are filled up to T rows, and the rows have weights, which losses must take (`meanOverRows`).
 *
 * With one environment no step is lost. With several, those that are done first go on acting until all are, and an episode that
 * is running when the policy changes is left out.
 */
export const episodes = definePlugin({
  slot: 'data',
  name: 'episodes',
  description: 'Whole episodes of the present policy, as many of each environment, then forgotten',
  source: {
    title: 'Williams 1992, Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning',
    where: 'section 5, episodic REINFORCE',
  },
  config,
  provides: ['onPolicy', 'rollouts', 'episodes', 'time', 'path'],
  requires: ['valueEstimator.rowWeights'],
  inject: [],
  create: (options) => collectEpisodes(options),
});
