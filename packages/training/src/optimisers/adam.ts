import { Adam, type FlatKernels } from '@vem/compiler';
import { type ComponentState, definePlugin, type FlatGroup, type GroupOptimiser, type Optimiser } from '@vem/framework';
import { z } from 'zod';
import * as errors from './optimiserErrors.js';

const PAPER = 'Kingma & Ba 2014, arXiv:1412.6980';

const config = z.strictObject({
  learningRate: z
    .number()
    .positive()
    .default(3e-4)
    .describe(
      'Step size α of groups that declare none of their own. 3e-4: Haarnoja et al. 2018, arXiv:1801.01290, table 1.',
    ),
  beta1: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9)
    .describe(`Decay β₁ of the mean gradient, per step. 0.9: ${PAPER}, algorithm 1.`),
  beta2: z
    .number()
    .min(0)
    .lt(1)
    .default(0.999)
    .describe(`Decay β₂ of the mean squared gradient, per step. 0.999: ${PAPER}, algorithm 1.`),
  epsilon: z
    .number()
    .positive()
    .default(1e-8)
    .describe(`Added to the root of the mean squared gradient, in its units. 1e-8: ${PAPER}, algorithm 1.`),
});

/** Adam on one group, with a state that is checked before it is taken. */
class GroupAdam implements GroupOptimiser {
  readonly #group: string;
  readonly #adam: Adam;

  constructor(group: string, adam: Adam) {
    this.#group = group;
    this.#adam = adam;
  }

  step(): void {
    this.#adam.step();
  }

  state(): ComponentState {
    return this.#adam.state();
  }

  /** @throws VEM_OPTIMISER_MISMATCH, VEM_OPTIMISER_STATE */
  restore({ steps, firstMoment, secondMoment }: ComponentState): void {
    if (typeof steps !== 'number') throw errors.stateMismatch('adam', this.#group, 'steps', 'a number', steps);
    const moment = (name: string, value: unknown) => {
      if (!(value instanceof Float32Array))
        throw errors.stateMismatch('adam', this.#group, name, 'a Float32Array', value);
      return value;
    };
    this.#adam.restore({
      steps,
      firstMoment: moment('firstMoment', firstMoment),
      secondMoment: moment('secondMoment', secondMoment),
    });
  }
}

/** Adam with bias correction; a group's own rate and largest gradient norm take precedence. */
export const adam = definePlugin({
  slot: 'optimiser',
  name: 'adam',
  description: 'Steps scaled by running means of the gradient and its square',
  source: {
    title: 'Kingma & Ba 2014, Adam: A Method for Stochastic Optimization',
    arxiv: '1412.6980',
    where: 'algorithm 1',
  },
  config,
  inject: [],
  create: (options): Optimiser => ({
    vectors: 2,
    attach(
      { name, parameters, gradient, learningRate, clipNorm }: FlatGroup,
      [firstMoment, secondMoment],
      kernels: FlatKernels,
    ) {
      const vectors = { parameters, gradient, firstMoment, secondMoment };
      return new GroupAdam(
        name,
        new Adam(kernels, vectors, { ...options, learningRate: learningRate ?? options.learningRate, clipNorm }),
      );
    },
  }),
});
