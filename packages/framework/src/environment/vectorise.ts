import { requireRoom } from '../limits/memoryLimit.js';
import type { Stream } from '../random/stream.js';
import type { ActionKind, Dynamics, StepOutcome } from './dynamics.js';
import type { EnvironmentSpec, EnvironmentState, VectorEnvironment, VectorStep } from './environment.js';
import {
  environmentActionInvalid,
  environmentCountInvalid,
  environmentNotFinite,
  environmentNotStarted,
  environmentStateMismatch,
} from './environmentErrors.js';
import type { Poses, Scene } from './scene.js';
import { type SingleBounds, singleBounds } from './singleBounds.js';
import { storedActionWidth } from './spaces.js';

const FEWER = 'Step fewer copies together, or give the environment smaller observations.';

/**
 * `count` copies of one environment, stepped one after the other in this thread. Stepping makes no objects or arrays.
 *
 * The observation array that `reset()` returns is the one that later steps return as `observation_NO`, and `restore`
 * refreshes it: to continue from a saved state in a new process call `reset()`, then `restore(state)`.
 *
 * @throws VEM_ENVIRONMENT_COUNT if `count` is not a positive whole number.
 */
export function vectorise(
  spec: EnvironmentSpec,
  dynamics: Dynamics<ActionKind>,
  count: number,
  stream: Stream,
): VectorEnvironment {
  if (!Number.isInteger(count) || count < 1) {
    dynamics.dispose?.();
    throw environmentCountInvalid(spec.id, 'the number of copies', count);
  }
  try {
    const floats = count * (2 * spec.observation.size + 2 * dynamics.stateSize);
    requireRoom(`Environment "${spec.id}": ${count} copies`, floats * Float32Array.BYTES_PER_ELEMENT, FEWER);
    return new VectorisedEnvironment(spec, dynamics, count, stream);
  } catch (error) {
    dynamics.dispose?.();
    throw error;
  }
}

/** Whether an environment came from `vectorise`, which keeps to its spec by construction. */
export const isVectorised = (environment: VectorEnvironment): boolean => environment instanceof VectorisedEnvironment;

/** Whether a number is finite in single precision too, in which experience is kept. */
export const isSingle = (value: number): boolean => Number.isFinite(Math.fround(value));

/** Views of `count` consecutive rows of `array`, made once because making one allocates. */
function rows<A extends Float32Array | Float64Array>(array: A, count: number): A[] {
  const size = array.length / count;
  return Array.from({ length: count }, (_, row) => array.subarray(row * size, (row + 1) * size) as A);
}

class VectorisedEnvironment implements VectorEnvironment {
  readonly spec: EnvironmentSpec;
  readonly count: number;
  readonly #dynamics: Dynamics<ActionKind>;
  readonly #stream: Stream;
  readonly #timeLimit: number;
  /** [N, stateSize], and its rows. */
  readonly #state: Float64Array;
  readonly #states: Float64Array[];
  /** [N], steps of the running episodes. */
  readonly #elapsed: Int32Array;
  readonly #step: VectorStep;
  readonly #observations: Float32Array[];
  readonly #nextObservations: Float32Array[];
  /** [A], the clipped action of one copy. */
  readonly #boxAction: Float32Array;
  readonly #bounds: SingleBounds | undefined;
  readonly #outcome: StepOutcome = { reward: Number.NaN, terminated: false };
  #running = false;
  #disposed = false;

  constructor(spec: EnvironmentSpec, dynamics: Dynamics<ActionKind>, count: number, stream: Stream) {
    this.spec = spec;
    this.count = count;
    this.#dynamics = dynamics;
    this.#stream = stream;
    this.#timeLimit = spec.timeLimit ?? Number.POSITIVE_INFINITY;
    this.#state = new Float64Array(count * dynamics.stateSize);
    this.#states = rows(this.#state, count);
    this.#elapsed = new Int32Array(count);
    this.#step = {
      reward_N: new Float64Array(count),
      terminated_N: new Uint8Array(count),
      truncated_N: new Uint8Array(count),
      // NaN, so that an entry that is never written is noticed.
      nextObservation_NO: new Float32Array(count * spec.observation.size).fill(Number.NaN),
      observation_NO: new Float32Array(count * spec.observation.size).fill(Number.NaN),
    };
    this.#observations = rows(this.#step.observation_NO, count);
    this.#nextObservations = rows(this.#step.nextObservation_NO, count);
    this.#bounds = spec.action.kind === 'box' ? singleBounds(spec.action) : undefined;
    this.#boxAction = new Float32Array(spec.action.kind === 'box' ? spec.action.dimension : 0);
  }

  get scene(): Scene | undefined {
    return this.#dynamics.view?.scene;
  }

  pose(copy: number, poses: Poses): void {
    const { position_G3, rotation_G9 } = poses;
    position_G3.fill(0);
    for (let i = 0; i < rotation_G9.length; i++) rotation_G9[i] = (i % 9) % 4 === 0 ? 1 : 0;
    this.#dynamics.view?.pose(this.#states[copy], poses);
  }

  reset(): Float32Array {
    if (this.#disposed) throw environmentNotStarted(this.spec.id);
    for (let index = 0; index < this.count; index++) this.#begin(index);
    this.#running = true;
    return this.#step.observation_NO;
  }

  step(action: Float32Array | Int32Array): VectorStep {
    if (!this.#running) throw environmentNotStarted(this.spec.id);
    const expected = this.count * storedActionWidth(this.spec.action);
    if (action.length !== expected) {
      const rule = `a step of ${this.count} copies takes ${expected} action entries`;
      throw environmentActionInvalid(this.spec.id, rule, action.length);
    }
    const { terminated_N, truncated_N, observation_NO, nextObservation_NO } = this.#step;
    for (let index = 0; index < this.count; index++) this.#advance(index, action);
    observation_NO.set(nextObservation_NO);
    for (let index = 0; index < this.count; index++) {
      if (terminated_N[index] + truncated_N[index] > 0) this.#begin(index);
    }
    return this.#step;
  }

  state(): EnvironmentState {
    return {
      arrays: {
        state: this.#state.slice(),
        elapsed: this.#elapsed.slice(),
        running: Uint8Array.of(this.#running ? 1 : 0),
      },
      stream: [...this.#stream.state()],
    };
  }

  restore({ arrays, stream }: EnvironmentState): void {
    if (this.#disposed) throw environmentNotStarted(this.spec.id);
    const expected = { state: this.#state.length, elapsed: this.count, running: 1 };
    for (const [name, length] of Object.entries(expected)) {
      const received = arrays[name]?.length;
      if (received !== length) throw environmentStateMismatch(this.spec.id, name, length, received);
    }
    this.#state.set(arrays.state);
    this.#elapsed.set(arrays.elapsed);
    this.#stream.restore(stream);
    this.#running = arrays.running[0] === 1;
    if (this.#running) for (let index = 0; index < this.count; index++) this.#observe(index, this.#observations[index]);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#running = false;
    this.#dynamics.dispose?.();
  }

  #begin(index: number): void {
    const state = this.#states[index];
    state.fill(0);
    this.#dynamics.reset(state, this.#stream);
    this.#elapsed[index] = 0;
    this.#observe(index, this.#observations[index]);
  }

  #advance(index: number, action: Float32Array | Int32Array): void {
    const { reward_N, terminated_N, truncated_N } = this.#step;
    const outcome = this.#outcome;
    const state = this.#states[index];
    outcome.reward = Number.NaN;
    outcome.terminated = false;
    if (this.spec.action.kind === 'box') {
      this.#dynamics.step(state, this.#clip(index, action), outcome, this.#stream);
    } else {
      const choice = action[index];
      // `>= 0` is false for NaN; `| 0` differs from a fraction.
      if (!(choice >= 0 && choice < this.spec.action.count && choice === (choice | 0))) {
        const rule = `a finite action must be a whole number from 0 to ${this.spec.action.count - 1}`;
        throw environmentActionInvalid(this.spec.id, rule, choice, index);
      }
      this.#dynamics.step(state, choice, outcome, this.#stream);
    }
    const elapsed = ++this.#elapsed[index];
    if (!isSingle(outcome.reward)) {
      throw environmentNotFinite(this.spec.id, 'the reward', outcome.reward, { index, step: elapsed });
    }
    reward_N[index] = outcome.reward;
    terminated_N[index] = outcome.terminated ? 1 : 0;
    truncated_N[index] = !outcome.terminated && elapsed >= this.#timeLimit ? 1 : 0;
    this.#observe(index, this.#nextObservations[index]);
  }

  #clip(index: number, action: Float32Array | Int32Array): Float32Array {
    const clipped = this.#boxAction;
    if (!this.#bounds) return clipped;
    const { low, high } = this.#bounds;
    for (let i = 0; i < clipped.length; i++) {
      const value = action[index * clipped.length + i];
      if (Number.isNaN(value)) {
        throw environmentActionInvalid(this.spec.id, `entry ${i} of a box action must be a number`, value, index);
      }
      clipped[i] = Math.max(low[i], Math.min(high[i], value));
    }
    return clipped;
  }

  /** Observes, and finds what is not finite by one sum: in double precision single-precision entries cannot overflow it. */
  #observe(index: number, observation: Float32Array): void {
    this.#dynamics.observe(this.#states[index], observation);
    let sum = 0;
    for (let i = 0; i < observation.length; i++) sum += observation[i];
    if (!Number.isFinite(sum)) throw this.#observationError(index, observation);
  }

  #observationError(index: number, observation: Float32Array): Error {
    const at = observation.findIndex((value) => !Number.isFinite(value));
    let first = 0;
    let name = '';
    for (const part of this.spec.observation.parts) {
      if (at >= first) name = part.size === 1 ? part.name : `${part.name}[${at - first}]`;
      first += part.size;
    }
    const step = this.#elapsed[index];
    return environmentNotFinite(this.spec.id, `the observation's "${name}"`, observation[at], { index, step });
  }
}
