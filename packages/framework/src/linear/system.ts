import type { Matrix } from './matrices.js';

/**
 * A linear system with Gaussian noise and quadratic cost: s ← A s + B a + N(0, W), reward −½ (sᵀ Q s + aᵀ R a) at the state
 * that the action is taken in, start N(m, Σ). Time goes on for ever.
 */
export interface LinearSystem {
  /** A, [n, n] */
  readonly stateGain: Matrix;
  /** B, [n, m]; actions in the environment's own units. */
  readonly actionGain: Matrix;
  /** W, [n, n] */
  readonly noiseCovariance: Matrix;
  /** Q, [n, n], symmetric */
  readonly stateCost: Matrix;
  /** R, [m, m], symmetric */
  readonly actionCost: Matrix;
  /** m, [n] */
  readonly startMean: Float64Array;
  /** Σ, [n, n] */
  readonly startCovariance: Matrix;
}
