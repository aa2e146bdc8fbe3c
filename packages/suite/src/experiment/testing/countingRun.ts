import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Evaluation,
  listCheckpoints,
  type Report,
  type StoredCheckpoint,
  type TrainOptions,
} from '@vem/framework';
import type { RunMaker } from '../makeRun.js';
import type { TrainableRun } from '../training.js';

export const evaluation = (episodes: number, meanReturn = -1): Evaluation => ({
  episodes,
  behaviour: 'mode',
  meanReturn,
  stdReturn: 0,
  returns: Array.from({ length: episodes }, () => meanReturn),
  lengths: Array.from({ length: episodes }, () => 10),
});

export interface Counting {
  /** What was done, in order. */
  readonly journal: string[];
  /** Fails at this step, by this. */
  readonly failAt?: number;
  readonly failure?: Error;
  /** Return of an evaluation at a step; default −1. */
  readonly returnAt?: (envSteps: number) => number;
}

/** A run that counts instead of learning, with folders for checkpoints. */
class CountingRun {
  readonly #counting: Counting;
  #envSteps: number;
  #listener: ((checkpoint: StoredCheckpoint) => void | Promise<void>) | undefined;
  #stored = -1;
  readonly engineDescription = 'an engine';
  readonly best = undefined;
  #disposed = false;

  constructor(counting: Counting, envSteps: number) {
    this.#counting = counting;
    this.#envSteps = envSteps;
  }

  async *train(options: TrainOptions): AsyncGenerator<Report> {
    const { envSteps: total, reportEvery = 0, evaluateEvery = 0, evaluateEpisodes = 0, checkpoints } = options;
    const { failAt = Number.POSITIVE_INFINITY, returnAt = () => -1 } = this.#counting;
    const keep = async () => {
      if (checkpoints && this.#stored !== this.#envSteps && !this.#disposed)
        await this.checkpoint(checkpoints.directory);
    };
    await keep();
    while (this.#envSteps < total) {
      this.#envSteps = Math.min(total, this.#envSteps + reportEvery);
      if (this.#envSteps >= failAt) throw this.#counting.failure;
      const { envSteps } = this;
      const due = envSteps % evaluateEvery === 0;
      let looked = false;
      try {
        yield {
          envSteps,
          updates: envSteps,
          episodes: 0,
          episodeReturn: undefined,
          metrics: {},
          ...(due ? { evaluation: evaluation(evaluateEpisodes, returnAt(envSteps)) } : {}),
        };
        looked = true;
      } finally {
        if (!looked) await keep();
      }
      if (checkpoints?.every && envSteps % checkpoints.every === 0) await keep();
    }
    await keep();
  }

  get envSteps(): number {
    return this.#envSteps;
  }

  get counters() {
    return { envSteps: this.#envSteps, updates: this.#envSteps, rollouts: 0, fraction: 0 };
  }

  on(_event: string, listener: (checkpoint: StoredCheckpoint) => void | Promise<void>): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = undefined;
    };
  }

  async checkpoint(directory: string): Promise<StoredCheckpoint> {
    const stored = {
      directory: join(directory, `at-${String(this.#envSteps).padStart(12, '0')}`),
      envSteps: this.#envSteps,
    };
    await mkdir(stored.directory, { recursive: true });
    this.#stored = this.#envSteps;
    this.#counting.journal.push(`checkpoint ${this.#envSteps}`);
    await this.#listener?.(stored);
    return stored;
  }

  evaluate = async ({ episodes }: { readonly episodes: number }) => evaluation(episodes);
  parameterHash = () => `hash of ${this.#envSteps}`;

  async save(directory: string): Promise<void> {
    this.#counting.journal.push(`save ${directory}`);
  }

  dispose(): void {
    if (!this.#disposed) this.#counting.journal.push('dispose');
    this.#disposed = true;
  }
}

/** Makes runs that count. */
export function countingRuns(counting: Counting): RunMaker {
  return {
    compose: (_config, logger) => {
      logger.warn('a learned prior with a fixed temperature');
      return new CountingRun(counting, 0) as TrainableRun;
    },
    resume: async (directory) => {
      const [checkpoint] = listCheckpoints(directory);
      counting.journal.push(`resume ${checkpoint.envSteps}`);
      const run = new CountingRun(counting, checkpoint.envSteps) as TrainableRun;
      return { run, checkpoint, damaged: [], inexact: [] };
    },
  };
}
