import { definePlugin, minimise, Tokens } from '@vem/framework';
import { z } from 'zod';
import { type Asked, asking, askingOptions } from './asking.js';

const NAME = 'quasi-newton';

const config = z.strictObject({
  iterations: z
    .int()
    .positive()
    .default(20)
    .describe('steps of L-BFGS at most, in each optimiser step; 25 in the TRPO of its authors for the value function'),
  tolerance: z
    .number()
    .min(0)
    .default(1e-5)
    .describe('largest entry of the gradient at which the minimum is taken to be found; 1e-5 in SciPy'),
  memory: z
    .int()
    .positive()
    .default(10)
    .describe('steps that the approximate Hessian is made of; 3 to 20 in Liu & Nocedal 1989, 10 in SciPy'),
  rounding: z
    .number()
    .min(0)
    .max(1e-2)
    .default(0)
    .describe(
      'relative error of the losses, below which slopes say whether a step leads down, as in Hager & Zhang 2005, section 4; some 1e-6 lets gradients of sums in single precision come closer to 0. 0: losses alone say so',
    ),
  ...askingOptions,
});

/** To the minimum of the losses on the present batch, or as far as the iterations lead. */
function toMinimum({ group, oracle, report }: Asked, options: Parameters<typeof minimise>[2]): void {
  const { parameters } = group;
  const [point, slopes] = [new Float32Array(parameters.length), new Float32Array(parameters.length)];
  const f = (at: Float64Array, gradient: Float64Array) => {
    point.set(at);
    const value = oracle.gradient(point, slopes);
    gradient.set(slopes);
    return value;
  };
  const minimum = minimise(f, Float64Array.from(parameters), options);
  parameters.set(minimum.point);
  report('iterations', minimum.iterations);
  report('evaluations', minimum.evaluations);
  report('converged', minimum.converged ? 1 : 0);
  report('minimum', minimum.value);
}

/** Minimises the losses of some groups on each batch that it sees: for duals, and for fits on the whole of the data. */
export const quasiNewton = definePlugin({
  slot: 'optimiser',
  name: NAME,
  description: 'L-BFGS to the minimum of the losses on each batch, for some groups',
  source: {
    title: 'Liu & Nocedal 1989, On the limited memory BFGS method for large scale optimization',
    where: 'algorithm 2.1',
  },
  config,
  inject: [Tokens.parameters],
  create: asking<z.output<typeof config>>(NAME, { losses: ['gradient'] }, toMinimum),
});
