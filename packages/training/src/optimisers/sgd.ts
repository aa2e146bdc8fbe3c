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
import { requireNoOther, restoreVector } from './vectorState.js';

const NAME = 'sgd';

const config = z.strictObject({
  learningRate: learningRate(
    0.1,
    'Step along the gradient of groups that declare no rate of their own. On a table of values: the share by which an entry moves towards its target.',
  ),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'μ, what is left of the velocity v after a step: v ← μv + g, θ ← θ − rate · v (Polyak 1964, in the form of PyTorch and TensorFlow, where the rate is not in v); .9 in the public code of Peng et al. 2019, arXiv:1910.00177',
    ),
  nesterov: z
    .boolean()
    .default(false)
    .describe(
      'whether the step looks ahead along the velocity: θ ← θ − rate · (g + μv) (Nesterov 1983, in the form of PyTorch); no difference without momentum',
    ),
  clipNorm,
  stepNorm,
});

type Options = z.output<typeof config>;

/** Gradient descent on one group, with or without momentum. */
class GroupSgd implements GroupOptimiser {
  readonly #group: FlatGroup;
  /** Absent without momentum: then nothing is remembered. */
  readonly #velocity: Float32Array | undefined;
  readonly #options: Options;
  readonly #kernels: FlatKernels;

  constructor(group: FlatGroup, velocity: Float32Array | undefined, options: Options, kernels: FlatKernels) {
    this.#group = group;
    this.#velocity = velocity;
    this.#options = options;
    this.#kernels = kernels;
  }

  step({ progress, scale }: StepOccasion): void {
    const { parameters, gradient, learningRate: own, clipNorm: largest } = this.#group;
    const { momentum, nesterov, learningRate: common, clipNorm: commonNorm } = this.#options;
    const rate = valueAt(own ?? common, progress);
    const gradientScale = clippedScale(this.#kernels, gradient, largest ?? commonNorm, scale);
    if (!this.#velocity) this.#kernels.sgd(parameters, gradient, rate * gradientScale);
    else {
      const [velocityRate, gradientRate] = nesterov ? [rate * momentum, rate] : [rate, 0];
      const step = { gradientScale, momentum, velocityRate, gradientRate };
      this.#kernels.momentum(parameters, gradient, this.#velocity, step);
    }
  }

  state(): ComponentState {
    return this.#velocity ? { velocity: this.#velocity.slice() } : {};
  }

  /** @throws VEM_OPTIMISER_MISMATCH, where there is no momentum for every state that is not empty */
  restore(state: ComponentState): void {
    const kept = { plugin: NAME, group: this.#group.name };
    if (this.#velocity) restoreVector(kept, 'velocity', this.#velocity, state);
    else requireNoOther(kept, state);
  }
}

/** θ ← θ − rate · g, with or without momentum; a group's own rate and largest gradient norm take precedence. */
export const sgd = definePlugin({
  slot: 'optimiser',
  name: NAME,
  description: 'Gradient descent, plain or with momentum',
  source: { title: 'Robbins and Monro 1951, A Stochastic Approximation Method' },
  config,
  inject: [],
  create: (options): Optimiser => ({
    vectors: options.momentum > 0 ? 1 : 0,
    stepNorm: options.stepNorm,
    attach: (group, [vector], kernels) =>
      new GroupSgd(group, options.momentum > 0 ? vector : undefined, options, kernels),
  }),
});
