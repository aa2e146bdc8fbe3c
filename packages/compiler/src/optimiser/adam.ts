import { clippedScale } from './clippedScale.js';
import { optimiserState } from './errors.js';
import type { AdamStep, FlatKernels } from './flatKernels.js';

/** The vectors of one group: all of one `FlatMemory`, all of the same length. */
export interface AdamVectors {
  readonly parameters: Float32Array;
  readonly gradient: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

export interface AdamOptions {
  /** α; default 3e-4. */
  readonly learningRate?: number;
  /** β₁, decay of the first moment; default 0.9. */
  readonly beta1?: number;
  /** β₂, decay of the second moment; default 0.999. */
  readonly beta2?: number;
  /** ε, added to the root of the second moment; default 1e-8. */
  readonly epsilon?: number;
  /** Largest Euclidean norm of the gradient; longer ones are scaled down to it. Default: none. */
  readonly clipNorm?: number | undefined;
}

/** What Adam remembers between steps. A type, so that it fits records of arrays and numbers. */
export type AdamState = {
  readonly steps: number;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
};

/** Adam with bias correction (Kingma & Ba 2014, arXiv:1412.6980) over one flat vector of parameters. */
export class Adam {
  readonly #kernels: FlatKernels;
  readonly #vectors: AdamVectors;
  readonly #learningRate: number;
  readonly #clipNorm: number | undefined;
  /** Refilled by every step, so that steps leave nothing to collect. */
  readonly #step: { -readonly [Key in keyof AdamStep]: AdamStep[Key] };
  #steps = 0;

  constructor(kernels: FlatKernels, vectors: AdamVectors, options: AdamOptions = {}) {
    const { learningRate = 3e-4, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, clipNorm } = options;
    this.#kernels = kernels;
    this.#vectors = vectors;
    this.#learningRate = learningRate;
    this.#clipNorm = clipNorm;
    this.#step = { gradientScale: 1, beta1, beta2, rate: learningRate, secondScale: 1, epsilon };
  }

  /** One step on the present gradient, which is left as it is. @param scale - multiplies the gradient first */
  step(learningRate = this.#learningRate, scale = 1): void {
    this.#steps++;
    const step = this.#step;
    step.gradientScale = clippedScale(this.#kernels, this.#vectors.gradient, this.#clipNorm, scale);
    step.rate = learningRate / (1 - step.beta1 ** this.#steps);
    step.secondScale = 1 / (1 - step.beta2 ** this.#steps);
    const { parameters, gradient, firstMoment, secondMoment } = this.#vectors;
    this.#kernels.adam(parameters, gradient, firstMoment, secondMoment, step);
  }

  state(): AdamState {
    const { firstMoment, secondMoment } = this.#vectors;
    return { steps: this.#steps, firstMoment: firstMoment.slice(), secondMoment: secondMoment.slice() };
  }

  /** @throws VEM_OPTIMISER_STATE if the state is one of another group. */
  restore({ steps, firstMoment, secondMoment }: AdamState): void {
    const { length } = this.#vectors.parameters;
    if (!Number.isInteger(steps) || steps < 0) throw optimiserState(`a step count of ${steps}`);
    if (firstMoment.length !== length || secondMoment.length !== length) {
      throw optimiserState(
        `moments of ${firstMoment.length} and ${secondMoment.length} elements for ${length} parameters`,
      );
    }
    this.#steps = steps;
    this.#vectors.firstMoment.set(firstMoment);
    this.#vectors.secondMoment.set(secondMoment);
  }
}
