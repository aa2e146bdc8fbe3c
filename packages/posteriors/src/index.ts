import type { AnyPlugin } from '@vem/framework';
import * as amortised from './amortised/index.js';
import * as exact from './exact/index.js';
import * as flexible from './flexible/index.js';
import * as gradientEstimators from './gradientEstimators/index.js';
import * as iterative from './iterative/index.js';
import * as perState from './perState/index.js';
import * as samples from './samples/index.js';
import * as temperatures from './temperatures/index.js';

export * from './amortised/index.js';
export * from './exact/index.js';
export { type Bijection, composed } from './flexible/flow/bijection.js';
export { coupling, partOf } from './flexible/flow/coupling.js';
export { rationalQuadraticSpline, splineSize } from './flexible/flow/spline.js';
export * from './flexible/index.js';
export * from './gradientEstimators/index.js';
export { signLog, standardisedComponents } from './iterative/encodings.js';
export * from './iterative/index.js';
export * from './perState/index.js';
export * from './samples/index.js';
export { nearestNeighbourEntropy } from './samples/nearestNeighbourEntropy.js';
export {
  leaveOneOut,
  medianBandwidth,
  type SteinDirection,
  type SteinParticles,
  steinDirection,
} from './samples/steinGradient.js';
export * from './temperatures/index.js';

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [
  amortised,
  iterative,
  perState,
  flexible,
  samples,
  exact,
  gradientEstimators,
  temperatures,
].flatMap((slot) => Object.values<AnyPlugin>(slot));
