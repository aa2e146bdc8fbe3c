import type { Stream } from '../random/stream.js';
import type { EnvironmentFactory, EnvironmentState, VectorEnvironment, VectorStep } from './environment.js';
import { environmentNotFinite, environmentShapeWrong, environmentSpecChanged } from './environmentErrors.js';
import { spaceDifference } from './sameSpaces.js';
import type { Poses, Scene } from './scene.js';
import { isSingle, isVectorised } from './vectorise.js';

/**
 * Copies of an environment that can be trusted to keep to its spec. Those made by `defineEnvironment` do; whatever
 * another maker hands out is watched at every step.
 *
 * @throws VEM_ENVIRONMENT_SPEC, VEM_ENVIRONMENT_SHAPE, VEM_ENVIRONMENT_NOT_FINITE when such an environment breaks its word
 */
export function guarded(factory: EnvironmentFactory, count: number, stream: Stream): VectorEnvironment {
  const environment = factory.create(count, stream);
  if (isVectorised(environment)) return environment;
  try {
    requireAnnounced(factory, environment, count);
    return new GuardedEnvironment(environment);
  } catch (error) {
    environment.dispose();
    throw error;
  }
}

function requireAnnounced({ spec }: EnvironmentFactory, made: VectorEnvironment, count: number): void {
  const difference = spaceDifference(spec, made.spec);
  if (difference) throw environmentSpecChanged(spec.id, difference.what, difference.expected, difference.received);
  if (made.count !== count) throw environmentSpecChanged(spec.id, 'number of copies', count, made.count);
}

type Numbers = Float32Array | Float64Array;

class GuardedEnvironment implements VectorEnvironment {
  readonly spec: VectorEnvironment['spec'];
  readonly count: number;
  readonly #environment: VectorEnvironment;
  /** [N], steps of the running episodes; counted for messages. */
  readonly #elapsed: Int32Array;
  /** [N], flags as they are promised: 0 or 1, and not both at once. */
  readonly #terminated: Uint8Array;
  readonly #truncated: Uint8Array;

  constructor(environment: VectorEnvironment) {
    this.spec = environment.spec;
    this.count = environment.count;
    this.#environment = environment;
    this.#elapsed = new Int32Array(environment.count);
    this.#terminated = new Uint8Array(environment.count);
    this.#truncated = new Uint8Array(environment.count);
  }

  get scene(): Scene | undefined {
    return this.#environment.scene;
  }

  pose(copy: number, poses: Poses): void {
    this.#environment.pose?.(copy, poses);
  }

  reset(): Float32Array {
    const observation_NO = this.#environment.reset();
    this.#elapsed.fill(0);
    this.#check('the observation', observation_NO, this.spec.observation.size);
    return observation_NO;
  }

  step(action: Float32Array | Int32Array): VectorStep {
    const step = this.#environment.step(action);
    const { size } = this.spec.observation;
    for (let n = 0; n < this.count; n++) this.#elapsed[n]++;
    this.#check('the reward', step.reward_N, 1, isSingle);
    this.#check('the observation', step.nextObservation_NO, size);
    this.#check('the observation', step.observation_NO, size);
    this.#checkLength('`terminated`', step.terminated_N, 1);
    this.#checkLength('`truncated`', step.truncated_N, 1);
    const [terminated_N, truncated_N] = [this.#terminated, this.#truncated];
    for (let n = 0; n < this.count; n++) {
      terminated_N[n] = step.terminated_N[n] ? 1 : 0;
      truncated_N[n] = step.truncated_N[n] && !terminated_N[n] ? 1 : 0;
      if (terminated_N[n] + truncated_N[n] > 0) this.#elapsed[n] = 0;
    }
    const { reward_N, nextObservation_NO, observation_NO } = step;
    return { reward_N, terminated_N, truncated_N, nextObservation_NO, observation_NO };
  }

  state(): EnvironmentState {
    return this.#environment.state();
  }

  restore(state: EnvironmentState): void {
    this.#environment.restore(state);
  }

  dispose(): void {
    this.#environment.dispose();
  }

  #checkLength(what: string, values: ArrayLike<number> | undefined, width: number): void {
    const expected = this.count * width;
    if (values?.length !== expected) throw environmentShapeWrong(this.spec.id, what, expected, values?.length);
  }

  #check(what: string, values: Numbers, width: number, isFine: (value: number) => boolean = Number.isFinite): void {
    this.#checkLength(what, values, width);
    for (let i = 0; i < values.length; i++) {
      if (isFine(values[i])) continue;
      const index = Math.floor(i / width);
      throw environmentNotFinite(this.spec.id, what, values[i], { index, step: this.#elapsed[index] });
    }
  }
}
