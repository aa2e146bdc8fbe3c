import {
  type ComponentState,
  type DeclaredTables,
  type ExpertOptions,
  expertPolicy,
  restoreArray,
  type Stateful,
  type Stream,
  type Trajectories,
  type TransitionTables,
} from '@vem/framework';
import * as errors from './demonstrationErrors.js';

/** Where demonstrations come from. */
export interface Shown extends Stateful {
  /** R */
  readonly rows: number;
  /** The steps themselves; the same ones at every call. @param stream - of what has to be drawn first */
  steps(stream: Stream): Trajectories;
}

/** Steps that are there already: they have to be the same ones when a run goes on. */
export class GivenSteps implements Shown {
  readonly rows: number;
  readonly #steps: Trajectories;
  readonly #path: string | undefined;

  /** @param path - of the file that they were read from, if they were */
  constructor(steps: Trajectories, path?: string) {
    this.rows = steps.rows;
    this.#steps = steps;
    this.#path = path;
  }

  steps(): Trajectories {
    return this.#steps;
  }

  state(): ComponentState {
    return { checksum: new Uint8Array(Buffer.from(this.#steps.checksum, 'hex')) };
  }

  /** @throws VEM_DEMONSTRATIONS_CHANGED */
  restore({ checksum }: ComponentState): void {
    const expected = Buffer.from(checksum as Uint8Array).toString('hex');
    if (expected !== this.#steps.checksum)
      throw errors.demonstrationsChanged(this.#path, expected, this.#steps.checksum);
  }
}

/** Episodes of an expert on known tables, drawn by the run's own numbers: filled up to T steps with rows that count nothing. */
export class DrawnEpisodes implements Shown {
  readonly rows: number;
  readonly #declared: DeclaredTables;
  readonly #width: number;
  readonly #episodes: number;
  readonly #horizon: number;
  readonly #expert: ExpertOptions;
  /** [R], what happened at each step: outcome and pair of the tables, −1 after the end; and whether it was drawn. */
  readonly #outcome_R: Int32Array;
  readonly #pair_R: Int32Array;
  #drawn = false;
  #steps: Trajectories | undefined;

  /** @param width - O. @param horizon - T, steps until an episode is truncated */
  constructor(declared: DeclaredTables, width: number, episodes: number, horizon: number, expert: ExpertOptions) {
    this.rows = episodes * horizon;
    this.#declared = declared;
    this.#width = width;
    this.#episodes = episodes;
    this.#horizon = horizon;
    this.#expert = expert;
    this.#outcome_R = new Int32Array(this.rows).fill(-1);
    this.#pair_R = new Int32Array(this.rows).fill(-1);
  }

  steps(stream: Stream): Trajectories {
    if (this.#steps) return this.#steps;
    const tables = this.#declared.write();
    if (!this.#drawn) this.#draw(tables, stream);
    this.#steps = this.#written(tables);
    return this.#steps;
  }

  #draw(tables: TransitionTables, stream: Stream): void {
    const { actions, start_S, first_P, next_E, probability_E, terminal_S } = tables;
    const policyAt = expertPolicy(tables, this.#expert);
    for (let episode = 0; episode < this.#episodes; episode++) {
      let state = drawn(start_S, 0, start_S.length, stream);
      for (let time = 0; time < this.#horizon && !terminal_S[state]; time++) {
        const policy = policyAt(time)
          .subarray(state * actions, (state + 1) * actions)
          .map(Math.exp);
        const pair = state * actions + drawn(policy, 0, actions, stream);
        const outcome = drawn(probability_E, first_P[pair], first_P[pair + 1], stream);
        this.#pair_R[episode * this.#horizon + time] = pair;
        this.#outcome_R[episode * this.#horizon + time] = outcome;
        state = next_E[outcome];
      }
    }
    this.#drawn = true;
  }

  #written({ actions, next_E, reward_E, terminal_S }: TransitionTables): Trajectories {
    const { rows } = this;
    const horizon = this.#horizon;
    const [observation, nextObservation] = [0, 1].map(() => new Float32Array(rows * this.#width));
    const column = (value: (row: number, outcome: number) => number) =>
      Float32Array.from({ length: rows }, (_, row) => {
        const outcome = this.#outcome_R[row];
        return outcome < 0 ? 0 : value(row, outcome);
      });
    for (let row = 0; row < rows; row++) {
      if (this.#outcome_R[row] < 0) continue;
      const place = [row * this.#width, (row + 1) * this.#width] as const;
      this.#declared.observe(Math.floor(this.#pair_R[row] / actions), observation.subarray(...place));
      this.#declared.observe(next_E[this.#outcome_R[row]], nextObservation.subarray(...place));
    }
    return {
      rows,
      episodes: this.#episodes,
      checksum: '',
      columns: {
        observation,
        nextObservation,
        action: column((row) => this.#pair_R[row] % actions),
        reward: column((_row, outcome) => reward_E[outcome]),
        terminated: column((_row, outcome) => terminal_S[next_E[outcome]]),
        truncated: column((row, outcome) => (row % horizon === horizon - 1 && !terminal_S[next_E[outcome]] ? 1 : 0)),
        time: Float32Array.from({ length: rows }, (_, row) => row % horizon),
        episode: Float32Array.from({ length: rows }, (_, row) => Math.floor(row / horizon)),
        weight: column(() => 1),
      },
    };
  }

  state(): ComponentState {
    return { drawn: this.#drawn ? 1 : 0, outcome: this.#outcome_R.slice(), pair: this.#pair_R.slice() };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ drawn: wasDrawn, outcome, pair }: ComponentState): void {
    restoreArray('data', 'outcome', this.#outcome_R, outcome);
    restoreArray('data', 'pair', this.#pair_R, pair);
    this.#drawn = wasDrawn === 1;
    this.#steps = undefined;
  }
}

/** A place from `from` up to `to`, by the probabilities there. */
function drawn(probability: Float64Array, from: number, to: number, stream: Stream): number {
  let left = stream.uniform();
  let last = from;
  for (let i = from; i < to; i++) {
    if (probability[i] === 0) continue;
    last = i;
    left -= probability[i];
    if (left < 0) return i;
  }
  return last;
}
