import type { FlatKernels } from '@vem/compiler';
import {
  type ComponentState,
  definePlugin,
  type FlatGroup,
  type GroupOptimiser,
  type Optimiser,
  type StepOccasion,
  schedulable,
  valueAt,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './optimiserErrors.js';
import { stepNorm } from './options.js';
import { restoreVector } from './vectorState.js';

const config = z.strictObject({
  learningRate: schedulable(z.number().min(0))
    .default(0.1)
    .describe(
      'Step along the gradient of groups that declare no rate of their own. On a table of values: the share by which an entry moves towards its target.',
    ),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'share of the last step that goes on: v ← momentum · v + g, θ ← θ − rate · v (Polyak 1964, as PyTorch has it); .9 in the public code of Peng et al. 2019, arXiv:1910.00177',
    ),
  nesterov: z
    .boolean()
    .default(false)
    .describe(
      'whether the gradient is taken as if the momentum had been followed already: θ ← θ − rate (g + momentum · v)',
    ),
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
    const { parameters, gradient, learningRate } = this.#group;
    const rate = valueAt(learningRate ?? this.#options.learningRate, progress);
    const factor = scale * this.#clipping();
    const velocity = this.#velocity;
    if (!velocity) {
      this.#kernels.sgd(parameters, gradient, rate * factor);
      return;
    }
    const { momentum, nesterov } = this.#options;
    for (let i = 0; i < gradient.length; i++) {
      velocity[i] = momentum * velocity[i] + factor * gradient[i];
      parameters[i] -= rate * (nesterov ? factor * gradient[i] + momentum * velocity[i] : velocity[i]);
    }
  }

  /** What brings the gradient's norm down to the group's largest, or 1. */
  #clipping(): number {
    const { clipNorm, gradient } = this.#group;
    if (clipNorm === undefined) return 1;
    const norm = Math.sqrt(this.#kernels.sumOfSquares(gradient));
    return norm > clipNorm ? clipNorm / norm : 1;
  }

  state(): ComponentState {
    return this.#velocity ? { velocity: this.#velocity.slice() } : {};
  }

  /** @throws VEM_OPTIMISER_MISMATCH where the state is not empty */
  restore(state: ComponentState): void {
    const known = this.#velocity ? 'velocity' : undefined;
    const other = Object.keys(state).find((entry) => entry !== known);
    if (other !== undefined) throw errors.stateMismatch('sgd', this.#group.name, other, 'nothing', state[other]);
    if (this.#velocity) restoreVector('sgd', this.#group.name, 'velocity', this.#velocity, state.velocity);
  }
}

/** θ ← θ − rate · gradient, with or without momentum; a group's own rate and largest gradient norm take precedence. */
export const sgd = definePlugin({
  slot: 'optimiser',
  name: 'sgd',
  description: 'Gradient descent, with momentum where asked for',
  source: { title: 'Robbins and Monro 1951, A Stochastic Approximation Method' },
  config,
  inject: [],
  create: (options): Optimiser => ({
    vectors: options.momentum > 0 ? 1 : 0,
    stepNorm: options.stepNorm,
    attach: (group, [velocity], kernels) => new GroupSgd(group, velocity, options, kernels),
  }),
});
