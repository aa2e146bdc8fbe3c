import { addScaled, definePlugin, schedulable, Tokens, valueAt } from '@vem/framework';
import { z } from 'zod';
import { type Asked, askingOptimiser, askingOptions } from './asking.js';
import { type DirectionOptions, directionOptions, naturalDirection } from './naturalDirection.js';

const NAME = 'natural-gradient';

const size = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('divergence').describe('as long as the bound of the divergence allows') }),
    z.strictObject({
      by: z.literal('rate').describe('so many times the direction'),
      rate: schedulable(z.number().positive(), z.number().nonnegative()).describe('η in θ ← θ − η F⁻¹ g'),
    }),
  ])
  .prefault({ by: 'divergence' })
  .describe(
    'length of a step along F⁻¹ g. `divergence`: √(2δ / xᵀFx), δ the bound of the trust region, so that the divergence grows by δ to second order: Rajeswaran et al. 2017, arXiv:1703.02660, eq. 5; `rate`: a fixed factor, Kakade 2001',
  );

type Options = DirectionOptions & { readonly size: z.output<typeof size> };

/** θ ← θ − β (F + λI)⁻¹ g, F the Hessian of the trust region's divergence. */
function naturalStep({ group, oracle, occasion, report }: Asked, options: Options): void {
  const [divergence] = oracle.constraints;
  const { parameters, gradient } = group;
  const { direction, plain, iterations } = naturalDirection(divergence, parameters, gradient, options);
  const length =
    options.size.by === 'rate'
      ? valueAt(options.size.rate, occasion.progress)
      : Math.sqrt((2 * divergence.bound) / plain);
  report('iterations', iterations);
  // Where g is 0, or F has no curvature along x, there is no step of that length.
  if (!Number.isFinite(length)) return;
  report('stepSize', length);
  addScaled(parameters, -length, direction);
  report('divergence', divergence.value(parameters));
}

/** Steepest descent where distances are divergences of the policy. Nothing scales or averages the step after that. */
export const naturalGradient = definePlugin({
  slot: 'optimiser',
  name: NAME,
  description: 'Steps along the inverse Fisher matrix times the gradient for some groups, by conjugate gradients',
  source: { title: 'Kakade 2001, A Natural Policy Gradient, NIPS 14', where: 'eq. 2' },
  config: z.strictObject({ ...directionOptions, size, ...askingOptions }),
  provides: ['naturalGradient'],
  requires: ['trustRegion.constraint'],
  inject: [Tokens.parameters],
  create: ({ groups, rest, ...options }, parameters) =>
    askingOptimiser(
      {
        plugin: NAME,
        groups,
        rest,
        demand: { constraints: ['value', 'hessianVector'] },
        step: (asked) => naturalStep(asked, options),
      },
      parameters,
    ),
});
