import * as tf from '@tensorflow/tfjs-core';
import { detach, type ImaginedStep, type StepContext } from '@vem/framework';

/** What a particle's step is worth beyond its reward, in reward units, [R]. */
export interface Ahead {
  /** Added to the weight now. */
  readonly added_R: tf.Tensor;
  /** Subtracted from it at the next step: the same numbers, or the weights are wrong. */
  readonly owed_R: tf.Tensor;
}

/** Looks ahead of a step that was imagined. @param goesOn_R - 1 where the particle's episode goes on */
export type Twist = (
  step: StepContext,
  from: { readonly observation_RO: tf.Tensor; readonly action_RA: tf.Tensor },
  imagined: ImaginedStep,
  goesOn_R: tf.Tensor,
) => Ahead;

/** V(s′) of the very state that the particle goes to. */
export const singleSample: Twist = (step, _from, { next_BO }, goesOn_R) => {
  const value_R = tf.mul(goesOn_R, detach(step.bootstrap.value(next_BO)));
  return { added_R: value_R, owed_R: value_R };
};

/** α log E_{s″} exp(V(s″)/α) over so many further draws from the model. */
export const expectation =
  (draws: number): Twist =>
  (step, { observation_RO, action_RA }) => {
    const alpha = step.temperature.alpha();
    const rows = observation_RO.shape[0]!;
    const { next_BO, continue_B } = step.model.step!(
      tf.tile(observation_RO, [draws, 1]),
      tf.tile(action_RA, [draws, 1]),
    );
    const value_KR = tf.reshape(detach(step.bootstrap.value(next_BO)), [draws, rows]);
    const continue_KR = tf.reshape(continue_B, [draws, rows]);
    // An episode that ends is worth 0, and does so with its probability.
    const ended_KR = tf.sub(1, continue_KR);
    const level_1R = tf.maximum(tf.max(value_KR, 0, true), 0);
    const relative = (x: tf.Tensor) => tf.exp(tf.div(tf.sub(x, level_1R), alpha));
    const weight_KR = tf.add(
      tf.mul(continue_KR, relative(value_KR)),
      tf.mul(ended_KR, relative(tf.zerosLike(value_KR))),
    );
    const value_R = tf.squeeze<tf.Tensor>(tf.add(level_1R, tf.mul(alpha, tf.log(tf.mean(weight_KR, 0, true)))), [0]);
    return { added_R: value_R, owed_R: value_R };
  };
