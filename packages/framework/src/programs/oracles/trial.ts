import type { Bindings } from '@vem/compiler';
import type { ParameterStore } from '../../parameters/store.js';
import { names } from '../names.js';
import { offHeap } from '../offHeap.js';

const sameNumbers = (a: Float32Array, b: Float32Array): boolean => a.every((value, i) => Object.is(value, b[i]));

/** Vectors of a group's length that programs read and write in place of its parameters and their gradient. */
export class Trial {
  /** The point that is asked about. */
  readonly #point: Float32Array;
  readonly vector: Float32Array;
  readonly result: Float32Array;
  /** Storage of inputs and outputs, by name. */
  readonly bindings: Bindings;
  #moment = 0;

  constructor(parameters: ParameterStore, group: string) {
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

  /** The batch, or what else programs read, has changed. */
  renew(): void {
    this.#moment++;
  }

  moveTo(point: Float32Array): void {
    if (sameNumbers(this.#point, point)) return;
    this.#point.set(point);
    this.#moment++;
  }
}
