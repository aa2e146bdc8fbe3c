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
import { stepNorm } from './options.js';
import { clipping, restoreVector } from './vectorState.js';

const config = z.strictObject({
  learningRate: schedulable(z.number().min(0))
    .default(7e-4)
    .describe(
      'step size of groups that declare none of their own; 7e-4 in Mnih et al. 2016, arXiv:1602.01783, section 8',
    ),
  decay: z
    .number()
    .min(0)
    .lt(1)
    .default(0.99)
    .describe('of the mean squared gradient, per step; .99 in arXiv:1602.01783, section 8'),
  epsilon: z
    .number()
    .positive()
    .default(1e-5)
    .describe('keeps the divisor away from 0; its units depend on `epsilonWhere`. 1e-5 in the public code of A2C'),
  epsilonWhere: z
    .enum(['outside', 'inside'])
    .default('outside')
    .describe(
      '`outside`: g / (√v + ε), as in PyTorch; `inside`: g / √(v + ε), as in TensorFlow and in arXiv:1602.01783, eq. S2. They are not the same: .001 inside is about .03 outside',
    ),
  initialSquare: z
    .number()
    .min(0)
    .default(0)
    .describe('mean squared gradient at the start; 0 in PyTorch, 1 in TensorFlow, where first steps are small'),
  stepNorm,
});

type Options = z.output<typeof config>;

/** RMSProp on one group. */
class GroupRmsProp implements GroupOptimiser {
  readonly #group: FlatGroup;
  readonly #square: Float32Array;
  readonly #options: Options;

  constructor(group: FlatGroup, square: Float32Array, options: Options) {
    this.#group = group;
    this.#square = square;
    this.#options = options;
    square.fill(options.initialSquare);
  }

  step({ progress, scale }: StepOccasion): void {
    const { parameters, gradient, learningRate, clipNorm } = this.#group;
    const { decay, epsilon, epsilonWhere } = this.#options;
    const rate = valueAt(learningRate ?? this.#options.learningRate, progress);
    const factor = scale * clipping(gradient, clipNorm);
    const [inside, outside] = epsilonWhere === 'inside' ? [epsilon, 0] : [0, epsilon];
    const square = this.#square;
    for (let i = 0; i < gradient.length; i++) {
      const slope = factor * gradient[i];
      square[i] = decay * square[i] + (1 - decay) * slope * slope;
      // Padding has no gradient, ever.
      if (slope !== 0) parameters[i] -= (rate * slope) / (Math.sqrt(square[i] + inside) + outside);
    }
  }

  state(): ComponentState {
    return { square: this.#square.slice() };
  }

  /** @throws VEM_OPTIMISER_MISMATCH */
  restore({ square }: ComponentState): void {
    restoreVector('rms-prop', this.#group.name, 'square', this.#square, square);
  }
}

/** Steps scaled by a running mean of the squared gradient. */
export const rmsProp = definePlugin({
  slot: 'optimiser',
  name: 'rms-prop',
  description: 'Steps scaled by a running mean of the squared gradient',
  source: {
    title: 'Mnih et al. 2016, Asynchronous Methods for Deep Reinforcement Learning',
    arxiv: '1602.01783',
    where: 'supplement, eqs S2-S3',
  },
  config,
  inject: [],
  create: (options): Optimiser => ({
    vectors: 1,
    stepNorm: options.stepNorm,
    attach: (group, [square]) => new GroupRmsProp(group, square, options),
  }),
});
