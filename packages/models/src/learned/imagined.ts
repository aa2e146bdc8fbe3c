import * as tf from '@tensorflow/tfjs-core';
import type { ImaginedStep, Noise } from '@vem/framework';
import type { Own, Predictions } from './predictions.js';

export interface Asked {
  readonly observation_BO: tf.Tensor;
  readonly action_BA: tf.Tensor;
}

/**
 * One imagined step, each row by one of the elite at random: row i asks elite (i + offset) mod E with a new offset in each step.
 * So each row's member is uniform over the elite, a batch asks all of them equally often, and nothing is computed in vain.
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
  const [elites] = elite_E.shape as [number];
  const [rows] = observation_BO.shape as [number, number];
  const offset = tf.floor(tf.mul(draw.uniform([1]), elites));
  const turned_E = tf.add(tf.range(0, elites), offset);
  const place_E = tf.sub(turned_E, tf.mul(elites, tf.cast(tf.greaterEqual(turned_E, elites), 'float32')));
  const picked_E = tf.cast(tf.gather(elite_E, tf.cast(place_E, 'int32') as tf.Tensor1D), 'int32');

  const perElite = Math.ceil(rows / elites);
  /** [B, X] → [E, ⌈B/E⌉, X], rows i, i + E, … for elite i. */
  const dealt = (x_BX: tf.Tensor) => {
    const padded = tf.pad(x_BX as tf.Tensor2D, [
      [0, perElite * elites - rows],
      [0, 0],
    ]);
    return tf.transpose(tf.reshape(padded, [perElite, elites, x_BX.shape[1]!]), [1, 0, 2]);
  };
  const gathered = (x_EBX: tf.Tensor) => {
    const width = x_EBX.shape[2]!;
    return tf.slice(tf.reshape(tf.transpose(x_EBX, [1, 0, 2]), [perElite * elites, width]), [0, 0], [rows, width]);
  };

  const input_BI = tf.concat([observation_BO, action_BA], 1);
  const scaled_BI = predictions.scales.input(own.scale, input_BI);
  const { mean, logVariance } = predictions.outcome(own, dealt(scaled_BI), picked_E);
  const mean_BP = gathered(mean);
  const outcome_BP =
    logVariance && noise
      ? tf.add(
          mean_BP,
          tf.mul(tf.exp(tf.mul(0.5, gathered(logVariance))), noise.normal([rows, predictions.observation + 1])),
        )
      : mean_BP;
  const [change_BO, reward_B1] = tf.split(
    predictions.scales.outcome(own.scale, outcome_BP),
    [predictions.observation, 1],
    1,
  );
  const next_BO = tf.add(observation_BO, change_BO);
  const logit = predictions.continuation(own, dealt(predictions.scales.input(own.scale, next_BO)), picked_E);
  return {
    next_BO,
    reward_B: tf.squeeze(reward_B1, [1]),
    continue_B: logit ? tf.squeeze<tf.Tensor>(gathered(tf.expandDims(tf.sigmoid(logit), 2)), [1]) : tf.ones([rows]),
    distance_B: predictions.scales.distance(own.scale, scaled_BI),
  };
}
