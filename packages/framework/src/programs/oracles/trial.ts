import type { Bindings } from '@vem/compiler';
import type { ParameterStore } from '../../parameters/store.js';
import { names } from '../names.js';
import { offHeap } from '../offHeap.js';

const sameNumbers = (a: Float32Array, b: Float32Array): boolean => a.every((value, i) => Object.is(value, b[i]));

/** Vectors of a group's length that programs read and write in place of its parameters and their gradient. */
export class Trial {
  readonly #parameters: ParameterStore;
  readonly #group: string;
  /** What the losses take as given at the group's present parameters. */
  readonly #prepare: (() => void) | undefined;
  /** The point that is asked about. */
  readonly #point: Float32Array;
  readonly vector: Float32Array;
  readonly result: Float32Array;
  /** Storage of inputs and outputs, by name. */
  readonly bindings: Bindings;
  #moment = 0;

  /** @param prepare - works out what programs take as given, at the parameters that the group has */
  constructor(parameters: ParameterStore, group: string, prepare?: () => void) {
    this.#parameters = parameters;
    this.#group = group;
    this.#prepare = prepare;
    const size = parameters.sizeOf(group);
    [this.#point, this.vector, this.result] = [offHeap(size), offHeap(size), offHeap(size)];
    const bound = (flat: Float32Array, nameOf: (parameter: string) => string) =>
      parameters.viewsOn(group, flat).map(({ name, data }) => [nameOf(name), data] as const);
    this.bindings = Object.fromEntries([
      ...bound(this.#point, (name) => name),
      ...bound(this.vector, names.vector),
      ...bound(this.result, names.gradient),
      ...bound(this.result, names.product),
    ]);
  }

  /** Grows whenever programs would find something else than before. */
  get moment(): number {
    return this.#moment;
  }

  /** The batch, or what else programs read, has changed; what is given is that of the group's own parameters. */
  renew(): void {
    this.#moment++;
    if (this.#prepare) for (const [own, tried] of this.#pairs()) tried.set(own);
  }

  moveTo(point: Float32Array): void {
    if (sameNumbers(this.#point, point)) return;
    this.#point.set(point);
    this.#moment++;
    if (this.#prepare) this.#atTrial(this.#prepare);
  }

  /** Does something on the host while the group is at the point, and puts it back. */
  #atTrial(work: () => void): void {
    const pairs = this.#pairs();
    const kept = pairs.map(([own]) => own.slice());
    for (const [own, tried] of pairs) own.set(tried);
    this.#parameters.markChanged(this.#group, 'online');
    try {
      work();
    } finally {
      for (const [i, [own]] of pairs.entries()) own.set(kept[i]);
      this.#parameters.markChanged(this.#group, 'online');
    }
  }

  /** Each tensor of the group, and what the point has in its place. */
  #pairs(): readonly (readonly [own: Float32Array, tried: Float32Array])[] {
    return this.#parameters
      .views(this.#group)
      .map(({ name, data }) => [data, this.bindings[name] as Float32Array] as const);
  }
}
