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
