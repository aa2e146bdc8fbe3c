import type { Initialiser } from '../parameters/group.js';
import type { Stream } from '../random/stream.js';

export const zeros: Initialiser = (target) => {
  target.fill(0);
};

export const constant =
  (value: number): Initialiser =>
  (target) => {
    target.fill(value);
  };

const uniformWithin = (target: Float32Array, bound: number, stream: Stream) => {
  for (let i = 0; i < target.length; i++) target[i] = (2 * stream.uniform() - 1) * bound;
};

/** U(±1/√fanIn), for kernels and biases alike: the default of the libraries whose scores are compared with. */
export const fanInUniform =
  (fanIn: number): Initialiser =>
  (target, _shape, stream) =>
    uniformWithin(target, 1 / Math.sqrt(fanIn), stream);

/** U(±√(6 / (fanIn + fanOut))), Glorot and Bengio 2010. */
export const glorotUniform: Initialiser = (target, shape, stream) =>
  uniformWithin(target, Math.sqrt(6 / (shape[0] + shape[shape.length - 1])), stream);

/** N(0, 1/fanIn), LeCun et al. 1998; [fanIn, fanOut]. */
export const lecunNormal: Initialiser = (target, [fanIn], stream) => {
  stream.fillNormal(target);
  for (let i = 0; i < target.length; i++) target[i] /= Math.sqrt(fanIn);
};

/**
 * g times a matrix with orthonormal columns, or rows where there are fewer of them: Saxe et al. 2014, arXiv:1312.6120. Drawn
 * from the uniform distribution over such matrices, by orthogonalising normal numbers.
 *
 * @param gain - g; √2 for hidden layers and .01 for the last one of a policy in the public code of arXiv:1707.06347
 */
export const orthogonal =
  (gain: number): Initialiser =>
  (target, [rows, columns], stream) => {
    const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
    const vectors = orthonormal(count, length, stream);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        target[row * columns + column] = gain * (rows < columns ? vectors[row][column] : vectors[column][row]);
  };

/** So many orthonormal vectors, by the modified Gram-Schmidt process, twice for its rounding errors. */
function orthonormal(count: number, length: number, stream: Stream): Float64Array[] {
  const vectors: Float64Array[] = [];
  const drawn = new Float32Array(length);
  while (vectors.length < count) {
    stream.fillNormal(drawn);
    const vector = Float64Array.from(drawn);
    for (let round = 0; round < 2; round++)
      for (const other of vectors) {
        const overlap = dot(vector, other);
        for (let i = 0; i < length; i++) vector[i] -= overlap * other[i];
      }
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  return vectors;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
