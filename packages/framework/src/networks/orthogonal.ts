import type { Initialiser } from '../parameters/group.js';
import type { Stream } from '../random/stream.js';

/**
 * g times a matrix with orthonormal columns, or rows where there are fewer of them: Saxe et al. 2014, arXiv:1312.6120. Drawn
 * evenly from all such matrices (Haar), by orthogonalising normal numbers.
 *
 * @param gain - g
 */
export const orthogonal =
  (gain: number): Initialiser =>
  (target, [rows, columns], stream) => {
    const isWide = rows < columns;
    const vectors = isWide ? orthonormal(rows, columns, stream) : orthonormal(columns, rows, stream);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        target[row * columns + column] = gain * (isWide ? vectors[row][column] : vectors[column][row]);
  };

/** So many orthonormal vectors, by the modified Gram-Schmidt process: twice, as once is not exact enough. */
function orthonormal(count: number, length: number, stream: Stream): Float64Array[] {
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = new Float64Array(length);
    stream.fillNormal(vector);
    for (let round = 0; round < 2; round++) for (const other of vectors) removeShare(vector, other);
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  return vectors;
}

/** Takes out of a vector what it has of a unit vector. */
function removeShare(vector: Float64Array, unit: Float64Array): void {
  const share = dot(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i] -= share * unit[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
