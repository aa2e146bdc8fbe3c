import type { FlatKernels } from '@vem/compiler';
import { type ComponentState, definePlugin, type FlatGroup, type GroupOptimiser, type Optimiser } from '@vem/framework';
import { z } from 'zod';
import * as errors from './optimiserErrors.js';

const config = z.strictObject({
  learningRate: z
    .number()
    .positive()
    .default(0.1)
    .describe(
      'Step along the gradient of groups that declare no rate of their own. On a table of values: the share by which an entry moves towards its target.',
    ),
});

/** Plain gradient descent on one group. It remembers nothing. */
class GroupSgd implements GroupOptimiser {
  readonly #group: FlatGroup;
  readonly #rate: number;
  readonly #kernels: FlatKernels;

  constructor(group: FlatGroup, rate: number, kernels: FlatKernels) {
    this.#group = group;
    this.#rate = rate;
    this.#kernels = kernels;
  }

  step(): void {
    const { parameters, gradient } = this.#group;
    this.#kernels.sgd(parameters, gradient, this.#rate * this.#clipping());
  }

  /** What brings the gradient's norm down to the group's largest, or 1. */
  #clipping(): number {
    const { clipNorm, gradient } = this.#group;
    if (clipNorm === undefined) return 1;
    const norm = Math.sqrt(this.#kernels.sumOfSquares(gradient));
    return norm > clipNorm ? clipNorm / norm : 1;
  }

  state(): ComponentState {
    return {};
  }

  /** @throws VEM_OPTIMISER_MISMATCH where the state is not empty */
  restore(state: ComponentState): void {
    const [entry] = Object.keys(state);
    if (entry !== undefined) throw errors.stateMismatch('sgd', this.#group.name, entry, 'nothing', state[entry]);
  }
}

/** θ ← θ − rate · gradient; a group's own rate and largest gradient norm take precedence. */
export const sgd = definePlugin({
  slot: 'optimiser',
  name: 'sgd',
  description: 'Plain gradient descent',
  source: { title: 'Robbins and Monro 1951, A Stochastic Approximation Method' },
  config,
  inject: [],
  create: ({ learningRate }): Optimiser => ({
    vectors: 0,
    attach: (group, _vectors, kernels) => new GroupSgd(group, group.learningRate ?? learningRate, kernels),
  }),
});
