import * as tf from '@tensorflow/tfjs-core';
import type { RequestInput, TensorSpec } from '@vem/compiler';
import type { MemoryProgram } from '../slots/memory.js';
import type { NormaliserProgram } from '../slots/programs.js';
import type { BatchLayout } from './batchLayout.js';
import { names } from './names.js';
import { type RecalledRows, recall } from './recall.js';

const spec = (shape: readonly number[]): TensorSpec => ({ shape, dtype: 'float32' });

interface ObservationParts {
  readonly own_BO: tf.Tensor;
  /** What the behaviour carries. */
  readonly carried_BC: tf.Tensor | undefined;
  /** What was remembered before. */
  readonly stored_BM: tf.Tensor | undefined;
}

/** Parts of observations side by side, those that are there. */
export const joined = (own_BO: tf.Tensor, ...behind: readonly (tf.Tensor | undefined)[]): tf.Tensor => {
  const parts = [own_BO, ...behind.filter((part) => part !== undefined)];
  return parts.length === 1 ? own_BO : tf.concat(parts, 1);
};

/** What observations are made of; programs are opened when they are first needed. */
interface Sources {
  /** O, numbers in the environment's observation. */
  readonly observation: number;
  /** M, numbers that are remembered; 0 without a memory. */
  readonly remembered: number;
  readonly normaliser: (() => NormaliserProgram) | undefined;
  readonly memory: (() => MemoryProgram) | undefined;
  readonly request: RequestInput;
}

/** Observations as programs see them, from what was recorded: normalised, and with what is remembered behind them. */
export class SeenObservations {
  readonly #from: Sources;

  constructor(from: Sources) {
    this.#from = from;
  }

  /**
   * Observations as programs see them: normalised, and with what is remembered with them.
   *
   * @param raw_BO - the environment's, [B, O], or with what is carried behind it, what was remembered before last
   * @param before_BM - what was remembered before, where that is known better
   */
  observation(raw_BO: tf.Tensor, before_BM?: tf.Tensor): tf.Tensor {
    const { own_BO, carried_BC, stored_BM } = this.#parts(raw_BO);
    const after_BM = stored_BM && this.remembered(own_BO, before_BM ?? stored_BM);
    return joined(own_BO, carried_BC, after_BM);
  }

  /** [B, O], the environment's own numbers as programs see them. */
  own(raw_BO: tf.Tensor): tf.Tensor {
    return this.#from.normaliser ? this.#from.normaliser().observation(raw_BO) : raw_BO;
  }

  /** [B, M], what is remembered with such observations. */
  remembered(own_BO: tf.Tensor, before_BM: tf.Tensor): tf.Tensor {
    const memory = this.#from.memory!();
    return memory.next(memory.read(own_BO), before_BM);
  }

  /** A row's observation, normalised, and what stands behind it. */
  #parts(raw_BO: tf.Tensor): ObservationParts {
    const { observation, normaliser } = this.#from;
    const [rows, width] = raw_BO.shape as [number, number];
    const remembered = width === observation ? 0 : this.#from.remembered;
    const between = (from: number, to: number) =>
      from === to ? undefined : tf.slice(raw_BO, [0, from], [rows, to - from]);
    const whole = width === observation || (!normaliser && remembered === 0);
    return {
      own_BO: whole && width !== observation ? raw_BO : this.own(whole ? raw_BO : between(0, observation)!),
      carried_BC: whole ? undefined : between(observation, width - remembered),
      stored_BM: remembered === 0 ? undefined : between(width - remembered, width),
    };
  }

  /** Observations of the batch's rows, with what is remembered along sequences. */
  recalled(raw_BO: tf.Tensor, layout: BatchLayout): tf.Tensor {
    const { time, burnIn } = layout;
    if (!this.#from.memory || !time || burnIn === undefined) return this.observation(raw_BO);
    const { carried_BC, ...row } = this.#parts(raw_BO);
    const rowsOf = (
      { own_BO, stored_BM }: Omit<ObservationParts, 'carried_BC'>,
      steps: number,
      input: (column: string) => string,
    ): RecalledRows => {
      const flag = (column: string) => this.#from.request(input(column), spec([steps * time.count]));
      const ended_B = tf.maximum(flag('terminated'), flag('truncated'));
      return { own_BO, stored_BM: stored_BM!, ended_B, time: { steps, count: time.count } };
    };
    const before = () => {
      const raw = this.#from.request(names.before('observation'), spec([burnIn * time.count, raw_BO.shape[1]!]));
      return rowsOf(this.#parts(raw), burnIn, names.before);
    };
    const rows = rowsOf(row, time.steps, names.batch);
    const after_BM = recall(this.#from.memory(), rows, burnIn === 0 ? undefined : before());
    return joined(row.own_BO, carried_BC, after_BM);
  }

  /**
   * What the batch's rows led to, with what is remembered from their own observations on.
   *
   * @param seen - [B, O], theirs as programs see them
   */
  following(raw_BO: tf.Tensor, seen: () => tf.Tensor, layout: BatchLayout): tf.Tensor {
    const { memory, remembered } = this.#from;
    // What a window led to lies further on.
    if (!memory || layout.windowLength !== undefined) return this.observation(raw_BO);
    const observation_BO = seen();
    const [rows, width] = observation_BO.shape as [number, number];
    return this.observation(raw_BO, tf.slice(observation_BO, [0, width - remembered], [rows, remembered]));
  }
}
