import {
  boltzmannPolicy,
  type ComponentState,
  divergenceAt,
  type EnvironmentModel,
  entropyAt,
  type HostContext,
  type Marginals,
  modelNotDeclared,
  type PosteriorHost,
  requireRoom,
  restoreArray,
  type Stateful,
} from '@vem/framework';
import { passForward } from './forwardMessages.js';

/** What an E-step did. */
export interface Improved {
  /** Largest change of a probability. */
  readonly change: number;
  /** Where episodes start, in nats. */
  readonly kl: number;
  readonly entropy: number;
}

/** log π of every state in float64 at each of T steps, and the marginals of the last forward pass. */
export class HostPolicy implements PosteriorHost, Stateful {
  readonly horizon: number | undefined;
  readonly #steps: number;
  readonly #states: number;
  readonly #actions: number;
  readonly #forward: number;
  /** [T, S, A] */
  readonly #logProb: Float64Array;
  /** [T′, S] and [T′, S, A], marginals of the first steps. */
  readonly #state: Float64Array;
  readonly #pair: Float64Array;

  /** @throws VEM_MEMORY_LIMIT, VEM_MODEL_NOT_DECLARED */
  constructor({ id, tables }: EnvironmentModel, actions: number, horizon: number | undefined, forward: number) {
    if (!tables) throw modelNotDeclared(id, 'tables');
    const { states } = tables;
    this.#steps = horizon ?? 1;
    requireRoom(
      `Slot "posterior": a policy of ${states} states, ${actions} actions and ${this.#steps} steps, and ${forward} steps of marginals`,
      (this.#steps * actions + forward * (actions + 1)) * states * Float64Array.BYTES_PER_ELEMENT,
      'Choose fewer states, a shorter horizon, or forward: 0.',
    );
    this.horizon = horizon;
    this.#states = states;
    this.#actions = actions;
    this.#forward = Math.min(forward, horizon ?? forward);
    this.#logProb = new Float64Array(this.#steps * states * actions).fill(-Math.log(actions));
    this.#state = new Float64Array(this.#forward * states);
    this.#pair = new Float64Array(this.#forward * states * actions);
  }

  logProb(step = 0): Float64Array {
    const size = this.#states * this.#actions;
    const at = Math.min(step, this.#steps - 1);
    return this.#logProb.subarray(at * size, (at + 1) * size);
  }

  marginals(): readonly Marginals[] {
    const [states, pairs] = [this.#states, this.#states * this.#actions];
    return Array.from({ length: this.#forward }, (_, t) => ({
      state_S: this.#state.subarray(t * states, (t + 1) * states),
      pair_SA: this.#pair.subarray(t * pairs, (t + 1) * pairs),
    }));
  }

  /** π ← p e^{Q/α}/Z in every state, and forward through it. */
  improve(context: HostContext): Improved {
    const { model, prior, temperature, valueEstimator } = context;
    const alpha = temperature.alpha();
    const prior_SA = prior.logProb(this.#states);
    const actions = this.#actions;
    const row_SA = new Float64Array(this.#states * actions);
    let change = 0;
    for (let t = 0; t < this.#steps; t++) {
      const own_SA = this.logProb(t);
      boltzmannPolicy(valueEstimator.values(t), prior_SA, actions, alpha, row_SA);
      for (let i = 0; i < row_SA.length; i++)
        change = Math.max(change, Math.abs(Math.exp(row_SA[i]) - Math.exp(own_SA[i])));
      own_SA.set(row_SA);
    }
    if (this.#forward > 0) passForward(context, (step) => this.logProb(step), this.marginals());
    return { change, ...this.#atStart(model.tables().start_S, prior_SA) };
  }

  #atStart(start_S: Float64Array, prior_SA: Float64Array) {
    const own_SA = this.logProb();
    let kl = 0;
    let entropy = 0;
    for (let s = 0; s < this.#states; s++) {
      if (start_S[s] === 0) continue;
      kl += start_S[s] * divergenceAt(own_SA, prior_SA, s * this.#actions, this.#actions);
      entropy += start_S[s] * entropyAt(own_SA, s * this.#actions, this.#actions);
    }
    return { kl, entropy };
  }

  state(): ComponentState {
    return { logProb: this.#logProb.slice(), state: this.#state.slice(), pair: this.#pair.slice() };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ logProb, state, pair }: ComponentState): void {
    restoreArray('posterior', 'logProb', this.#logProb, logProb);
    restoreArray('posterior', 'state', this.#state, state);
    restoreArray('posterior', 'pair', this.#pair, pair);
  }
}
