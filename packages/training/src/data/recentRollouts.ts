import { definePlugin } from '@vem/framework';
import { z } from 'zod';
import { RecentRolloutMemory, type RecentRolloutOptions } from './recentRolloutMemory.js';
import { RolloutSource } from './rolloutSource.js';

const CODE = 'the public code of Peng et al. 2019, arXiv:1910.00177';

const config = z.strictObject({
  length: z
    .int()
    .positive()
    .default(2048)
    .describe(`T, steps of each environment between one time of learning and the next. 2048: ${CODE}.`),
  capacity: z
    .int()
    .positive()
    .default(50_000)
    .describe(`Rows that are kept at most; of roll-outs, as many whole ones as fit. 50 000: ${CODE}.`),
  batchSize: z.int().positive().default(256).describe(`Rows per batch, drawn from all roll-outs. 256: ${CODE}.`),
  updates: z
    .int()
    .positive()
    .default(1)
    .describe('Updates per roll-out. 1: entries of the schedule say how often, and on which batches of their own.'),
});

/** The latest roll-outs, as a data source. */
export class RecentRollouts extends RolloutSource<RecentRolloutMemory> {
  readonly batchSize: number;

  /** @param available - bytes of memory that there are */
  constructor(options: RecentRolloutOptions, available?: number) {
    super(new RecentRolloutMemory(options, available));
    this.batchSize = options.batchSize;
  }
}

/**
 * Keeps the latest roll-outs whole, as many as fit, for learning from what earlier policies did: whenever another one is
 * there, the returns look along all of them anew, with the newest values, and batches are drawn from all their rows.
 */
export const recentRollouts = definePlugin({
  slot: 'data',
  name: 'recent-rollouts',
  description: 'The latest roll-outs, looked along anew with the newest values, rows drawn from all of them',
  source: {
    title: 'Peng et al. 2019, Advantage-Weighted Regression: Simple and Scalable Off-Policy Reinforcement Learning',
    arxiv: '1910.00177',
    where: 'algorithm 1',
  },
  config,
  provides: ['rollouts', 'time', 'path'],
  inject: [],
  create: (options) => new RecentRollouts(options),
});
