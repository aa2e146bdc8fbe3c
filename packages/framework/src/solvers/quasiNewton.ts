import { addScaled, dot, scale } from './vectors.js';
import { type Evaluated, type SmoothFunction, wolfeSearch } from './wolfeSearch.js';

interface Pair {
  /** x₊ − x */
  readonly step: Float64Array;
  /** ∇f₊ − ∇f */
  readonly change: Float64Array;
  /** 1 / stepᵀchange */
  readonly inverse: number;
}

/**
 * What the last steps tell of the inverse Hessian: limited-memory BFGS, Liu & Nocedal 1989; Nocedal & Wright 2006,
 * algorithms 7.4 and 7.5.
 */
export class QuasiNewton {
  readonly #memory: number;
  readonly #pairs: Pair[] = [];

  /** @param memory - steps that are remembered, ≥ 1 */
  constructor(memory: number) {
    this.#memory = memory;
  }

  /** −H∇f, [n], H the approximate inverse Hessian: the identity before the first step. */
  direction(gradient: Float64Array): Float64Array {
    const direction = gradient.slice();
    const weights: number[] = [];
    for (const { step, change, inverse } of this.#pairs.toReversed()) {
      const weight = inverse * dot(step, direction);
      weights.push(weight);
      addScaled(direction, -weight, change);
    }
    const last = this.#pairs.at(-1);
    if (last) scale(direction, 1 / (last.inverse * dot(last.change, last.change)));
    for (const { step, change, inverse } of this.#pairs)
      addScaled(direction, weights.pop()! - inverse * dot(change, direction), step);
    scale(direction, -1);
    return direction;
  }

  /** Remembers a step, both [n]; one without positive curvature is left out, so that H stays positive definite. */
  remember(step: Float64Array, change: Float64Array): void {
    const product = dot(step, change);
    if (!(product > Number.EPSILON * dot(change, change))) return;
    this.#pairs.push({ step, change, inverse: 1 / product });
    if (this.#pairs.length > this.#memory) this.#pairs.shift();
  }
}

export interface MinimiseOptions {
  /** Steps at most, ≥ 0. */
  readonly iterations: number;
  /** Largest |∂f/∂xᵢ| at which the point is taken to be the minimum, ≥ 0. */
  readonly tolerance: number;
  /** Steps that the approximate Hessian is made of; 10 unless said. */
  readonly memory?: number;
  /** Relative error of the function's values, below which slopes say whether a step leads down; 0 unless said. */
  readonly rounding?: number;
}

export interface Minimum extends Evaluated {
  /** Whether the gradient is within the tolerance; otherwise steps ran out, or rounding left none that leads down. */
  readonly converged: boolean;
  readonly iterations: number;
  /** Of the function with its gradient. */
  readonly evaluations: number;
}

const largest = (vector: Float64Array): number => vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/**
 * A local minimum of a smooth function by L-BFGS with a Wolfe line search; the global one where it is convex, as duals
 * are. It remembers nothing from call to call. Bounds are the caller's: let the function be infinite beyond them, or take
 * logarithms.
 *
 * @param start - [n], where the value is finite; left as it is
 */
export function minimise(
  f: SmoothFunction,
  start: Float64Array,
  { iterations, tolerance, memory = 10, rounding = 0 }: MinimiseOptions,
): Minimum {
  const gradient = new Float64Array(start.length);
  let present: Evaluated = { point: start.slice(), value: f(start, gradient), gradient };
  let [done, evaluations] = [0, 1];
  const model = new QuasiNewton(memory);
  const ended = (converged: boolean): Minimum => ({ ...present, converged, iterations: done, evaluations });
  for (; done < iterations; done++) {
    const steepest = largest(present.gradient);
    if (steepest <= tolerance) return ended(true);
    const direction = model.direction(present.gradient);
    // Without a model of the curvature the first step has length 1 at most.
    const first = done === 0 ? Math.min(1, 1 / Math.sqrt(dot(direction, direction))) : 1;
    const { found, evaluations: spent } = wolfeSearch(f, present, direction, first, rounding);
    evaluations += spent;
    if (!found) return ended(false);
    const difference = (to: Float64Array, from: Float64Array) => to.map((x, i) => x - from[i]);
    model.remember(difference(found.point, present.point), difference(found.gradient, present.gradient));
    present = found;
  }
  return ended(largest(present.gradient) <= tolerance);
}
