import type { EnvironmentState, VectorEnvironment, VectorStep } from './environment.js';

type Arrays = EnvironmentState['arrays'];
type Values = Arrays[string];

/** The same array with entries of each copy from elsewhere; what does not grow with the copies stays as it is. */
function rearranged(source: Values, sourceCopies: number, copies: number, from: (copy: number) => number): Values {
  const size = source.length / sourceCopies;
  if (!Number.isInteger(size) || size === 0) return source.slice();
  const target = new (source.constructor as new (length: number) => Values)(size * copies);
  for (let copy = 0; copy < copies; copy++)
    target.set(source.subarray(from(copy) * size, (from(copy) + 1) * size) as never, copy * size);
  return target;
}

/** P copies of each of N environments, side by side: copy p·N + n is one of environment n. Their chance is their own. */
export class Branches {
  readonly environment: VectorEnvironment;
  /** [P·N, O], where they stand. */
  readonly observation: Float32Array;
  readonly #count: number;

  /** @param environment - P·N copies; @param count - N */
  constructor(environment: VectorEnvironment, count: number) {
    this.environment = environment;
    this.observation = environment.reset();
    this.#count = count;
  }

  /** All copies go to where the environments stand. @param state - of N environments */
  branch({ arrays }: EnvironmentState): void {
    const { count } = this.environment;
    const own = this.environment.state();
    const tiled = Object.entries(arrays).map(([name, values]) => [
      name,
      // One number for all copies together stays one.
      own.arrays[name]?.length === values.length
        ? values.slice()
        : rearranged(values, this.#count, count, (copy) => copy % this.#count),
    ]);
    this.environment.restore({ arrays: Object.fromEntries(tiled) as Arrays, stream: own.stream });
  }

  /** Each copy becomes what the one under its index was. */
  pick(index: Int32Array): void {
    const { arrays, stream } = this.environment.state();
    const { count } = this.environment;
    const picked = Object.entries(arrays).map(([name, values]) => [
      name,
      values.length % count === 0 ? rearranged(values, count, count, (copy) => index[copy]) : values,
    ]);
    this.environment.restore({ arrays: Object.fromEntries(picked) as Arrays, stream });
  }

  step(action: Float32Array | Int32Array): VectorStep {
    return this.environment.step(action);
  }
}
