export {
  type ConjugateGradientLimits,
  type ConjugateGradientResult,
  conjugateGradient,
  type MatrixProduct,
} from './conjugateGradient.js';
export { type MinimiseOptions, type Minimum, minimise, QuasiNewton } from './quasiNewton.js';
export { addScaled, dot, type Vector } from './vectors.js';
export type { SmoothFunction } from './wolfeSearch.js';
