import {
  type ComponentState,
  type EnvironmentModel,
  type HostContext,
  modelNotDeclared,
  requireRoom,
  restoreArray,
  type Stateful,
  type ValueEstimatorHost,
} from '@vem/framework';

/** What sweeps left. */
export interface Swept {
  readonly sweeps: number;
  /** Largest change of a state's value in the last sweep, in reward units; with a horizon, in this phase. */
  readonly residual: number;
  /** Nothing moved at all: the values had been found before. */
  readonly settled: boolean;
}

/** Q and V of every state in float64, at each of T steps. */
export class HostTable implements ValueEstimatorHost, Stateful {
  readonly horizon: number | undefined;
  /** Steps that have a table of their own. */
  readonly #steps: number;
  readonly #states: number;
  readonly #actions: number;
  /** [T, S, A] and [T, S] */
  readonly #q: Float64Array;
  readonly #value: Float64Array;

  /** @throws VEM_MEMORY_LIMIT, VEM_MODEL_NOT_DECLARED */
  constructor({ id, tables }: EnvironmentModel, actions: number, horizon: number | undefined) {
    if (!tables) throw modelNotDeclared(id, 'tables');
    const { states } = tables;
    this.#steps = horizon ?? 1;
    const size = this.#steps * states * (actions + 1);
    requireRoom(
      `Slot "valueEstimator": values of ${states} states, ${actions} actions and ${this.#steps} steps`,
      size * Float64Array.BYTES_PER_ELEMENT,
      'Choose fewer states or a shorter horizon.',
    );
    this.horizon = horizon;
    this.#states = states;
    this.#actions = actions;
    this.#q = new Float64Array(this.#steps * states * actions);
    this.#value = new Float64Array(this.#steps * states);
  }

  values(step = 0): Float64Array {
    const size = this.#states * this.#actions;
    const at = Math.min(step, this.#steps - 1);
    return this.#q.subarray(at * size, (at + 1) * size);
  }

  worth(step = 0): Float64Array {
    const at = Math.min(step, this.#steps - 1);
    return this.#value.subarray(at * this.#states, (at + 1) * this.#states);
  }

  /** Sweeps in place, first to last and back in turns. */
  sweep({ bootstrap, model, returns }: HostContext, tolerance: number, maxSweeps: number): Swept {
    const { terminal_S } = model.tables();
    const [q_SA, value_S] = [this.values(), this.worth()];
    const last = this.#states - 1;
    for (let sweeps = 1; ; sweeps++) {
      let residual = 0;
      let largest = 1;
      for (let i = 0; i <= last; i++) {
        const s = sweeps % 2 === 1 ? i : last - i;
        if (terminal_S[s]) continue;
        returns.backup(s, value_S, q_SA);
        const value = bootstrap.value(s, q_SA);
        const change = Math.abs(value - value_S[s]);
        // A value that is no number ends the sweeps too.
        if (!(change <= residual)) residual = change;
        if (Math.abs(value) > largest) largest = Math.abs(value);
        value_S[s] = value;
      }
      const converged = !(residual > tolerance * largest);
      if (converged || sweeps >= maxSweeps) return { sweeps, residual, settled: converged && sweeps === 1 };
    }
  }

  /** From the last step to the first; nothing comes after the last. */
  backward({ bootstrap, model, returns }: HostContext): Swept {
    const { terminal_S } = model.tables();
    let residual = 0;
    let after_S = new Float64Array(this.#states);
    for (let t = this.#steps - 1; t >= 0; t--) {
      const [q_SA, value_S] = [this.values(t), this.worth(t)];
      for (let s = 0; s < this.#states; s++) {
        if (terminal_S[s]) continue;
        returns.backup(s, after_S, q_SA);
        const value = bootstrap.value(s, q_SA);
        const change = Math.abs(value - value_S[s]);
        if (!(change <= residual)) residual = change;
        value_S[s] = value;
      }
      after_S = value_S as Float64Array<ArrayBuffer>;
    }
    return { sweeps: this.#steps, residual, settled: residual === 0 };
  }

  state(): ComponentState {
    return { q: this.#q.slice(), value: this.#value.slice() };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ q, value }: ComponentState): void {
    restoreArray('valueEstimator', 'q', this.#q, q);
    restoreArray('valueEstimator', 'value', this.#value, value);
  }
}
