import * as tf from '@tensorflow/tfjs-core';
import type { ImaginedStep, Noise } from '@vem/framework';
import type { Own, Predictions } from './predictions.js';

export interface Asked {
  readonly observation_BO: tf.Tensor;
  readonly action_BA: tf.Tensor;
}

/** Who answers for the rows of a step, and how rows are dealt to them. */
interface Dealing {
  /** [M], indices of the members that are asked. */
  readonly asked_M: tf.Tensor;
  /** [B, X] → [M, ⌈B/M⌉, X] */
  readonly dealt: (x_BX: tf.Tensor) => tf.Tensor;
  /** The inverse. */
  readonly gathered: (x_MBX: tf.Tensor) => tf.Tensor;
}

/**
 * Row i asks elite (i + offset) mod E, with a new offset in each step. So each row's member is uniform over the elite, a batch asks all
 * of them equally often, and nothing is computed in vain. Who has few rows asks fewer of them, M < E, row i the one at
 * (i mod M + offset) mod E: a product with a handful of rows takes as long as one with many.
 */
function dealing(elite_E: tf.Tensor, rows: number, rowsPerMember: number, draw: Pick<Noise, 'uniform'>): Dealing {
  const [elites] = elite_E.shape as [number];
  const members = Math.max(1, Math.min(elites, Math.floor(rows / rowsPerMember)));
  const perMember = Math.ceil(rows / members);
  const offset = tf.floor(tf.mul(draw.uniform([1]), elites));
  const wrapped = (place: tf.Tensor) =>
    tf.sub(place, tf.mul(elites, tf.cast(tf.greaterEqual(place, elites), 'float32')));
  const indices = (place: tf.Tensor) => tf.cast(place, 'int32') as tf.Tensor1D;
  const turned_M = indices(wrapped(tf.add(tf.range(0, members), offset)));
  const back_M = indices(wrapped(tf.sub(tf.add(tf.range(0, members), elites), offset)));
  // Where all are asked their parameters stay in place, alike in every step, and the rows are turned.
  const isAll = members === elites;
  const turn = (x_MBX: tf.Tensor, by_M: tf.Tensor1D) => (isAll && elites > 1 ? tf.gather(x_MBX, by_M) : x_MBX);
  return {
    asked_M: tf.cast(isAll ? elite_E : tf.gather(elite_E, turned_M), 'int32'),
    dealt: (x_BX) => {
      const padded = tf.pad(x_BX as tf.Tensor2D, [
        [0, perMember * members - rows],
        [0, 0],
      ]);
      return turn(tf.transpose(tf.reshape(padded, [perMember, members, x_BX.shape[1]!]), [1, 0, 2]), back_M);
    },
    gathered: (x_MBX) => {
      const width = x_MBX.shape[2]!;
      const inOrder = tf.reshape(tf.transpose(turn(x_MBX, turned_M), [1, 0, 2]), [perMember * members, width]);
      return tf.slice(inOrder, [0, 0], [rows, width]);
    },
  };
}

/**
 * One imagined step, each row by one of the elite at random.
 *
 * @param elite_E - indices of members
 * @param noise - absent: the mean of what follows
 */
export function imaginedStep(
  predictions: Predictions,
  own: Own,
  elite_E: tf.Tensor,
  { observation_BO, action_BA }: Asked,
  draw: Pick<Noise, 'uniform'>,
  noise?: Pick<Noise, 'normal'>,
): ImaginedStep {
  const [rows] = observation_BO.shape as [number, number];
  const { asked_M, dealt, gathered } = dealing(elite_E, rows, predictions.rowsPerMember, draw);

  const input_BI = tf.concat([observation_BO, action_BA], 1);
  const scaled_BI = predictions.scales.input(own.scale, input_BI);
  const { mean, logVariance } = predictions.outcomeOf(own, gathered(predictions.raw(own, dealt(scaled_BI), asked_M)));
  const outcome_BP =
    logVariance && noise
      ? tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVariance)), noise.normal([rows, predictions.observation + 1])))
      : mean;
  const [change_BO, reward_B1] = tf.split(
    predictions.scales.outcome(own.scale, outcome_BP),
    [predictions.observation, 1],
    1,
  );
  const next_BO = tf.add(observation_BO, change_BO);
  const logit = predictions.continuation(own, dealt(predictions.scales.input(own.scale, next_BO)), asked_M);
  return {
    next_BO,
    reward_B: tf.squeeze(reward_B1, [1]),
    continue_B: logit ? tf.squeeze<tf.Tensor>(gathered(tf.expandDims(tf.sigmoid(logit), 2)), [1]) : tf.ones([rows]),
    distance_B: predictions.scales.distance(own.scale, scaled_BI),
  };
}
