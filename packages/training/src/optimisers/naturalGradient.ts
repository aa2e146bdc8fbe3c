import { definePlugin, Tokens } from '@vem/framework';
import { z } from 'zod';
import { type Asked, asking, askingOptions } from './asking.js';
import { directionOptions, naturalDirection } from './naturalDirection.js';
import { lengthOf, stepAlong, stepLength } from './stepLength.js';

const NAME = 'natural-gradient';

const config = z.strictObject({
  ...directionOptions,
  size: stepLength(
    'length of a step along F⁻¹ g. `divergence`: √(2δ / xᵀFx), δ the bound of the trust region, so that the divergence grows by δ to second order: Rajeswaran et al. 2017, arXiv:1703.02660, eq. 5; `rate`: a fixed factor, Kakade 2001',
    'η in θ ← θ − η F⁻¹ g',
  ),
  ...askingOptions,
});

type Options = Omit<z.output<typeof config>, 'groups' | 'rest'>;

/** θ ← θ − β (F + λI)⁻¹ g, F the Hessian of the trust region's divergence. */
function naturalStep(asked: Asked, options: Options): void {
  const { group, oracle, report } = asked;
  const { parameters, gradient } = group;
  const { direction, plain, iterations } = naturalDirection(oracle.constraints[0], parameters, gradient, options);
  report('iterations', iterations);
  // Where g is 0, or F has no curvature along x, there is no step of the length that the divergence allows.
  stepAlong(
    asked,
    direction,
    lengthOf(options.size, asked, () => plain),
    -1,
  );
}

/** Steepest descent where distances are divergences of the policy. Nothing scales or averages the step after that. */
export const naturalGradient = definePlugin({
  slot: 'optimiser',
  name: NAME,
  description: 'Steps along the inverse Fisher matrix times the gradient for some groups, by conjugate gradients',
  source: { title: 'Kakade 2001, A Natural Policy Gradient, NIPS 14', where: 'eq. 2' },
  config,
  provides: ['naturalGradient'],
  requires: ['trustRegion.constraint'],
  inject: [Tokens.parameters],
  create: asking<z.output<typeof config>>(NAME, { constraints: ['value', 'hessianVector'] }, naturalStep),
});
