import type { PairScores, TransitionTables } from '@vem/framework';

/** The reward of every outcome of known tables, worked out anew whenever the parameters are others. */
export class HostRewards {
  readonly #potential: PairScores;
  /** [S, O] */
  readonly #state_SO: Float64Array;
  #known: { readonly version: number; readonly reward_E: Float64Array } | undefined;

  constructor(potential: PairScores, state_SO: Float64Array) {
    this.#potential = potential;
    this.#state_SO = state_SO;
  }

  /** [E]: that of its state and action, whatever comes of it. @param version - of the parameters */
  ofOutcomes(
    parameters: Readonly<Record<string, Float32Array>>,
    version: number,
    { first_P, next_E }: TransitionTables,
  ): Float64Array {
    if (this.#known?.version === version) return this.#known.reward_E;
    const reward_SA = this.#potential.host(parameters, this.#state_SO);
    const reward_E = new Float64Array(next_E.length);
    for (const [pair, reward] of reward_SA.entries()) reward_E.fill(reward, first_P[pair], first_P[pair + 1]);
    this.#known = { version, reward_E };
    return reward_E;
  }
}
