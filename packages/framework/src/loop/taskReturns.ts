import { type ObservationSpace, type PartPlace, taskAt, taskPlaceOf } from '../environment/spaces.js';

/** How episodes of one task went. */
export interface TaskScore {
  /** Its number, from 0. */
  readonly task: number;
  readonly episodes: number;
  /** Undiscounted, in the environment's reward units. */
  readonly meanReturn: number;
}

/** Returns of whole episodes, task by task, of environments with finitely many tasks. */
export class TaskReturns {
  /** Episodes and the sum of their returns, of each task in turn. */
  readonly numbers: Float64Array;
  readonly #place: PartPlace;
  readonly #width: number;

  private constructor(place: PartPlace, width: number) {
    this.#place = place;
    this.#width = width;
    this.numbers = new Float64Array(2 * place.size);
  }

  /** Undefined where the environment has no tasks. */
  static of(observation: ObservationSpace): TaskReturns | undefined {
    const place = taskPlaceOf(observation);
    return place && new TaskReturns(place, observation.size);
  }

  /** @param observations - [N, O]; that of episode n says which task it was */
  add(total: number, observations: Float32Array, n: number): void {
    const task = taskAt(this.#place, observations, n * this.#width);
    this.numbers[2 * task]++;
    this.numbers[2 * task + 1] += total;
  }

  /** Since the last call; tasks without an episode are left out. */
  take(): readonly TaskScore[] {
    const scores: TaskScore[] = [];
    for (let task = 0; task < this.#place.size; task++) {
      const episodes = this.numbers[2 * task];
      if (episodes > 0) scores.push({ task, episodes, meanReturn: this.numbers[2 * task + 1] / episodes });
    }
    this.numbers.fill(0);
    return scores;
  }
}
