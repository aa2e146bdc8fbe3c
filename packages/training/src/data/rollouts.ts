import { type DataColumn, definePlugin } from '@vem/framework';
import { z } from 'zod';
import { type Collecting, RolloutMemory, type RolloutOptions } from './rolloutMemory.js';
import { RolloutSource } from './rolloutSource.js';

const PAPER = 'Schulman et al. 2017, arXiv:1707.06347, table 3';

const config = z.strictObject({
  length: z
    .int()
    .positive()
    .default(2048)
    .describe(`T, steps of each environment that are learned from together. 2048: ${PAPER}.`),
  epochs: z.int().positive().default(10).describe(`Times that each row is learned from. 10: ${PAPER}.`),
  batchSize: z
    .union([z.int().positive(), z.literal('all')])
    .default(64)
    .describe(
      `Rows per update, a divisor of length × environments; "all": the whole roll-out, in order of time. 64: ${PAPER}.`,
    ),
});

/** How steps are collected, and the columns that come with that. */
export interface Collection {
  readonly adds: readonly DataColumn[];
  readonly collecting: Collecting;
}

/** The latest roll-out, as a data source. */
export class Rollouts extends RolloutSource<RolloutMemory> {
  /** @param available - bytes of memory that there are; @param collection - default: T steps of each environment */
  constructor(options: RolloutOptions, available?: number, { adds, collecting }: Partial<Collection> = {}) {
    super(new RolloutMemory(options, available, collecting), adds);
  }

  /** Known once `rollouts.open` has told the number of environments, if it is all rows. */
  get batchSize(): number {
    return this.memory.batchSize;
  }
}

/**
 * Keeps the latest roll-out, T steps of N environments, and hands it out for some epochs, as minibatches or whole: for
 * on-policy learning.
 */
export const rollouts = definePlugin({
  slot: 'data',
  name: 'rollouts',
  description: 'The latest steps of all environments, each once per epoch, then forgotten',
  source: {
    title: 'Schulman et al. 2017, Proximal Policy Optimization Algorithms',
    arxiv: '1707.06347',
    where: 'algorithm 1',
  },
  config,
  provides: ['onPolicy', 'rollouts', 'time', 'path'],
  inject: [],
  create: (options) => new Rollouts(options),
});
