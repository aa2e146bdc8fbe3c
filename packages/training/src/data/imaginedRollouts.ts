import * as tf from '@tensorflow/tfjs-core';
import {
  type ComponentState,
  type Imagination,
  type ImaginationProgram,
  type ImaginedColumns,
  type Progress,
  restoreArray,
  type Stateful,
  type StepContext,
  type Stream,
  sampleOf,
  storedNumber,
} from '@vem/framework';
import * as errors from './imaginedErrors.js';
import type { ImaginedRows } from './imaginedRows.js';
import type { RecordedRange } from './recordedRange.js';

/** Roll-outs that go on side by side, at most: enough for products of full speed. */
const WIDEST = 2000;

/** Steps of a roll-out: always as many, or more of them from one environment step to another. */
export type Horizon =
  | number
  | { readonly from: number; readonly to: number; readonly begin: number; readonly end: number };

/** Janner et al. 2019, arXiv:1906.08253, appendix C: between its ends a straight line, in whole steps. */
export function horizonAt(horizon: Horizon, envSteps: number): number {
  if (typeof horizon === 'number') return horizon;
  const { from, to, begin, end } = horizon;
  const share = Math.max(0, Math.min(1, (envSteps - begin) / (end - begin)));
  return Math.floor(from + share * (to - from));
}

export interface RolloutOptions {
  /** Environment steps from one set of roll-outs to the next. */
  readonly every: number;
  /** Roll-outs of a set. */
  readonly rollouts: number;
  readonly horizon: Horizon;
  /** Who acts. */
  readonly who: 'posterior' | 'prior';
  /** Predictions further from what was recorded than so many times its range are not learned from. */
  readonly reach: number;
}

/** Where rows come from and go. */
export interface RolloutPlace {
  /** O */
  readonly observation: number;
  readonly range: RecordedRange;
  readonly rows: ImaginedRows;
  /** Writes recorded states, [R, O]. */
  readonly branch: (observation_RO: Float32Array, stream: Stream) => void;
}

/**
 * Sets of roll-outs in the model that branch off from recorded states, and end where the model says that episodes do
 * (arXiv:1906.08253, algorithm 2, lines 6-8). A set is imagined group by group of R roll-outs, each step by step.
 */
export class ImaginedRollouts implements Imagination, Stateful {
  readonly rows: number;
  readonly #groups: number;
  readonly #options: RolloutOptions;
  readonly #place: RolloutPlace;
  /** Distances of `every` environment steps that lay behind when the last set began; −1 before the first. */
  #last = -1;
  /** Steps of this set's roll-outs; 0 while none goes on. */
  #horizon = 0;
  /** The group that goes on, and steps behind it. */
  #group = 0;
  #step = 0;
  /** [R, O] */
  readonly #state: Float32Array;
  /** [R], 1 while the roll-out goes on. */
  readonly #alive: Uint8Array;

  constructor(options: RolloutOptions, place: RolloutPlace) {
    this.#options = options;
    this.#place = place;
    this.#groups = Math.ceil(options.rollouts / WIDEST);
    this.rows = Math.ceil(options.rollouts / this.#groups);
    this.#state = new Float32Array(this.rows * place.observation);
    this.#alive = new Uint8Array(this.rows);
  }

  program(step: StepContext): ImaginationProgram {
    return {
      imagine: (observation_BO) => {
        const actor =
          this.#options.who === 'posterior'
            ? step.posterior.infer(observation_BO, 'act')
            : step.prior.at(observation_BO, 'online');
        const action_BA = tf.squeeze<tf.Tensor>(sampleOf(actor, 1).action_SBA, [0]);
        const { next_BO, reward_B, continue_B, distance_B } = step.model.step!(observation_BO, action_BA);
        const isEnd_B = tf.greaterEqual(step.noise.uniform([observation_BO.shape[0]!]), continue_B);
        return { action_BA, next_BO, reward_B, ended_B: tf.cast(isEnd_B, 'float32'), distance_B };
      },
    };
  }

  due({ envSteps }: Progress): boolean {
    if (this.#horizon > 0) return true;
    const { every, horizon } = this.#options;
    const distances = Math.floor(envSteps / every);
    if (distances === this.#last) return false;
    this.#last = distances;
    this.#horizon = horizonAt(horizon, envSteps);
    this.#place.rows.begin(this.#groups * this.rows * this.#horizon);
    return true;
  }

  start(observation_RO: Float32Array, stream: Stream): void {
    if (this.#step === 0) {
      this.#place.branch(observation_RO, stream);
      this.#state.set(observation_RO);
      this.#alive.fill(1);
    } else observation_RO.set(this.#state);
  }

  /** @throws VEM_IMAGINED_NOT_FINITE, VEM_IMAGINED_EXPLODED */
  take({ columns, distance_R }: ImaginedColumns, { envSteps }: Progress): Readonly<Record<string, number>> {
    const { observation: size, rows } = this.#place;
    const { nextObservation, reward, terminated } = columns;
    const step = this.#step + 1;
    const seen = { asked: 0, outside: 0, exploded: 0, reward: 0, goingOn: 0 };
    for (let row = 0; row < this.rows; row++) {
      if (this.#alive[row] === 0) continue;
      seen.asked++;
      if (distance_R && distance_R[row] > 1) seen.outside++;
      if (!this.#isNear(nextObservation, reward, row, envSteps)) {
        seen.exploded++;
        this.#alive[row] = 0;
        continue;
      }
      rows.add(columns, row);
      seen.reward += reward[row];
      if (terminated[row] > 0) this.#alive[row] = 0;
      else seen.goingOn++;
      for (let i = row * size; i < (row + 1) * size; i++) this.#state[i] = nextObservation[i];
    }
    this.#advance(seen.goingOn > 0, step, envSteps);
    const entered = seen.asked - seen.exploded;
    return {
      ...(distance_R ? { [`model/outside${step}`]: seen.outside / seen.asked } : {}),
      ...(entered > 0
        ? { [`model/reward${step}`]: seen.reward / entered, [`model/goingOn${step}`]: seen.goingOn / entered }
        : {}),
      [`data/exploded${step}`]: seen.exploded / seen.asked,
    };
  }

  /** Whether what follows is a number, and near enough to what was recorded. */
  #isNear(next_RO: Float32Array, reward_R: Float32Array, row: number, envSteps: number): boolean {
    const { observation: size, range } = this.#place;
    const { reach } = this.#options;
    let isNear = true;
    for (let i = 0; i <= size; i++) {
      const value = i < size ? next_RO[row * size + i] : reward_R[row];
      if (!Number.isFinite(value))
        throw errors.notFinite(
          i < size ? `entry ${i} of the next observation` : 'the reward',
          this.#step + 1,
          envSteps,
          value,
        );
      if (!range.reaches(i, value, reach)) isNear = false;
    }
    return isNear;
  }

  /** The next step of the group, the next group, or the end of the set. */
  #advance(goesOn: boolean, step: number, envSteps: number): void {
    this.#step = step;
    if (goesOn && step < this.#horizon) return;
    this.#step = 0;
    this.#group++;
    if (this.#group < this.#groups) return;
    this.#group = 0;
    this.#horizon = 0;
    if (this.#place.rows.newest === 0) throw errors.allExploded(step, envSteps, this.#options.reach);
  }

  state(): ComponentState {
    return {
      last: this.#last,
      horizon: this.#horizon,
      group: this.#group,
      step: this.#step,
      state: this.#state.slice(),
      alive: this.#alive.slice(),
    };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ last, horizon, group, step, state, alive }: ComponentState): void {
    this.#last = storedNumber('data', 'last', last);
    this.#horizon = storedNumber('data', 'horizon', horizon);
    this.#group = storedNumber('data', 'group', group);
    this.#step = storedNumber('data', 'step', step);
    restoreArray('data', 'state', this.#state, state);
    restoreArray('data', 'alive', this.#alive, alive);
  }
}
