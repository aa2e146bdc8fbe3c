import type { VectorStep } from '../environment/environment.js';
import type { ObservationSpace } from '../environment/spaces.js';
import { restoreArray, storedNumber } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import { TaskReturns, type TaskScore } from './taskReturns.js';

/** Running returns of N environments and the mean of those that finished since the last report. */
export class EpisodeLog implements Stateful {
  readonly #running: Float64Array;
  #finished = 0;
  #sum = 0;
  readonly #tasks: TaskReturns | undefined;

  constructor(count: number, observation: ObservationSpace) {
    this.#running = new Float64Array(count);
    this.#tasks = TaskReturns.of(observation);
  }

  add({ reward_N, terminated_N, truncated_N, nextObservation_NO }: VectorStep): void {
    for (let n = 0; n < this.#running.length; n++) {
      this.#running[n] += reward_N[n];
      if (terminated_N[n] + truncated_N[n] === 0) continue;
      this.#finished++;
      this.#sum += this.#running[n];
      this.#tasks?.add(this.#running[n], nextObservation_NO, n);
      this.#running[n] = 0;
    }
  }

  take(): {
    readonly episodes: number;
    readonly episodeReturn: number | undefined;
    readonly tasks?: readonly TaskScore[];
  } {
    const taken = {
      episodes: this.#finished,
      episodeReturn: this.#finished === 0 ? undefined : this.#sum / this.#finished,
      ...(this.#tasks ? { tasks: this.#tasks.take() } : {}),
    };
    this.#finished = 0;
    this.#sum = 0;
    return taken;
  }

  /** The running episodes start over: their rewards so far do not count. */
  startOver(): void {
    this.#running.fill(0);
  }

  state(): ComponentState {
    return {
      running: this.#running.slice(),
      finished: this.#finished,
      sum: this.#sum,
      ...(this.#tasks ? { tasks: this.#tasks.numbers.slice() } : {}),
    };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ running, finished, sum, tasks }: ComponentState): void {
    restoreArray('episodes', 'running', this.#running, running);
    if (this.#tasks) restoreArray('episodes', 'tasks', this.#tasks.numbers, tasks);
    this.#finished = storedNumber('episodes', 'finished', finished);
    this.#sum = storedNumber('episodes', 'sum', sum);
  }
}
