import {
  type ComponentState,
  constant,
  type ParameterGroup,
  restoreArray,
  type Stateful,
  storedNumber,
  zeros,
} from '@vem/framework';
import { RunningMoments } from './runningMoments.js';

/** What statistics start from: mean 0 and variance 1, as much as so many rows say. The public code of Gymnasium. */
const PRIOR_ROWS = 1e-4;

type Held = Readonly<Record<string, Float32Array>>;

/**
 * Statistics of one kind of number, twice: those of everything that was seen, which move all the time, and those that
 * programs read, which are parameters and follow when told to. A new run goes on from the parameters that it was given, be
 * they an earlier run's.
 */
export class HeldStatistics implements Stateful {
  readonly moments: RunningMoments;
  readonly #name: string;
  /** Whether what the parameters held at the start has been taken in. */
  #begun = false;

  /** Declares its parameters, `<name>/count`, `<name>/mean` and `<name>/variance`. @param size - numbers per row */
  constructor(name: string, size: number, group: ParameterGroup) {
    this.#name = name;
    this.moments = new RunningMoments(size);
    group
      .declare(`${name}/count`, [], constant(PRIOR_ROWS))
      .declare(`${name}/mean`, [size], zeros)
      .declare(`${name}/variance`, [size], constant(1));
  }

  /** The parameters become what was seen so far. */
  publish(parameters: Held): void {
    const held = (what: string) => parameters[`${this.#name}/${what}`];
    const [count, mean, variance] = [held('count'), held('mean'), held('variance')];
    if (!this.#begun) this.moments.merge(count[0], mean, variance);
    this.#begun = true;
    count[0] = this.moments.count;
    mean.set(this.moments.mean);
    for (let i = 0; i < variance.length; i++) variance[i] = this.moments.variance(i);
  }

  state(): ComponentState {
    const { count, mean, squares } = this.moments;
    return { count, mean: mean.slice(), squares: squares.slice(), begun: this.#begun ? 1 : 0 };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ count, mean, squares, begun }: ComponentState): void {
    const component = `normaliser/${this.#name}`;
    this.moments.count = storedNumber(component, 'count', count);
    restoreArray(component, 'mean', this.moments.mean, mean);
    restoreArray(component, 'squares', this.moments.squares, squares);
    this.#begun = storedNumber(component, 'begun', begun) > 0;
  }
}
