import type { HostContext, HostOutcome } from '@vem/framework';
import { type ComponentState, stateInvalid, storedNumber } from '@vem/framework';

export interface Patience {
  /** Epochs without any member that improved. */
  readonly epochs: number;
  /** Share of its smallest error by which a member has to improve. */
  readonly improvement: number;
}

/** Group of the members' parameters, [M, …] each, but for those under `shared`. */
const GROUP = 'model';

/**
 * Judges an ensemble by the errors of its members on rows held out: each member keeps the parameters of its best epoch, the fit
 * ends when none has improved for some epochs, and the best members are the elite (public code of Janner et al. 2019,
 * arXiv:1906.08253).
 */
export class Elites {
  readonly #members: number;
  readonly #patience: Patience;
  readonly #isShared: (tensor: string) => boolean;
  /** [M], of the fit that goes on, or of the last one. */
  #errors: Float64Array;
  #best: Record<string, Float32Array> = {};
  #stale = 0;

  constructor(members: number, patience: Patience, isShared: (tensor: string) => boolean) {
    this.#members = members;
    this.#patience = patience;
    this.#isShared = isShared;
    this.#errors = new Float64Array(members).fill(Number.POSITIVE_INFINITY);
  }

  begin(): void {
    this.#errors.fill(Number.POSITIVE_INFINITY);
    this.#best = {};
    this.#stale = 0;
  }

  judge(context: HostContext): HostOutcome {
    const error_M = context.result('model', 'error_M');
    const tensors = context.parameters(GROUP);
    let improved = false;
    for (let member = 0; member < this.#members; member++) {
      const error = error_M?.[member] ?? Number.NaN;
      const before = this.#errors[member];
      const isBetter = before === Number.POSITIVE_INFINITY || (before - error) / before > this.#patience.improvement;
      if (!Number.isFinite(error) || !isBetter) continue;
      improved = true;
      this.#errors[member] = error;
      for (const [name, values] of Object.entries(tensors)) {
        if (this.#isShared(name)) continue;
        this.#best[name] ??= values.slice();
        const size = values.length / this.#members;
        this.#best[name].set(values.subarray(member * size, (member + 1) * size), member * size);
      }
    }
    this.#stale = improved ? 0 : this.#stale + 1;
    return { stop: this.#stale >= this.#patience.epochs };
  }

  /** The members become what they were at their best. @param elite - receives the indices of the best ones */
  end(context: HostContext, elite: Float32Array): HostOutcome {
    const tensors = context.parameters(GROUP);
    for (const [name, values] of Object.entries(this.#best)) tensors[name].set(values);
    this.#best = {};
    const order = [...this.#errors.keys()].sort((a, b) => this.#errors[a] - this.#errors[b] || a - b);
    elite.set(order.slice(0, elite.length));
    const errors = order.slice(0, elite.length).map((member) => this.#errors[member]);
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    return Number.isFinite(mean) ? { metrics: { heldOutError: mean } } : {};
  }

  state(): ComponentState {
    const best = Object.entries(this.#best).map(([name, values]) => [`best/${name}`, values.slice()] as const);
    return { errors: this.#errors.slice(), stale: this.#stale, ...Object.fromEntries(best) };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ errors, stale, ...best }: ComponentState): void {
    if (!(errors instanceof Float64Array)) throw stateInvalid('model', 'errors', 'a Float64Array', errors);
    this.#errors = errors.slice();
    this.#stale = storedNumber('model', 'stale', stale);
    this.#best = Object.fromEntries(
      Object.entries(best).map(([name, values]) => {
        if (!(values instanceof Float32Array)) throw stateInvalid('model', name, 'a Float32Array', values);
        return [name.slice('best/'.length), values.slice()];
      }),
    );
  }
}
