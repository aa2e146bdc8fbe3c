import { addScaled, definePlugin, type FlatConstraint, type LossOracle, Tokens } from '@vem/framework';
import { z } from 'zod';
import { type Asked, asking, askingOptions } from './asking.js';
import { directionOptions, naturalDirection } from './naturalDirection.js';

const NAME = 'constrained-step';
const PAPER = 'Schulman et al. 2015, arXiv:1502.05477';

const config = z.strictObject({
  ...directionOptions,
  curvature: z
    .enum(['damped', 'plain'])
    .default('damped')
    .describe(
      'which xᵀ F x the longest step √(2δ / xᵀFx) is made of: `damped`, with λ in F, as in OpenAI Baselines and Stable-Baselines3, which makes steps shorter than the bound allows; `plain`, without',
    ),
  shrink: z
    .number()
    .positive()
    .lt(1)
    .default(0.5)
    .describe(`by which the step is multiplied while a test fails; .5 in OpenAI Baselines, .8 in Stable-Baselines3`),
  trials: z
    .int()
    .positive()
    .default(10)
    .describe('steps that are tried, the longest first; 10 in OpenAI Baselines and Stable-Baselines3'),
  slack: z
    .number()
    .min(1)
    .default(1)
    .describe(`how many times the bound passes the test; 1 in ${PAPER}, 1.5 in OpenAI Baselines`),
  ...askingOptions,
});

type Options = Omit<z.output<typeof config>, 'groups' | 'rest'>;

interface Trial {
  readonly loss: number;
  /** Of the first constraint. */
  readonly divergence: number;
}

/** Both tests, every constraint's and that the loss is less; NaN passes none. Undefined where one fails. */
function tested(oracle: LossOracle, point: Float32Array, before: number, slack: number): Trial | undefined {
  const loss = oracle.value(point);
  const kept = ({ bound, value }: { readonly bound: number; readonly value: number }) => value <= slack * bound;
  const values = oracle.constraints.map((constraint: FlatConstraint) => ({
    bound: constraint.bound,
    value: constraint.value(point),
  }));
  return loss < before && values.every(kept) ? { loss, divergence: values[0].value } : undefined;
}

/** The longest step along the natural gradient that the bound allows, shortened until it passes; else none. */
function constrainedMove({ group, oracle, report }: Asked, options: Options): void {
  const { parameters, gradient } = group;
  const [constraint] = oracle.constraints;
  const before = oracle.value(parameters);
  const { direction, iterations, ...curvatures } = naturalDirection(constraint, parameters, gradient, options);
  const longest = Math.sqrt((2 * constraint.bound) / curvatures[options.curvature]);
  const candidate = new Float32Array(parameters.length);
  let length = longest;
  let accepted: Trial | undefined;
  let trials = 0;
  // Without curvature, or with a gradient of 0, there is no longest step.
  while (Number.isFinite(longest) && !accepted && trials < options.trials) {
    if (trials > 0) length *= options.shrink;
    trials++;
    candidate.set(parameters);
    addScaled(candidate, -length, direction);
    accepted = tested(oracle, candidate, before, options.slack);
  }
  report('iterations', iterations);
  report('trials', trials);
  report('accepted', accepted ? 1 : 0);
  report('divergence', accepted?.divergence ?? 0);
  if (!accepted) return;
  report('stepSize', length);
  report('improvement', before - accepted.loss);
  // The parameters were not touched before: what breaks off or is refused leaves them as they were.
  parameters.set(candidate);
}

/** A step within a trust region for some groups: natural gradient and line search. */
export const constrainedStep = definePlugin({
  slot: 'optimiser',
  name: NAME,
  description: 'Steps within a bound for some groups: natural gradient, then a line search that keeps bound and gain',
  source: {
    title: 'Schulman et al. 2015, Trust Region Policy Optimization',
    arxiv: '1502.05477',
    where: 'appendix C',
  },
  config,
  provides: ['naturalGradient', 'constraints'],
  requires: ['trustRegion.constraint'],
  inject: [Tokens.parameters],
  create: asking<z.output<typeof config>>(
    NAME,
    { losses: ['value'], constraints: ['value', 'hessianVector'] },
    constrainedMove,
  ),
});
