import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import type { Stretch } from '../slots/batch.js';
import type { MemoryProgram } from '../slots/memory.js';

/** Rows of sequences, time first. */
export interface RecalledRows {
  /** [T·N, O], the environment's own observations. */
  readonly own_BO: tf.Tensor;
  /** [T·N, M], what was remembered before each when it was recorded. */
  readonly stored_BM: tf.Tensor;
  /** [T·N], 1 where the next row does not follow. */
  readonly ended_B: tf.Tensor;
  readonly time: Stretch;
}

/** What sequences leave behind them. */
interface Left {
  /** [T·N, M], what is remembered with each observation. */
  readonly after_BM: tf.Tensor;
  /** [N, M] and [N], of the last step. */
  readonly last_NM: tf.Tensor;
  readonly ended_N: tf.Tensor;
}

const steps = (x: tf.Tensor, { steps: count }: Stretch): tf.Tensor[] => (count === 1 ? [x] : tf.split(x, count, 0));

/** Goes along rows, from what was stored or from what others left; where an episode began within, from what was stored there. */
function along({ read, next }: MemoryProgram, rows: RecalledRows, begun?: Left): Left {
  const { own_BO, stored_BM, ended_B, time } = rows;
  const read_TNX = steps(read(own_BO), time);
  const stored_TNM = steps(stored_BM, time);
  const ended_TN = steps(ended_B, time);
  const after: tf.Tensor[] = [];
  let before: Pick<Left, 'last_NM' | 'ended_N'> | undefined = begun;
  for (const [t, read_NX] of read_TNX.entries()) {
    const stored_NM = stored_TNM[t];
    const isNew_N1 = before && tf.expandDims(before.ended_N, 1);
    const from_NM: tf.Tensor =
      before && isNew_N1 ? tf.add(tf.mul(isNew_N1, stored_NM), tf.mul(tf.sub(1, isNew_N1), before.last_NM)) : stored_NM;
    after.push(next(read_NX, from_NM));
    before = { last_NM: after[t], ended_N: ended_TN[t] };
  }
  return { after_BM: after.length === 1 ? after[0] : tf.concat(after, 0), ...before! };
}

/**
 * [T·N, M], what is remembered at each row with the parameters of now, from what was stored at the first one: Kapturowski et al. 2019,
 * Recurrent Experience Replay in Distributed RL, section 3. Gradients flow along time; through the steps before, which only wake the
 * memory up (burn-in), they do not.
 */
export function recall(memory: MemoryProgram, rows: RecalledRows, before?: RecalledRows): tf.Tensor {
  if (!before) return along(memory, rows).after_BM;
  const { last_NM, ...left } = along(memory, before);
  return along(memory, rows, { ...left, last_NM: detach(last_NM) }).after_BM;
}
