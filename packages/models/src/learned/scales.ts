import * as tf from '@tensorflow/tfjs-core';
import { constant, type ParameterStore, type Tensors, type VisitRows, zeros } from '@vem/framework';
import { type ReadNumber, setMoments } from './moments.js';

export const SCALE_GROUP = 'model/scale';

export interface Widths {
  readonly observation: number;
  /** Numbers of an action in programs. */
  readonly action: number;
}

const KINDS = ['mean', 'deviation', 'reach'] as const;

/**
 * What inputs (observation, action) and targets (change of the observation, reward) are scaled by: moments of the rows that the
 * last fit learned from. One-hot actions stay as they are.
 */
export class Scales {
  readonly #widths: Widths;
  readonly #scalesTargets: boolean;

  constructor(parameters: ParameterStore, widths: Widths, scalesTargets: boolean) {
    this.#widths = widths;
    this.#scalesTargets = scalesTargets;
    const group = parameters.group(SCALE_GROUP, {
      trained: false,
      contents: 'moments of the inputs and targets of a model',
    });
    const sizes = { input: widths.observation + widths.action, target: widths.observation + 1 };
    for (const [of, size] of Object.entries(sizes))
      for (const kind of KINDS) group.declare(`${of}/${kind}`, [size], kind === 'mean' ? zeros : constant(1));
  }

  /** @param own - the group's memory; @param isBox - whether actions are recorded as numbers */
  fit(own: Readonly<Record<string, Float32Array>>, rows: VisitRows, isBox: boolean): void {
    const { observation, action } = this.#widths;
    const each = (count: number, read: (i: number) => ReadNumber) => Array.from({ length: count }, (_, i) => read(i));
    const moments = (of: string) => ({
      mean: own[`${of}/mean`],
      deviation: own[`${of}/deviation`],
      reach: own[`${of}/reach`],
    });
    setMoments(moments('input'), rows, [
      ...each(observation, (i) => (columns, row) => columns.observation[row * observation + i]),
      ...each(isBox ? action : 0, (i) => (columns, row) => columns.action[row * action + i]),
    ]);
    if (!this.#scalesTargets) return;
    const change =
      (i: number): ReadNumber =>
      ({ nextObservation, observation: before }, row) =>
        nextObservation[row * observation + i] - before[row * observation + i];
    setMoments(moments('target'), rows, [...each(observation, change), (columns, row) => columns.reward[row]]);
  }

  /** [..., I] scaled; of observations alone where there are no more columns. */
  input(own: Tensors, x: tf.Tensor): tf.Tensor {
    const width = x.shape[x.rank - 1]!;
    const of = (kind: string) => tf.slice(own[`input/${kind}`], [0], [width]);
    return tf.div(tf.sub(x, of('mean')), of('deviation'));
  }

  /** [..., P], targets as members predict them. */
  target(own: Tensors, y: tf.Tensor): tf.Tensor {
    return tf.div(tf.sub(y, own['target/mean']), own['target/deviation']);
  }

  /** [..., P], the inverse of `target`. */
  outcome(own: Tensors, scaled: tf.Tensor): tf.Tensor {
    return tf.add(tf.mul(scaled, own['target/deviation']), own['target/mean']);
  }

  /** [B], 0 in the middle of the rows of the last fit, 1 at their border in some input, more beyond. */
  distance(own: Tensors, scaled_BI: tf.Tensor): tf.Tensor {
    return tf.max(tf.div(tf.abs(scaled_BI), own['input/reach']), -1);
  }
}
