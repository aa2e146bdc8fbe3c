import { isDeepStrictEqual } from 'node:util';
import {
  type EnvironmentSpec,
  type EnvironmentState,
  environmentActionInvalid,
  environmentCountInvalid,
  environmentNotStarted,
  type Stream,
  storedActionWidth,
  type VectorEnvironment,
  type VectorStep,
} from '@vem/framework';
import { Child, type ChildCommand } from './child.js';
import { openEnvironments, type Wanted } from './description.js';
import { type AnswerLayout, answerLayout, HEADER_BYTES, REQUEST, type Request, request } from './frames.js';
import * as errors from './gymnasiumErrors.js';

const WORD = 4;
/** Seeds are whole numbers below this; Gymnasium takes any that are not negative. */
const SEEDS = 2 ** 31;

/** N copies of a Gymnasium environment in a process of their own, which ends with `dispose`. */
export class GymnasiumEnvironment implements VectorEnvironment {
  readonly spec: EnvironmentSpec;
  readonly count: number;
  readonly #stream: Stream;
  readonly #child: Child;
  readonly #resetting: Request;
  readonly #stepping: Request;
  readonly #layout: AnswerLayout;
  readonly #memory: ArrayBuffer;
  readonly #step: VectorStep;
  #running = false;

  /**
   * @param spec - what a probe of the same environment gave
   * @param timeout - seconds that an answer may take
   * @throws VEM_ENVIRONMENT_COUNT, VEM_PYTHON_MISSING, VEM_GYMNASIUM_…
   */
  constructor(
    spec: EnvironmentSpec,
    wanted: Wanted,
    count: number,
    stream: Stream,
    command: ChildCommand,
    timeout: number,
  ) {
    if (!Number.isInteger(count) || count < 1) throw environmentCountInvalid(spec.id, 'the number of copies', count);
    this.spec = spec;
    this.count = count;
    this.#stream = stream;
    this.#child = new Child(wanted.id, wanted.make, command, timeout);
    try {
      this.#requireSame(wanted.id, openEnvironments(this.#child, wanted, count));
    } catch (error) {
      this.#child.dispose();
      throw error;
    }
    const { size } = spec.observation;
    const layout = answerLayout(count, size);
    const memory = this.#child.reserve(layout.capacity);
    this.#layout = layout;
    this.#memory = memory;
    this.#resetting = request(REQUEST.reset, WORD * count);
    this.#stepping = request(REQUEST.step, WORD * count * storedActionWidth(spec.action));
    this.#step = {
      reward_N: new Float64Array(memory, layout.reward, count),
      terminated_N: new Uint8Array(memory, layout.terminated, count),
      truncated_N: new Uint8Array(memory, layout.truncated, count),
      nextObservation_NO: new Float32Array(memory, layout.next, count * size),
      observation_NO: new Float32Array(count * size),
    };
  }

  #requireSame(id: string, { observation, action }: EnvironmentSpec): void {
    if (isDeepStrictEqual({ observation, action }, { observation: this.spec.observation, action: this.spec.action }))
      return;
    throw errors.spaceUnsupported(id, 'observation or action', 'other spaces than when it was made before');
  }

  reset(): Float32Array {
    const seeds = this.#resetting.content;
    for (let n = 0; n < this.count; n++) seeds.setUint32(WORD * n, this.#stream.integer(SEEDS), true);
    const { observation_NO } = this.#step;
    const received = this.#child.exchange('reset()', this.#resetting);
    this.#child.expect('reset()', received, HEADER_BYTES + observation_NO.byteLength);
    observation_NO.set(new Float32Array(this.#memory, HEADER_BYTES, observation_NO.length));
    this.#running = true;
    return observation_NO;
  }

  step(action: Float32Array | Int32Array): VectorStep {
    if (!this.#running) throw environmentNotStarted(this.spec.id);
    this.#writeActions(action);
    const { size } = this.spec.observation;
    const { terminated_N, truncated_N, nextObservation_NO, observation_NO } = this.#step;
    const received = this.#child.exchange('step()', this.#stepping);
    observation_NO.set(nextObservation_NO);
    let first = this.#layout.first;
    for (let n = 0; n < this.count; n++) {
      if (terminated_N[n] + truncated_N[n] === 0) continue;
      // An answer that is too short is found out below; memory reaches as far as the longest.
      observation_NO.set(new Float32Array(this.#memory, first, size), n * size);
      first += WORD * size;
    }
    this.#child.expect('step()', received, first);
    return this.#step;
  }

  #writeActions(action: Float32Array | Int32Array): void {
    const { id, action: space } = this.spec;
    const expected = this.count * storedActionWidth(space);
    if (action.length !== expected) {
      const rule = `a step of ${this.count} copies takes ${expected} action entries`;
      throw environmentActionInvalid(id, rule, action.length);
    }
    const { content } = this.#stepping;
    for (let i = 0; i < expected; i++) {
      const value = action[i];
      if (space.kind === 'finite') {
        // `>= 0` is false for NaN; `| 0` differs from a fraction.
        if (!(value >= 0 && value < space.count && value === (value | 0))) {
          const rule = `a finite action must be a whole number from 0 to ${space.count - 1}`;
          throw environmentActionInvalid(id, rule, value, i);
        }
        content.setInt32(WORD * i, value, true);
        continue;
      }
      const copy = Math.floor(i / space.dimension);
      const axis = i % space.dimension;
      if (Number.isNaN(value))
        throw environmentActionInvalid(id, `entry ${axis} of a box action must be a number`, value, copy);
      // A bound that is no number in single precision is reached all the same: Python clips once more, in the space's own.
      content.setFloat32(WORD * i, Math.max(space.low[axis], Math.min(space.high[axis], value)), true);
    }
  }

  /** The stream alone: what Gymnasium environments remember cannot be asked of them in general. */
  state(): EnvironmentState {
    return { arrays: {}, stream: [...this.#stream.state()], exact: false };
  }

  /** Seeds of new episodes go on from here; the running ones are lost with the process that they ran in. */
  restore({ stream }: EnvironmentState): void {
    this.#stream.restore(stream);
  }

  dispose(): void {
    this.#running = false;
    this.#child.dispose();
  }
}
