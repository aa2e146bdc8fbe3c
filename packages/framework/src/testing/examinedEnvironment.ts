import { VemError } from '@vem/compiler';
import type { BoundSlot } from '../composition/definePlugin.js';
import type { EnvironmentFactory, VectorEnvironment, VectorStep } from '../environment/environment.js';
import { storedActionWidth } from '../environment/spaces.js';
import type { Stream } from '../random/stream.js';
import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import { type Require, requirementsOf, same } from './examination.js';

export interface EnvironmentConditions {
  /** Steps of each look; default 40. Longer than episodes take is better. */
  readonly steps?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** What one step of all copies gave, as copies. */
export interface Seen {
  readonly reward: readonly number[];
  readonly terminated: readonly number[];
  readonly truncated: readonly number[];
  readonly next: readonly number[];
  readonly observation: readonly number[];
}

/** A copy of all that a step hands out, which the next one writes over. */
export const copied = (step: VectorStep): Seen => ({
  reward: [...step.reward_N],
  terminated: [...step.terminated_N],
  truncated: [...step.truncated_N],
  next: [...step.nextObservation_NO],
  observation: [...step.observation_NO],
});

/** One environment plugin under examination. */
export class ExaminedEnvironment {
  readonly factory: EnvironmentFactory;
  readonly steps: number;
  readonly seed: number;
  readonly require: Require;
  readonly #opened: VectorEnvironment[] = [];

  constructor(bound: BoundSlot<'environment'>, { steps = 40, seed = 1 }: EnvironmentConditions) {
    this.factory = (bound.create as () => EnvironmentFactory)();
    this.steps = steps;
    this.seed = seed;
    this.require = requirementsOf(bound);
  }

  stream(seed = this.seed): Stream {
    return new Streams(seed).stream(streamNames.stage('environment'));
  }

  create(count: number, stream: Stream): VectorEnvironment {
    const environment = this.factory.create(count, stream);
    this.#opened.push(environment);
    return environment;
  }

  /** Lets go of all that was created. */
  dispose(): void {
    for (const environment of this.#opened) environment.dispose();
  }

  /** Actions for N copies at some steps: of all sizes within the bounds, at the bounds, or beyond them by `reach`. */
  actions(count: number, steps: number, seed: number, reach = 1): (Float32Array | Int32Array)[] {
    const space = this.factory.spec.action;
    const stream = new Streams(seed).stream(streamNames.stage('actions'));
    return Array.from({ length: steps }, () => {
      if (space.kind === 'finite') return Int32Array.from({ length: count }, () => stream.integer(space.count));
      return Float32Array.from({ length: count * storedActionWidth(space) }, (_, i) => {
        const entry = i % space.dimension;
        const [low, high] = [space.low[entry], space.high[entry]];
        const share = reach === 1 ? stream.uniform() : stream.integer(2);
        return (low + high) / 2 + reach * (share - 0.5) * (high - low);
      });
    });
  }

  play(environment: VectorEnvironment, actions: readonly (Float32Array | Int32Array)[]): Seen[] {
    return actions.map((action) => {
      const given = action.slice();
      const step = environment.step(given);
      const kept = same(given, action);
      this.require(kept, 'actions are left as they are', 'a changed array', 'Copy what is to be changed.');
      // Whoever kept the array finds nothing there.
      given.fill(given instanceof Float32Array ? Number.NaN : -1);
      return copied(step);
    });
  }
}

/** In single precision, as observations and rewards are stored. */
export const finiteNumbers = (values: readonly number[]): boolean =>
  values.every((value) => Number.isFinite(Math.fround(value)));

/** Whether a draw from a stream that always gives the same number never came to an end. */
export const isEndless = (error: unknown) => error instanceof VemError && error.path === 'draws without end';
