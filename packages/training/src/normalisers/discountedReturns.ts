import { type ComponentState, type Stateful, stateInvalid, type Transitions } from '@vem/framework';
import type { RunningMoments } from './runningMoments.js';

/**
 * Discounted sums of the rewards up to now, R ← γR + r, in N environments: how far they spread is the scale of values.
 * They begin anew after any end, as in Stable-Baselines3's `VecNormalize`. Gymnasium's `NormalizeReward` forgets before the
 * last reward of a terminated episode is added, and never where a time limit ends one.
 */
export class DiscountedReturns implements Stateful {
  readonly #discount: number;
  /** [N], of the running episodes; empty before the first step. */
  #running = new Float64Array(0);

  constructor(discount: number) {
    this.#discount = discount;
  }

  /** Takes a step of all environments into account, and adds its sums to the moments. */
  add({ count, columns: { reward, terminated, truncated } }: Transitions, moments: RunningMoments): void {
    if (this.#running.length === 0) this.#running = new Float64Array(count);
    const running = this.#running;
    for (let n = 0; n < count; n++) {
      running[n] = this.#discount * running[n] + reward[n];
      moments.add(running, n);
      if (terminated[n] + truncated[n] > 0) running[n] = 0;
    }
  }

  state(): ComponentState {
    return { running: this.#running.slice() };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ running }: ComponentState): void {
    if (!(running instanceof Float64Array)) throw stateInvalid('normaliser', 'running', 'a Float64Array', running);
    this.#running = running.slice();
  }
}
