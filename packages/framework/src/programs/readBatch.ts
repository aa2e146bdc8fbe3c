import * as tf from '@tensorflow/tfjs-core';
import { oneHot } from '../densities/oneHot.js';
import type { ActionSpace } from '../environment/spaces.js';
import type { Batch, Window } from '../slots/batch.js';
import { type BatchLayout, WINDOW_COLUMNS } from './batchLayout.js';

const STANDARD: ReadonlySet<string> = new Set([
  'observation',
  'action',
  'reward',
  'nextObservation',
  'terminated',
  'truncated',
  'weight',
  ...Object.values(WINDOW_COLUMNS),
]);

/** Where a batch's numbers come from, and how raw ones become what programs see. */
export interface BatchSource {
  readonly action: ActionSpace;
  /** The input of a column, of that shape. */
  input(column: string, shape: readonly number[]): tf.Tensor;
  /** What programs see of a row's observation. */
  observation(raw_BO: tf.Tensor): tf.Tensor;
  /** Of what the row led to. */
  next(raw_BO: tf.Tensor): tf.Tensor;
  reward(raw_B: tf.Tensor): tf.Tensor;
  /** Somebody reads how much each row counts. */
  weighed?(): void;
}

/** A batch that is read on demand: a column that no slot asks for never becomes an input. Each is read once. */
export function readBatch({ rows, columns: sizes, time, windowLength }: BatchLayout, source: BatchSource): Batch {
  const known = new Map<string, tf.Tensor>();
  const once = (name: string, make: () => tf.Tensor): tf.Tensor => {
    const tensor = known.get(name) ?? make();
    known.set(name, tensor);
    return tensor;
  };
  const read = (column: string, size = sizes[column]) => source.input(column, size === 1 ? [rows] : [rows, size]);
  const matrix = (column: string) => (sizes[column] === 1 ? tf.expandDims(read(column), 1) : read(column));
  const extra = Object.keys(sizes).filter((column) => !STANDARD.has(column));
  const columns = Object.defineProperties(
    {},
    Object.fromEntries(
      extra.map((column) => [
        column,
        { enumerable: true, get: () => once(column, () => source.input(column, [rows, sizes[column]])) },
      ]),
    ),
  ) as Batch['columns'];
  return {
    get observation_BO() {
      return once('observation', () => source.observation(matrix('observation')));
    },
    get action_BA() {
      return once('action', () => {
        if (source.action.kind === 'box') return matrix('action');
        return oneHot(read('action'), source.action.count);
      });
    },
    get reward_B() {
      return once('reward', () => source.reward(read('reward')));
    },
    get nextObservation_BO() {
      return once('nextObservation', () => source.next(matrix('nextObservation')));
    },
    get terminated_B() {
      return read('terminated');
    },
    get truncated_B() {
      return read('truncated');
    },
    get weight_B() {
      if (sizes.weight === undefined) return undefined;
      source.weighed?.();
      return once('weight', () => read('weight'));
    },
    columns,
    ...(time ? { time } : {}),
    ...(windowLength === undefined ? {} : { window: readWindow(rows, windowLength, source) }),
  };
}

function readWindow(rows: number, steps: number, source: BatchSource): Window {
  return {
    steps,
    count: rows,
    rows: {
      get reward_B() {
        const reward_BT = source.input(WINDOW_COLUMNS.reward, [rows, steps]);
        return source.reward(tf.reshape(tf.transpose(reward_BT), [steps * rows]));
      },
    },
    get length_B() {
      return source.input(WINDOW_COLUMNS.length, [rows]);
    },
  };
}
