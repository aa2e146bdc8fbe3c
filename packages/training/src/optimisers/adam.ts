import { Adam, type FlatKernels } from '@vem/compiler';
import {
  type ComponentState,
  definePlugin,
  type FlatGroup,
  type GroupOptimiser,
  type Optimiser,
  type Scheduled,
  type StepOccasion,
  valueAt,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './optimiserErrors.js';
import { clipNorm, learningRate, stepNorm } from './options.js';

const PAPER = 'Kingma & Ba 2014, arXiv:1412.6980';

const config = z.strictObject({
  learningRate: learningRate(
    3e-4,
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
    .describe(
      `Added to the root of the mean squared gradient, in units of the gradient. 1e-8: ${PAPER}, algorithm 1; 1e-5 in the public code of Schulman et al. 2017, arXiv:1707.06347.`,
    ),
  clipNorm,
  stepNorm,
});

/** Adam on one group, with a state that is checked before it is taken. */
class GroupAdam implements GroupOptimiser {
  readonly #group: string;
  readonly #adam: Adam;
  readonly #rate: Scheduled;

  constructor(group: string, adam: Adam, rate: Scheduled) {
    this.#group = group;
    this.#adam = adam;
    this.#rate = rate;
  }

  step({ progress, scale }: StepOccasion): void {
    this.#adam.step(valueAt(this.#rate, progress), scale);
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
  create: ({ learningRate: common, clipNorm: commonNorm, stepNorm: largest, ...options }): Optimiser => ({
    vectors: 2,
    stepNorm: largest,
    attach(group: FlatGroup, [firstMoment, secondMoment], kernels: FlatKernels) {
      const { name, parameters, gradient, learningRate: own, clipNorm: ownNorm } = group;
      const vectors = { parameters, gradient, firstMoment, secondMoment };
      const moments = new Adam(kernels, vectors, { ...options, clipNorm: ownNorm ?? commonNorm });
      return new GroupAdam(name, moments, own ?? common);
    },
  }),
});
