import * as tf from '@tensorflow/tfjs-core';
import { detach, type Tensors } from '@vem/compiler';
import { z } from 'zod';
import type { ParameterGroup } from '../parameters/group.js';
import type { ParameterStore } from '../parameters/store.js';
import type { HostContext, HostOutcome } from '../slots/host.js';
import type { Phase } from '../slots/outcome.js';
import type { Progress } from '../slots/progress.js';
import type { StepContext } from '../slots/step.js';
import { constant, zeros } from './initialisers.js';

const PAPER = 'Bhatt et al. 2024, arXiv:1902.05605';
/** Added to variances, in squared units of what is normalised; 1e-3 in the public code of arXiv:1902.05605. */
const EPSILON = 1e-3;
/** How far renormalisation may scale and shift; 3 and 5 in Ioffe 2017, arXiv:1702.03275, section 4.1. */
const MOST_SCALE = 3;
const MOST_SHIFT = 5;

const RENORMALISED = 'renormalised';
const BATCH_MEAN = 'batchMean';
const BATCH_VARIANCE = 'batchVariance';

/** Options of plugins whose networks are normalised over the batch. */
export const batchNormOptions = {
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0.99)
    .describe(`share of the running mean and variance that each update keeps; .99 in the public code of ${PAPER}`),
  renormaliseAfter: z
    .int()
    .min(0)
    .default(100_000)
    .describe(
      `updates before batches are renormalised, scaled and shifted towards the running statistics by as much as the batch's differ from them (Ioffe 2017, arXiv:1702.03275); 100 000 in the public code of ${PAPER}`,
    ),
};

export type BatchNormOptions = z.output<z.ZodObject<typeof batchNormOptions>>;

/** By which statistics units are normalised: those of the rows at hand, or running ones. */
export interface Normalising {
  /** [B, H], mean 0 and variance 1 by these statistics. @param place - where in the group's networks */
  normalise(place: string, x_BH: tf.Tensor): tf.Tensor;
}

/** The normalisation as one program sees it. */
export interface OpenBatchNorm {
  /** By running statistics: each row by itself, as in acting. */
  readonly running: Normalising;
  /** By the rows at hand, which couples them; once per place. What they were is published as `results`. */
  readonly batch: Normalising;
  /** For `conclude`; complete once every place was normalised by the rows at hand. */
  results(): Tensors;
}

/** [B, H], (x − mean) / √(variance + ε). */
const standardised = (x_BH: tf.Tensor, mean_H: tf.Tensor, variance_H: tf.Tensor): tf.Tensor =>
  tf.mul(tf.sub(x_BH, mean_H), tf.rsqrt(tf.add(variance_H, EPSILON)));

/**
 * [B, H] normalised by the batch, then, by the share w, moved to where running statistics would have put it: r (x − μ)/σ + d, r and d
 * without gradient. Ioffe 2017, arXiv:1702.03275, algorithm 1; w = 0 is Ioffe and Szegedy 2015, arXiv:1502.03167.
 */
export function batchRenormalised(
  x_BH: tf.Tensor,
  batch: { readonly mean: tf.Tensor; readonly variance: tf.Tensor },
  running: { readonly mean: tf.Tensor; readonly variance: tf.Tensor },
  share: tf.Tensor,
): tf.Tensor {
  const std = ({ variance }: { readonly variance: tf.Tensor }) => tf.sqrt(tf.add(variance, EPSILON));
  const scale_H = tf.clipByValue(tf.div(std(batch), std(running)), 1 / MOST_SCALE, MOST_SCALE);
  const shift_H = tf.clipByValue(tf.div(tf.sub(batch.mean, running.mean), std(running)), -MOST_SHIFT, MOST_SHIFT);
  const scaled_BH = tf.mul(
    standardised(x_BH, batch.mean, batch.variance),
    detach(tf.add(1, tf.mul(share, tf.sub(scale_H, 1)))),
  );
  return tf.add(scaled_BH, detach(tf.mul(share, shift_H)));
}

/** Normalisation over the batch of a group's networks: what is learned of it, and what is counted. */
export class BatchNorm {
  readonly #group: ParameterGroup;
  readonly #counted: ParameterGroup;
  readonly #options: BatchNormOptions;
  /** Widths by place, in the order of declaration. */
  readonly #places = new Map<string, number>();

  /** Declares the group of running statistics, `<group>Statistics`. @param group - of the networks */
  constructor(parameters: ParameterStore, group: ParameterGroup, options: BatchNormOptions) {
    this.#group = group;
    this.#counted = parameters.group(`${group.name}Statistics`, { trained: false });
    this.#options = options;
  }

  /** A place where `width` units are normalised, and then scaled and shifted by what is learned. */
  declare(place: string, width: number): void {
    this.#places.set(place, width);
    this.#group.declare(`${place}/batchScale`, [width], constant(1)).declare(`${place}/batchOffset`, [width], zeros);
    this.#counted.declare(`${place}/mean`, [width], zeros).declare(`${place}/variance`, [width], constant(1));
  }

  /** For the slot's `scalars`. */
  readonly scalars = ({ updates }: Progress): Readonly<Record<string, number>> => ({
    [RENORMALISED]: updates >= this.#options.renormaliseAfter ? 1 : 0,
  });

  open(step: StepContext): OpenBatchNorm {
    const seen = new Map<string, { readonly mean: tf.Tensor; readonly variance: tf.Tensor }>();
    const runningAt = (place: string) => {
      const counted = step.parameters(this.#counted.name);
      return { mean: counted[`${place}/mean`], variance: counted[`${place}/variance`] };
    };
    const learned = (place: string, x_BH: tf.Tensor) => {
      const parameters = step.parameters(this.#group.name);
      return tf.add(tf.mul(x_BH, parameters[`${place}/batchScale`]), parameters[`${place}/batchOffset`]);
    };
    return {
      running: {
        normalise: (place, x_BH) => {
          const { mean, variance } = runningAt(place);
          return learned(place, standardised(x_BH, mean, variance));
        },
      },
      batch: {
        normalise: (place, x_BH) => {
          const mean = tf.mean(x_BH, 0);
          const batch = { mean, variance: tf.mean(tf.square(tf.sub(x_BH, mean)), 0) };
          seen.set(place, batch);
          return learned(place, batchRenormalised(x_BH, batch, runningAt(place), step.scalar(RENORMALISED)));
        },
      },
      results: () => {
        const all = (what: 'mean' | 'variance') =>
          tf.concat([...this.#places.keys()].map((place) => detach(seen.get(place)![what])));
        return { [BATCH_MEAN]: all('mean'), [BATCH_VARIANCE]: all('variance') };
      },
    };
  }

  /** Moves the running statistics: to be called when the phase that published `results` concludes. */
  conclude(host: HostContext, phase: Phase): HostOutcome {
    const counted = host.parameters(this.#counted.name);
    const [mean, variance] = [BATCH_MEAN, BATCH_VARIANCE].map((name) => host.result(phase, name)!);
    const { momentum } = this.#options;
    const move = (running: Float32Array, batch: Float32Array, from: number) => {
      for (let i = 0; i < running.length; i++) running[i] += (1 - momentum) * (batch[from + i] - running[i]);
    };
    let from = 0;
    for (const [place, width] of this.#places) {
      move(counted[`${place}/mean`], mean, from);
      move(counted[`${place}/variance`], variance, from);
      from += width;
    }
    return {};
  }
}
