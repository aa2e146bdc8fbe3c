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

/** Where normal numbers are cut off, and the standard deviation that is left of them. */
const CUT = 2;
const DEVIATION_WITHIN_CUT = 0.8796256610342398;

/**
 * [fanIn, fanOut], normal numbers of variance 1/fanIn, none of them more than two standard deviations of the uncut ones
 * from 0: LeCun et al. 1998, "Efficient BackProp", in the form of Keras, JAX and Flax.
 */
export const lecunNormal: Initialiser = (target, [fanIn], stream) => {
  const scale = 1 / (DEVIATION_WITHIN_CUT * Math.sqrt(fanIn));
  for (let i = 0; i < target.length; i++) {
    let drawn = stream.normal();
    while (Math.abs(drawn) > CUT) drawn = stream.normal();
    target[i] = scale * drawn;
  }
};

/** The same initial values, so many times as large; 0: none are drawn. */
export const scaled = (initialiser: Initialiser, factor: number): Initialiser => {
  if (factor === 1) return initialiser;
  if (factor === 0) return zeros;
  return (target, shape, stream) => {
    initialiser(target, shape, stream);
    for (let i = 0; i < target.length; i++) target[i] *= factor;
  };
};
