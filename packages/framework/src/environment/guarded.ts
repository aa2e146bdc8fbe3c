import type { Stream } from '../random/stream.js';
import type { EnvironmentFactory, EnvironmentState, VectorEnvironment, VectorStep } from './environment.js';
import { environmentNotFinite, environmentShapeWrong } from './environmentErrors.js';
import { isVectorised } from './vectorise.js';

/**
 * Copies of an environment that can be trusted to keep to its spec. Those made by `defineEnvironment` do; whatever
 * another maker hands out is watched at every step.
 *
 * @throws VEM_ENVIRONMENT_SHAPE, VEM_ENVIRONMENT_NOT_FINITE when such an environment breaks its word
 */
export function guarded(factory: EnvironmentFactory, count: number, stream: Stream): VectorEnvironment {
  const environment = factory.create(count, stream);
  return isVectorised(environment) ? environment : new GuardedEnvironment(environment);
}

type Numbers = Float32Array | Float64Array;

class GuardedEnvironment implements VectorEnvironment {
  readonly spec: VectorEnvironment['spec'];
  readonly count: number;
  readonly #environment: VectorEnvironment;
  /** [N], steps of the running episodes; counted for messages. */
  readonly #elapsed: Int32Array;

  constructor(environment: VectorEnvironment) {
    this.spec = environment.spec;
    this.count = environment.count;
    this.#environment = environment;
    this.#elapsed = new Int32Array(environment.count);
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
    this.#check('the reward', step.reward_N, 1);
    this.#check('the observation', step.nextObservation_NO, size);
    this.#check('the observation', step.observation_NO, size);
    this.#checkLength('`terminated`', step.terminated_N, 1);
    this.#checkLength('`truncated`', step.truncated_N, 1);
    for (let n = 0; n < this.count; n++) if (step.terminated_N[n] + step.truncated_N[n] > 0) this.#elapsed[n] = 0;
    return step;
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

  #check(what: string, values: Numbers, width: number): void {
    this.#checkLength(what, values, width);
    for (let i = 0; i < values.length; i++) {
      if (Number.isFinite(values[i])) continue;
      const index = Math.floor(i / width);
      throw environmentNotFinite(this.spec.id, what, values[i], { index, step: this.#elapsed[index] });
    }
  }
}
