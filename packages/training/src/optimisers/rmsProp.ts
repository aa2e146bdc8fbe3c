import { clippedScale, type FlatKernels } from '@vem/compiler';
import {
  type ComponentState,
  definePlugin,
  type FlatGroup,
  type GroupOptimiser,
  type Optimiser,
  type StepOccasion,
  valueAt,
} from '@vem/framework';
import { z } from 'zod';
import { clipNorm, learningRate, stepNorm } from './options.js';
import { restoreVector } from './vectorState.js';

const NAME = 'rms-prop';

const config = z.strictObject({
  learningRate: learningRate(
    7e-4,
    'step size of groups that declare none of their own; 7e-4 in the public A2C of OpenAI Baselines and of Stable-Baselines3',
  ),
  decay: z
    .number()
    .min(0)
    .lt(1)
    .default(0.99)
    .describe('α of the mean squared gradient, per step; .99 in arXiv:1602.01783, section 8'),
  epsilon: z
    .number()
    .positive()
    .default(1e-5)
    .describe(
      'keeps the divisor off 0. In units of the gradient outside of the root, of its square inside of it. 1e-5 in the public A2C of OpenAI Baselines and of Stable-Baselines3',
    ),
  epsilonWhere: z
    .enum(['outside', 'inside'])
    .default('outside')
    .describe(
      '`outside`: g / (√v + ε), as in PyTorch; `inside`: g / √(v + ε), as in TensorFlow and in arXiv:1602.01783, eq. 1. While v is small they are far apart: ε inside is √ε outside',
    ),
  initialSquare: z
    .number()
    .min(0)
    .default(0)
    .describe('v before the first step; 0 in PyTorch, 1 in TensorFlow 1, where the first steps are small'),
  clipNorm,
  stepNorm,
});

type Options = z.output<typeof config>;

/** RMSProp on one group. */
class GroupRmsProp implements GroupOptimiser {
  readonly #group: FlatGroup;
  readonly #square: Float32Array;
  readonly #options: Options;
  readonly #kernels: FlatKernels;

  constructor(group: FlatGroup, square: Float32Array, options: Options, kernels: FlatKernels) {
    this.#group = group;
    this.#square = square.fill(options.initialSquare);
    this.#options = options;
    this.#kernels = kernels;
  }

  step({ progress, scale }: StepOccasion): void {
    const { parameters, gradient, learningRate: own, clipNorm: largest } = this.#group;
    const { decay, epsilon, epsilonWhere, learningRate: common, clipNorm: commonNorm } = this.#options;
    this.#kernels.rmsProp(parameters, gradient, this.#square, {
      gradientScale: clippedScale(this.#kernels, gradient, largest ?? commonNorm, scale),
      decay,
      rate: valueAt(own ?? common, progress),
      epsilonInside: epsilonWhere === 'inside' ? epsilon : 0,
      epsilonOutside: epsilonWhere === 'outside' ? epsilon : 0,
    });
  }

  state(): ComponentState {
    return { square: this.#square.slice() };
  }

  /** @throws VEM_OPTIMISER_MISMATCH */
  restore(state: ComponentState): void {
    restoreVector({ plugin: NAME, group: this.#group.name }, 'square', this.#square, state);
  }
}

/** v ← αv + (1 − α)g², θ ← θ − rate · g / √v; a group's own rate and largest gradient norm take precedence. */
export const rmsProp = definePlugin({
  slot: 'optimiser',
  name: NAME,
  description: 'Steps scaled by a running mean of the squared gradient',
  source: {
    title: 'Mnih et al. 2016, Asynchronous Methods for Deep Reinforcement Learning',
    arxiv: '1602.01783',
    where: 'section 4, eq. 1',
  },
  config,
  inject: [],
  create: (options): Optimiser => ({
    vectors: 1,
    stepNorm: options.stepNorm,
    attach: (group, [square], kernels) => new GroupRmsProp(group, square, options, kernels),
  }),
});
