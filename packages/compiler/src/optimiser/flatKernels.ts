import { webAssemblyMissing } from '../runtime/errors.js';
import type { FlatMemory } from '../runtime/flatMemory.js';
import { kernelOperand } from './errors.js';
import { kernelBytes } from './kernels.wasm.js';
import { webAssembly } from './webAssembly.js';

/** Byte addresses, a number of floats, then scalars; in the order of kernelSource.ts. */
type Kernel = (...operands: number[]) => number;

type KernelName = 'adam' | 'rmsProp' | 'momentum' | 'sgd' | 'polyak' | 'average' | 'clamp' | 'sumOfSquares';

/** Coefficients of one Adam step; bias corrections are computed by the caller. */
export interface AdamStep {
  /** Multiplies the gradient first; clips it, for example. */
  readonly gradientScale: number;
  readonly beta1: number;
  readonly beta2: number;
  /** α / (1 − β₁ᵗ) */
  readonly rate: number;
  /** 1 / (1 − β₂ᵗ) */
  readonly secondScale: number;
  readonly epsilon: number;
}

/** Coefficients of one step of RMSProp. */
export interface RmsPropStep {
  /** Multiplies the gradient first. */
  readonly gradientScale: number;
  /** Of the mean squared gradient. */
  readonly decay: number;
  readonly rate: number;
  /** Added to the mean squared gradient, under the root. */
  readonly epsilonInside: number;
  /** Added to the root. */
  readonly epsilonOutside: number;
}

/** Coefficients of one step with momentum. */
export interface MomentumStep {
  /** Multiplies the gradient first. */
  readonly gradientScale: number;
  /** μ, what is left of the velocity. */
  readonly momentum: number;
  /** Step along the new velocity. */
  readonly velocityRate: number;
  /** Step along the gradient, besides. */
  readonly gradientRate: number;
}

let compiled: object | undefined;

/**
 * SIMD kernels over float vectors of one `FlatMemory`: one pass each, nothing allocated. Vectors are whole allocations
 * or subarrays of them; exactly their elements are touched. NaN and infinities propagate as in IEEE arithmetic.
 *
 * All methods throw VEM_KERNEL_OPERAND for a vector of another memory or of another length than its partners.
 */
export class FlatKernels {
  readonly #buffer: ArrayBuffer;
  readonly #kernels: Readonly<Record<KernelName, Kernel>>;

  constructor({ memory }: FlatMemory) {
    if (webAssembly === undefined) throw webAssemblyMissing();
    compiled ??= new webAssembly.Module(Buffer.from(kernelBytes, 'base64'));
    this.#buffer = memory.buffer;
    const { exports } = new webAssembly.Instance(compiled, { host: { memory } });
    this.#kernels = exports as Readonly<Record<KernelName, Kernel>>;
  }

  /**
   * Adam (Kingma & Ba 2014, arXiv:1412.6980, algorithm 1), ε outside the root: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
   * θ ← θ − α m̂ / (√v̂ + ε). Moments that are too small to matter (|m| < 1e-30, v < 1e-36) become zero.
   */
  adam(
    parameters: Float32Array,
    gradient: Float32Array,
    firstMoment: Float32Array,
    secondMoment: Float32Array,
    { gradientScale, beta1, beta2, rate, secondScale, epsilon }: AdamStep,
  ): void {
    const count = parameters.length;
    this.#kernels.adam(
      this.#address(parameters, count),
      this.#address(gradient, count),
      this.#address(firstMoment, count),
      this.#address(secondMoment, count),
      count,
      gradientScale,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      rate,
      secondScale,
      epsilon,
    );
  }

  /**
   * RMSProp: v ← βv + (1−β)g², θ ← θ − rate · g / (√(v + ε_inside) + ε_outside). Means that are too small to matter
   * (v < 1e-36) become zero.
   */
  rmsProp(
    parameters: Float32Array,
    gradient: Float32Array,
    square: Float32Array,
    { gradientScale, decay, rate, epsilonInside, epsilonOutside }: RmsPropStep,
  ): void {
    const count = parameters.length;
    this.#kernels.rmsProp(
      this.#address(parameters, count),
      this.#address(gradient, count),
      this.#address(square, count),
      count,
      gradientScale,
      decay,
      1 - decay,
      rate,
      epsilonInside,
      epsilonOutside,
    );
  }

  /**
   * Momentum: v ← μv + g, θ ← θ − (velocityRate · v + gradientRate · g): the heavy ball (Polyak 1964) with no step along
   * the gradient, Nesterov's with rates μ · rate and rate. Velocities below 1e-30 become zero.
   */
  momentum(
    parameters: Float32Array,
    gradient: Float32Array,
    velocity: Float32Array,
    { gradientScale, momentum, velocityRate, gradientRate }: MomentumStep,
  ): void {
    const count = parameters.length;
    this.#kernels.momentum(
      this.#address(parameters, count),
      this.#address(gradient, count),
      this.#address(velocity, count),
      count,
      gradientScale,
      momentum,
      velocityRate,
      gradientRate,
    );
  }

  /** θ ← θ − rate · g */
  sgd(parameters: Float32Array, gradient: Float32Array, rate: number): void {
    const count = parameters.length;
    this.#kernels.sgd(this.#address(parameters, count), this.#address(gradient, count), count, rate);
  }

  /** target ← (1 − τ) target + τ source; results below 1e-30 become zero. */
  polyak(target: Float32Array, source: Float32Array, tau: number): void {
    const count = target.length;
    this.#kernels.polyak(this.#address(target, count), this.#address(source, count), count, 1 - tau, tau);
  }

  /** vector ← mean of the vector and the others, added in their order. */
  average(vector: Float32Array, others: readonly Float32Array[]): void {
    const count = vector.length;
    for (const [index, other] of others.entries()) {
      const scale = index === others.length - 1 ? 1 / (1 + others.length) : 1;
      this.#kernels.average(this.#address(vector, count), this.#address(other, count), count, scale);
    }
  }

  /** target ← source */
  copy(target: Float32Array, source: Float32Array): void {
    this.#address(target, target.length);
    this.#address(source, target.length);
    target.set(source);
  }

  /** Every element into [lowest, highest]; NaN stays. */
  clamp(vector: Float32Array, lowest: number, highest: number): void {
    this.#kernels.clamp(this.#address(vector, vector.length), vector.length, lowest, highest);
  }

  /** Σ x², summed in double precision. */
  sumOfSquares(vector: Float32Array): number {
    return this.#kernels.sumOfSquares(this.#address(vector, vector.length), vector.length);
  }

  #address(vector: Float32Array, count: number): number {
    if (vector.buffer !== this.#buffer)
      throw kernelOperand('a vector of the memory that the kernels work on', 'another memory');
    if (vector.length !== count)
      throw kernelOperand(`${count} elements like the first vector`, `${vector.length} elements`);
    return vector.byteOffset;
  }
}
