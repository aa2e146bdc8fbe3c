import * as errors from './linearErrors.js';
import {
  identity,
  inverse,
  type Matrix,
  matrix,
  product,
  scaled,
  sumOf,
  symmetric,
  trace,
  transposed,
} from './matrices.js';
import type { LinearSystem } from './system.js';

/** V(s) = −½ sᵀ P s + c. */
export interface QuadraticValue {
  /** P, [n, n] */
  readonly curvature: Matrix;
  /** c */
  readonly constant: number;
}

/** Q(s, a) = −½ (sᵀ Q_ss s + 2 sᵀ Q_sa a + aᵀ Q_aa a) + c. */
export interface QuadraticActionValue {
  readonly ofStates: Matrix;
  readonly mixed: Matrix;
  readonly ofActions: Matrix;
  readonly constant: number;
}

/** π(a|s) = N(−K s, Σ). */
export interface LinearGaussianPolicy {
  /** K, [m, n] */
  readonly gain: Matrix;
  /** Σ, [m, m] */
  readonly covariance: Matrix;
}

/** log p(a) = constant − ½ precision |a|²; precision 0 for a density that is flat. */
export interface GaussianPrior {
  readonly precision: number;
  readonly constant: number;
}

const quadraticForm = (left: Matrix, middle: Matrix, right: Matrix) =>
  product(product(transposed(left), middle), right);

/**
 * r + γ E V(s′): the Riccati recursion, Anderson and Moore 1990, section 2.4; noise costs ½ γ tr(P W).
 */
export function expectedQuadratic(system: LinearSystem, { curvature, constant }: QuadraticValue, discount: number) {
  return backedUp(system, curvature, constant - 0.5 * trace(product(curvature, system.noiseCovariance)), discount);
}

/**
 * r + γ α log E e^{V(s′)/α}, noise conditioned on success: P̃ = (P⁻¹ + W/α)⁻¹ takes the place of P, the risk-seeking case of
 * Jacobson 1973; Levine 2018, arXiv:1805.00909, section 2.3.
 */
export function likeliestQuadratic(
  system: LinearSystem,
  { curvature, constant }: QuadraticValue,
  alpha: number,
  discount: number,
) {
  const { noiseCovariance } = system;
  const spread = sumOf(identity(curvature.rows), product(noiseCovariance, curvature), 1 / alpha);
  const solved = inverse(spread);
  if (!solved) throw errors.notSolvable('I + W P / α');
  const sought = symmetric(product(curvature, solved.inverse));
  return backedUp(system, sought, constant - 0.5 * alpha * solved.logDeterminant, discount);
}

function backedUp(
  { stateGain, actionGain, stateCost, actionCost }: LinearSystem,
  curvature: Matrix,
  constant: number,
  discount: number,
): QuadraticActionValue {
  return {
    ofStates: sumOf(stateCost, quadraticForm(stateGain, curvature, stateGain), discount),
    mixed: scaled(quadraticForm(stateGain, curvature, actionGain), discount),
    ofActions: sumOf(actionCost, quadraticForm(actionGain, curvature, actionGain), discount),
    constant: discount * constant,
  };
}

/**
 * V = α log ∫ p e^{Q/α} da and the policy p e^{(Q − V)/α}, in closed form.
 *
 * @throws VEM_LINEAR_UNSOLVABLE where nothing bounds the actions
 */
export function softMaximumQuadratic(
  { ofStates, mixed, ofActions, constant }: QuadraticActionValue,
  prior: GaussianPrior,
  alpha: number,
): { readonly value: QuadraticValue; readonly policy: LinearGaussianPolicy } {
  const size = ofActions.rows;
  const solved = inverse(sumOf(ofActions, identity(size), alpha * prior.precision));
  if (!solved) throw errors.notSolvable('the curvature of Q in the action');
  const gain = product(solved.inverse, transposed(mixed));
  const entropy = size * Math.log(2 * Math.PI * alpha) - solved.logDeterminant;
  return {
    value: {
      curvature: symmetric(sumOf(ofStates, product(mixed, gain), -1)),
      constant: constant + alpha * (prior.constant + 0.5 * entropy),
    },
    policy: { gain, covariance: symmetric(scaled(solved.inverse, alpha)) },
  };
}

/** V = 0, what there is after the last step. */
export const nothingAfter = (size: number): QuadraticValue => ({ curvature: matrix(size, size), constant: 0 });

/** s′ = shrink · m + N(0, covariance), m where the system would go without noise: noise that is conditioned on success. */
export interface ConditionedNoise {
  readonly shrink: Matrix;
  readonly covariance: Matrix;
}

/** p(s′ | s, a, O) ∝ N(s′; m, W) e^{−½ s′ᵀ P s′/α}: precision W⁻¹ + P/α. */
export function conditionedNoise(covariance: Matrix, { curvature }: QuadraticValue, alpha: number): ConditionedNoise {
  const spread = sumOf(identity(curvature.rows), product(covariance, curvature), 1 / alpha);
  const solved = inverse(spread);
  if (!solved) throw errors.notSolvable('I + W P / α');
  return { shrink: solved.inverse, covariance: symmetric(product(solved.inverse, covariance)) };
}
