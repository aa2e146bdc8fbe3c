import * as tf from '@tensorflow/tfjs-core';

/** Lower triangular matrices at each of B states: entry (i, j), j ≤ i, is [B]. */
export type Triangle = readonly (readonly tf.Tensor[])[];

/** Keeps roots off 0 where samples lie in a plane. */
const LEAST = 1e-12;

/** L with L Lᵀ = C, column by column; C [B, A, A] symmetric. A is small: the loop is unrolled. */
export function cholesky(covariance_BAA: tf.Tensor): Triangle {
  const rows = tf.unstack(covariance_BAA, 1).map((row_BA) => tf.unstack(row_BA, 1));
  const triangle: tf.Tensor[][] = rows.map(() => []);
  for (const [i, row] of rows.entries())
    for (let j = 0; j <= i; j++) {
      let rest = row[j];
      for (let k = 0; k < j; k++) rest = tf.sub(rest, tf.mul(triangle[i][k], triangle[j][k]));
      triangle[i][j] = i === j ? tf.sqrt(tf.maximum(rest, LEAST)) : tf.div(rest, triangle[j][j]);
    }
  return triangle;
}

/** Diagonal ones. @param std_BA - [B, A] */
export function diagonal(std_BA: tf.Tensor): Triangle {
  const entries = tf.unstack(std_BA, 1);
  return entries.map((std_B, i) => [...Array.from({ length: i }, () => tf.zerosLike(std_B)), std_B]);
}

/** L x of [S, B, A]. */
export function multiplied(triangle: Triangle, x_SBA: tf.Tensor): tf.Tensor {
  const x = tf.unstack(x_SBA, 2);
  const rows = triangle.map((row) =>
    row.map((entry_B, j) => tf.mul(entry_B, x[j])).reduce((sum, term) => tf.add(sum, term)),
  );
  return tf.stack(rows, 2);
}

/** L⁻¹ y of [S, B, A], by forward substitution. */
export function solved(triangle: Triangle, y_SBA: tf.Tensor): tf.Tensor {
  const x: tf.Tensor[] = [];
  for (const [i, y_SB] of tf.unstack(y_SBA, 2).entries()) {
    let rest: tf.Tensor = y_SB;
    for (let j = 0; j < i; j++) rest = tf.sub(rest, tf.mul(triangle[i][j], x[j]));
    x.push(tf.div(rest, triangle[i][i]));
  }
  return tf.stack(x, 2);
}

/** [B], log det L. */
export function logDeterminant(triangle: Triangle): tf.Tensor {
  return triangle.map((row, i) => tf.log(row[i])).reduce((sum, term) => tf.add(sum, term));
}
