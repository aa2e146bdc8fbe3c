import { identity, type Matrix, matrix, product, sumOf, symmetric, transposed } from './matrices.js';
import type { ConditionedNoise, LinearGaussianPolicy } from './quadratic.js';
import type { LinearSystem } from './system.js';

/** p(s_t | O) = N(mean, covariance) and the action's, of one step. */
export interface GaussianMarginal {
  /** [n, 1] and [n, n] */
  readonly stateMean: Matrix;
  readonly stateCovariance: Matrix;
  /** [m, 1] and [m, m] */
  readonly actionMean: Matrix;
  readonly actionCovariance: Matrix;
}

const spreadOf = (gain: Matrix, covariance: Matrix) => product(product(gain, covariance), transposed(gain));

/**
 * Forward through policy and noise, both as they are given the future: the marginals of the trajectory posterior.
 *
 * @param startNoise - how the start is conditioned; undefined: it is not
 * @param steps - policy and noise of each step
 */
export function gaussianMarginals(
  { stateGain, actionGain, noiseCovariance, startMean, startCovariance }: LinearSystem,
  startNoise: ConditionedNoise | undefined,
  steps: readonly { readonly policy: LinearGaussianPolicy; readonly noise: ConditionedNoise | undefined }[],
): GaussianMarginal[] {
  const size = stateGain.rows;
  const start = matrix(size, 1, startMean);
  let stateMean = startNoise ? product(startNoise.shrink, start) : start;
  let stateCovariance = startNoise?.covariance ?? startCovariance;
  return steps.map(({ policy, noise }) => {
    const { gain, covariance } = policy;
    const shrink = noise?.shrink ?? identity(size);
    const marginal = {
      stateMean,
      stateCovariance,
      actionMean: scaledBack(product(gain, stateMean)),
      actionCovariance: symmetric(sumOf(spreadOf(gain, stateCovariance), covariance)),
    };
    const closed = product(shrink, sumOf(stateGain, product(actionGain, gain), -1));
    const pushed = spreadOf(product(shrink, actionGain), covariance);
    stateMean = product(closed, stateMean);
    stateCovariance = symmetric(
      sumOf(sumOf(spreadOf(closed, stateCovariance), pushed), noise?.covariance ?? noiseCovariance),
    );
    return marginal;
  });
}

/** −x, the mean action of a gain. */
const scaledBack = ({ rows, columns, data }: Matrix): Matrix =>
  matrix(
    rows,
    columns,
    data.map((value) => -value),
  );
