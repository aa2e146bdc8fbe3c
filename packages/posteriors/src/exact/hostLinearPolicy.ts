import {
  type ComponentState,
  conditionedNoise,
  type GaussianMarginal,
  gaussianMarginals,
  type HostContext,
  inverse,
  type LinearGaussianPolicy,
  matrix,
  nothingAfter,
  restoreArray,
  type Stateful,
} from '@vem/framework';

/** N(−K s, Σ) at each of T steps, in float64. */
export class HostLinearPolicy implements Stateful {
  readonly horizon: number | undefined;
  readonly #states: number;
  readonly #actions: number;
  readonly #steps: number;
  /** [T, m, n] and [T, m, m] */
  readonly #gain: Float64Array;
  readonly #covariance: Float64Array;

  constructor(states: number, actions: number, horizon: number | undefined) {
    this.horizon = horizon;
    this.#states = states;
    this.#actions = actions;
    this.#steps = horizon ?? 1;
    this.#gain = new Float64Array(this.#steps * actions * states);
    this.#covariance = new Float64Array(this.#steps * actions * actions);
  }

  at(step = 0): LinearGaussianPolicy {
    const [n, m] = [this.#states, this.#actions];
    const t = Math.min(step, this.#steps - 1);
    return {
      gain: matrix(m, n, this.#gain.subarray(t * m * n, (t + 1) * m * n)),
      covariance: matrix(m, m, this.#covariance.subarray(t * m * m, (t + 1) * m * m)),
    };
  }

  improve(context: HostContext): { readonly change: number; readonly entropy: number } {
    const { bootstrap, valueEstimator } = context;
    let change = 0;
    const keep = (into: Float64Array, start: number, values: Float64Array) => {
      for (const [i, value] of values.entries()) {
        change = Math.max(change, Math.abs(into[start + i] - value));
        into[start + i] = value;
      }
    };
    for (let t = 0; t < this.#steps; t++) {
      const { policy } = bootstrap.quadratic!(valueEstimator.quadratic!.actionValue(t));
      keep(this.#gain, t * policy.gain.data.length, policy.gain.data);
      keep(this.#covariance, t * policy.covariance.data.length, policy.covariance.data);
    }
    const first = inverse(this.at().covariance);
    const entropy = 0.5 * (this.#actions * Math.log(2 * Math.PI * Math.E) + (first?.logDeterminant ?? 0));
    return { change, entropy };
  }

  /** Marginals of the first steps, forward through policy and noise as they are given the future. */
  marginals(
    { model, returns, temperature, valueEstimator }: HostContext,
    forward: number,
  ): readonly GaussianMarginal[] {
    const system = model.linear!();
    const values = valueEstimator.quadratic!;
    const after = (step: number) =>
      this.horizon !== undefined && step + 1 >= this.horizon ? nothingAfter(this.#states) : values.value(step + 1);
    const start = returns.linearChance
      ? conditionedNoise(system.startCovariance, values.value(), temperature.alpha())
      : undefined;
    const steps = Array.from({ length: Math.min(forward, this.horizon ?? forward) }, (_, t) => ({
      policy: this.at(t),
      noise: returns.linearChance?.(after(t)),
    }));
    return gaussianMarginals(system, start, steps);
  }

  /** Hands the numbers to programs. */
  write(own: Readonly<Record<string, Float32Array>>): void {
    own.gain.set(this.#gain);
    for (let t = 0; t < this.#steps; t++) {
      const precision = inverse(this.at(t).covariance);
      for (let i = 0; i < this.#actions; i++) {
        const given = precision ? precision.inverse.data[i * (this.#actions + 1)] : 1;
        own.logStd[t * this.#actions + i] = -0.5 * Math.log(given);
      }
    }
  }

  state(): ComponentState {
    return { gain: this.#gain.slice(), covariance: this.#covariance.slice() };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ gain, covariance }: ComponentState): void {
    restoreArray('posterior', 'gain', this.#gain, gain);
    restoreArray('posterior', 'covariance', this.#covariance, covariance);
  }
}
