import { type SingleBounds, singleBounds } from './singleBounds.js';
import { type ActionSpace, storedActionWidth } from './spaces.js';

/**
 * Between policies and environments. Programs speak box units ([−1, 1]^A) or one-hot; environments speak their own
 * units or indices; experience stores box units or indices. Rescaling is affine and outside every density, so
 * entropies are always those on [−1, 1]^A. Policies whose densities reach beyond that are clipped here, as the environment
 * would; and nothing is rounded out of the bounds.
 */
export class ActionAdapter {
  readonly #space: ActionSpace;
  readonly #count: number;
  readonly #bounds: SingleBounds | undefined;
  /** [N, A] or [N]: what the environment is given. */
  readonly environment: Float32Array | Int32Array;
  /** [N, A] in box units or [N] indices: what experience keeps. */
  readonly stored: Float32Array;

  constructor(space: ActionSpace, count: number) {
    this.#space = space;
    this.#count = count;
    this.#bounds = space.kind === 'box' ? singleBounds(space) : undefined;
    this.stored = new Float32Array(count * storedActionWidth(space));
    this.environment = space.kind === 'box' ? new Float32Array(count * space.dimension) : new Int32Array(count);
  }

  /** @param action - [N, A], box units or one-hot. */
  convert(action: Float32Array): void {
    const space = this.#space;
    const bounds = this.#bounds;
    if (space.kind === 'box' && bounds) {
      const { dimension, low, high } = space;
      this.stored.set(action);
      for (let i = 0; i < action.length; i++) {
        const k = i % dimension;
        const value = low[k] + (action[i] + 1) * 0.5 * (high[k] - low[k]);
        this.environment[i] = Math.max(bounds.low[k], Math.min(bounds.high[k], value));
      }
      return;
    }
    if (space.kind === 'box') return;
    for (let n = 0; n < this.#count; n++) {
      let best = 0;
      for (let k = 1; k < space.count; k++) if (action[n * space.count + k] > action[n * space.count + best]) best = k;
      this.environment[n] = best;
      this.stored[n] = best;
    }
  }
}
