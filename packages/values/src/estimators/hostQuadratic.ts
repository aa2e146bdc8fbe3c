import {
  type ComponentState,
  type HostContext,
  type LinearSystem,
  matrix,
  modelNotDeclared,
  nothingAfter,
  product,
  type QuadraticActionValue,
  type QuadraticHost,
  type QuadraticValue,
  restoreArray,
  type Stateful,
  trace,
  type ValueEstimatorHost,
} from '@vem/framework';
import type { Swept } from './hostTable.js';

/** Quadratic values at each of T steps, in float64: [X, X] matrices row by row, and a constant behind each. */
export class HostQuadratic implements ValueEstimatorHost, QuadraticHost, Stateful {
  readonly horizon: number | undefined;
  readonly #id: string;
  readonly #states: number;
  readonly #actions: number;
  readonly #steps: number;
  /** [T, (n + m)² + 1] and [T, n² + 1] */
  readonly #joint: Float64Array;
  readonly #state: Float64Array;

  constructor(id: string, states: number, actions: number, horizon: number | undefined) {
    this.#id = id;
    this.horizon = horizon;
    this.#states = states;
    this.#actions = actions;
    this.#steps = horizon ?? 1;
    this.#joint = new Float64Array(this.#steps * this.#jointSize);
    this.#state = new Float64Array(this.#steps * this.#stateSize);
  }

  get #jointSize(): number {
    return (this.#states + this.#actions) ** 2 + 1;
  }

  get #stateSize(): number {
    return this.#states ** 2 + 1;
  }

  get quadratic(): QuadraticHost {
    return this;
  }

  values(): never {
    throw modelNotDeclared(this.#id, 'tables');
  }

  worth(): never {
    throw modelNotDeclared(this.#id, 'tables');
  }

  value(step = 0): QuadraticValue {
    const row = this.#rowOf(this.#state, this.#stateSize, step);
    const size = this.#states;
    return { curvature: matrix(size, size, row.subarray(0, size * size)), constant: row[size * size] };
  }

  actionValue(step = 0): QuadraticActionValue {
    const row = this.#rowOf(this.#joint, this.#jointSize, step);
    const [n, m] = [this.#states, this.#actions];
    const block = (top: number, left: number, rows: number, columns: number) =>
      matrix(
        rows,
        columns,
        Array.from(
          { length: rows * columns },
          (_, i) => row[(top + Math.floor(i / columns)) * (n + m) + left + (i % columns)],
        ),
      );
    return {
      ofStates: block(0, 0, n, n),
      mixed: block(0, n, n, m),
      ofActions: block(n, n, m, m),
      constant: row[(n + m) ** 2],
    };
  }

  /** From the last step backwards, or until nothing moves. */
  recur({ bootstrap, returns }: HostContext, tolerance: number, maxSteps: number): Swept {
    let after = this.horizon === undefined ? this.value() : nothingAfter(this.#states);
    const count = this.horizon ?? maxSteps;
    let residual = 0;
    for (let taken = 1; taken <= count; taken++) {
      const step = this.horizon === undefined ? 0 : count - taken;
      const q = returns.quadratic!(after);
      const { value } = bootstrap.quadratic!(q);
      const { moved, largest } = this.#store(step, q, value);
      residual = this.horizon === undefined ? moved : Math.max(residual, moved);
      after = value;
      const converged = this.horizon === undefined && moved <= tolerance * largest;
      if (converged) return { sweeps: taken, residual, settled: taken === 1 };
    }
    return { sweeps: count, residual, settled: residual === 0 };
  }

  #store(step: number, { ofStates, mixed, ofActions, constant }: QuadraticActionValue, value: QuadraticValue) {
    const [n, m] = [this.#states, this.#actions];
    const joint = this.#rowOf(this.#joint, this.#jointSize, step);
    const state = this.#rowOf(this.#state, this.#stateSize, step);
    for (let i = 0; i < n + m; i++)
      for (let j = 0; j < n + m; j++)
        joint[i * (n + m) + j] =
          i < n
            ? j < n
              ? ofStates.data[i * n + j]
              : mixed.data[i * m + j - n]
            : j < n
              ? mixed.data[j * m + i - n]
              : ofActions.data[(i - n) * m + j - n];
    joint[(n + m) ** 2] = constant;
    let moved = 0;
    let largest = 1;
    const entries = [...value.curvature.data, value.constant];
    for (const [i, entry] of entries.entries()) {
      moved = Math.max(moved, Math.abs(entry - state[i]));
      largest = Math.max(largest, Math.abs(entry));
      state[i] = entry;
    }
    return { moved, largest };
  }

  /** E V at the start of an episode. */
  startValue({ startMean, startCovariance }: LinearSystem): number {
    const { curvature, constant } = this.value();
    const mean = matrix(this.#states, 1, startMean);
    const atMean = mean.data.reduce((sum, entry, i) => sum + entry * product(curvature, mean).data[i], 0);
    return constant - 0.5 * (atMean + trace(product(curvature, startCovariance)));
  }

  /** Hands the numbers to programs. */
  write(own: Readonly<Record<string, Float32Array>>): void {
    const split = (source: Float64Array, size: number, matrices: Float32Array, constants: Float32Array) => {
      for (let t = 0; t < this.#steps; t++) {
        matrices.set(source.subarray(t * size, (t + 1) * size - 1), t * (size - 1));
        constants[t] = source[(t + 1) * size - 1];
      }
    };
    split(this.#joint, this.#jointSize, own.joint, own.jointConstant);
    split(this.#state, this.#stateSize, own.state, own.stateConstant);
  }

  #rowOf(rows: Float64Array, size: number, step: number): Float64Array {
    const at = Math.min(step, this.#steps - 1);
    return rows.subarray(at * size, (at + 1) * size);
  }

  state(): ComponentState {
    return { joint: this.#joint.slice(), state: this.#state.slice() };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ joint, state }: ComponentState): void {
    restoreArray('valueEstimator', 'joint', this.#joint, joint);
    restoreArray('valueEstimator', 'state', this.#state, state);
  }
}
