import { countsUpdates } from '../programs/dataLooks.js';
import type { Raised } from '../programs/signals.js';
import type { DataSource } from '../slots/data.js';
import type { Progress } from '../slots/progress.js';
import type { Schedule } from '../slots/schedule.js';
import { storedNumber } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';

/** Counts what a run has done and what it owes. */
export class Counters implements Stateful {
  readonly #schedule: Schedule;
  readonly #data: DataSource;
  readonly #environments: number;
  /** Environment steps that the run was first asked for. */
  horizon = 0;
  #envSteps = 0;
  #updates = 0;
  #rollouts = 0;
  #owed = 0;

  constructor(schedule: Schedule, data: DataSource, environments: number) {
    this.#schedule = schedule;
    this.#data = data;
    this.#environments = environments;
    this.#owed = schedule.initialUpdates ?? 0;
  }

  get owed(): number {
    return this.#owed;
  }

  get progress(): Progress {
    const began = this.#envSteps - (this.#owed > 0 ? this.#stepsOfRollout : 0);
    const fraction = this.horizon === 0 ? 0 : Math.min(1, began / this.horizon);
    return { envSteps: this.#envSteps, updates: this.#updates, rollouts: this.#rollouts, fraction };
  }

  /** Environment steps of the present roll-out, of a whole one where all are alike; 0 where experience is not kept as roll-outs. */
  get #stepsOfRollout(): number {
    const { rollouts } = this.#data;
    return rollouts?.envSteps ?? (rollouts?.length ?? 0) * this.#environments;
  }

  addSteps(count: number): void {
    this.#envSteps += count;
    if (!this.#data.ready(this.progress)) return;
    const batchesLeft = this.#batchesLeft;
    const due = this.#schedule.updatesDue(this.progress, count, batchesLeft);
    this.#owed = countsUpdates('schedule', 'updatesDue', due);
  }

  get #batchesLeft(): number {
    const left = this.#data.batchesLeft?.() ?? Number.POSITIVE_INFINITY;
    return left === Number.POSITIVE_INFINITY ? left : countsUpdates('data', 'batchesLeft', left);
  }

  /** @returns how many updates there were */
  addUpdate({ stop, stopAfterEpoch }: Raised): number {
    this.#owed--;
    const { rollouts } = this.#data;
    if (stop || (stopAfterEpoch && rollouts?.epochEnded)) {
      rollouts?.discard();
      this.#owed = 0;
    }
    return ++this.#updates;
  }

  /** Counts a roll-out, if one was just learned from to its end. @returns whether one was */
  endRollout(): boolean {
    const begun = this.#data.rollouts?.collected ?? Math.floor(this.#envSteps / this.#stepsOfRollout);
    if (begun === this.#rollouts) return false;
    this.#rollouts = begun;
    return true;
  }

  state(): ComponentState {
    return {
      envSteps: this.#envSteps,
      updates: this.#updates,
      rollouts: this.#rollouts,
      owed: this.#owed,
      horizon: this.horizon,
    };
  }

  /** @throws VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    const stored = (name: string) => storedNumber('progress', name, state[name]);
    this.#envSteps = stored('envSteps');
    this.#updates = stored('updates');
    this.#rollouts = stored('rollouts');
    this.#owed = stored('owed');
    this.horizon = stored('horizon');
  }
}
