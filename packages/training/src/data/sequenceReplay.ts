import { definePlugin, type Logger, type Progress, type Stream, Tokens, type Transitions } from '@vem/framework';
import { z } from 'zod';
import * as errors from './dataErrors.js';
import { kept, Replay } from './replay.js';

const config = z.strictObject({
  capacity: kept.capacity,
  length: z
    .int()
    .min(2)
    .max(1024)
    .default(10)
    .describe('T, steps of a sequence; 10 in Galashov et al. 2019, arXiv:1905.01240'),
  batchSize: z
    .int()
    .positive()
    .max(2 ** 20)
    .default(64)
    .describe(
      'B, sequences per batch, drawn uniformly with replacement; all T·B steps are learned from. 64 in Kapturowski et al. 2019, Recurrent Experience Replay in Distributed RL, table 2',
    ),
  burnIn: z
    .int()
    .nonnegative()
    .max(1024)
    .default(0)
    .describe(
      'steps before the T of each sequence, in which a memory is brought up to date from what was stored, without being learned from; 40 with T = 80 in Kapturowski et al. 2019, Recurrent Experience Replay in Distributed RL, section 3',
    ),
  startAfter: kept.startAfter,
});

/** Stretches of T steps of the latest transitions, as a data source. */
export class SequenceReplay extends Replay {
  readonly sequenceLength: number;
  readonly burnIn: number;
  readonly #capacity: number;

  constructor({ length, burnIn, ...options }: z.output<typeof config>, warn?: (text: string) => void) {
    super({ ...options, window: 1 }, undefined, warn);
    this.sequenceLength = length;
    this.burnIn = burnIn;
    this.#capacity = options.capacity;
  }

  /** Steps that are handed out of each. */
  get #steps(): number {
    return this.burnIn + this.sequenceLength;
  }

  override get indexed(): undefined {
    return undefined;
  }

  /** @throws VEM_SEQUENCE_CAPACITY, as it would never be ready, and what replay throws */
  override append(transitions: Transitions): void {
    const rows = this.#steps * transitions.count;
    if (rows > this.#capacity) throw errors.sequenceTooLong(this.#capacity, this.#steps, rows);
    super.append(transitions);
  }

  override ready(progress: Progress): boolean {
    return super.ready(progress) && this.ring.holdsStretch(this.#steps);
  }

  override fill(batch: Readonly<Record<string, Float32Array>>, stretches: number, stream: Stream): void {
    this.ring.fillStretches(batch, stretches, this.#steps, stream);
  }
}

/**
 * Keeps the latest transitions and hands out sequences of them. They begin anywhere, so the ends of episodes lie within some: the rows
 * say so, and what looks along time stops there. All rows are learned from, those behind an end too.
 */
export const sequenceReplay = definePlugin({
  slot: 'data',
  name: 'sequence-replay',
  description: 'Uniform draws of sequences from the latest transitions, whoever acted',
  source: { title: 'Kapturowski et al. 2019, Recurrent Experience Replay in Distributed Reinforcement Learning' },
  config,
  provides: ['replay', 'sequences', 'time', 'path'],
  refine: ({ burnIn }) => ({ requires: burnIn === 0 ? [] : ['memory.recurrent'] }),
  inject: [Tokens.logger],
  // Sources that are made by hand, without a run, have no logger.
  create: (options, logger?: Logger) => new SequenceReplay(options, (text) => logger?.warn(text)),
});
