import { definePlugin, dot, type LossOracle, Tokens } from '@vem/framework';
import { z } from 'zod';
import { type Asked, asking, askingOptions } from './asking.js';
import { gradientPosterior } from './bayesianQuadrature.js';
import { combined, kernelOfDivergence, kernelOfPaths } from './fisherKernel.js';
import { pathScores } from './pathScores.js';
import { lengthOf, stepAlong, stepLength } from './stepLength.js';

const NAME = 'bayesian-gradient';
const PAPER = 'Ghavamzadeh & Engel 2006, NIPS 19';

const config = z.strictObject({
  model: z
    .enum(['products', 'returns'])
    .default('returns')
    .describe(
      `what the Gaussian process is on. \`products\`: on R u, the return times the score of a path, entry by entry, with kernel (1 + k)², model 1 of ${PAPER}; \`returns\`: on R, with the Fisher kernel k = uᵀ G⁻¹ u, model 2 there`,
    ),
  noiseVariance: z
    .number()
    .positive()
    .default(1)
    .describe('σ² of what is observed, in squares of the (standardised) return; 1 in the seed report’s public code'),
  fisher: z
    .enum(['paths', 'divergence'])
    .default('divergence')
    .describe(
      `G in the kernel. \`paths\`: the mean of u uᵀ over the paths, as in ${PAPER}, which with fewer paths than parameters says the same of all of them; \`divergence\`: the mean length of a path times the Hessian of the trust region’s divergence`,
    ),
  ridge: z.number().min(0).default(1e-3).describe('λ that is added to the diagonal of G, as it may be singular'),
  iterations: z
    .int()
    .positive()
    .default(10)
    .describe('of conjugate gradients for each path, under `fisher: "divergence"`; 10 in arXiv:1502.05477'),
  standardise: z
    .boolean()
    .default(true)
    .describe(
      'whether returns are centred and divided by their deviation over the paths: a baseline that leaves the expected gradient as it is, and the scale that σ² is meant for',
    ),
  natural: z
    .boolean()
    .default(true)
    .describe('whether the step goes along G⁻¹ times the mean, or along the mean itself'),
  size: stepLength(
    'length of a step. `divergence`: √(2δ / dᵀFd), δ the bound of the trust region; `rate`: a fixed factor',
    'step per unit of the direction',
  ),
  ...askingOptions,
});

type Options = Omit<z.output<typeof config>, 'groups' | 'rest'>;

/** (x − mean) / deviation; 0 where all are alike. */
function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return values.map((value) => (value - mean) / (Math.sqrt(square) + 1e-8));
}

/** dᵀFd */
function curvatureAlong(direction: Float64Array, { oracle, group }: Asked): number {
  const image = new Float32Array(direction.length);
  oracle.constraints[0].hessianVector(group.parameters, Float32Array.from(direction), image);
  return dot(direction, image);
}

function kernelOf(oracle: LossOracle, parameters: Float32Array, options: Options) {
  const paths = pathScores(oracle, parameters);
  const { fisher, ridge, iterations } = options;
  if (fisher === 'paths') return { paths, ...kernelOfPaths(paths, ridge) };
  return { paths, ...kernelOfDivergence(paths, ridge, oracle.constraints[0], parameters, iterations) };
}

/** θ ← θ + β d, d the posterior mean of the gradient of the expected return, or G⁻¹ times that. */
function bayesianStep(asked: Asked, options: Options): void {
  const { group, oracle, report } = asked;
  const { paths, kernel, natural } = kernelOf(oracle, group.parameters, options);
  const returns = options.standardise ? standardised(paths.returns) : paths.returns;
  const { noiseVariance } = options;
  const { weights, variance } = gradientPosterior[options.model]({
    kernel,
    returns,
    noiseVariance,
    dimension: oracle.dimension,
  });
  const direction = options.natural ? natural(weights) : combined(paths.scores, weights);
  report('paths', paths.scores.length);
  report('variance', variance);
  const finite = direction.every(Number.isFinite);
  const length = finite ? lengthOf(options.size, asked, () => curvatureAlong(direction, asked)) : Number.NaN;
  stepAlong(asked, direction, length, 1);
}

/**
 * The gradient of the expected return by Bayesian quadrature: not the gradient of any loss, so it takes the scores of paths
 * from the oracle, and the losses of its groups say no more than whose likelihood that is.
 */
export const bayesianGradient = definePlugin({
  slot: 'optimiser',
  name: NAME,
  description: 'Steps along the posterior mean of the gradient of the return, by a Gaussian process over whole paths',
  source: { title: 'Ghavamzadeh & Engel 2006, Bayesian Policy Gradient Algorithms, NIPS 19', where: 'section 4' },
  config,
  provides: ['naturalGradient'],
  requires: ['trustRegion.constraint', 'data.path', 'data.episodes', 'returns.advantage'],
  inject: [Tokens.parameters],
  create: asking<z.output<typeof config>>(
    NAME,
    { constraints: ['value', 'hessianVector'], functions: { logLikelihood: ['rowGradients'] } },
    bayesianStep,
  ),
});
