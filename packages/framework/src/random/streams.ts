import type { Stream } from './stream.js';
import { Xoshiro } from './xoshiro.js';

/** Bytes of the name mixed into 32 bits (FNV-1a). */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** splitmix32: spreads one word over a generator's state. */
function* spread(seed: number): Generator<number, never> {
  for (let word = seed | 0; ; ) {
    word = (word + 0x9e3779b9) | 0;
    let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    yield (mixed ^ (mixed >>> 15)) >>> 0;
  }
}

/**
 * All randomness of a run. Each consumer asks for a stream by name; streams of different names are independent, and
 * what one consumer draws never moves another's numbers.
 */
export class Streams {
  readonly seed: number;
  readonly #streams = new Map<string, Xoshiro>();

  /** @param seed - a whole number, 0 ≤ seed < 2^32. */
  constructor(seed: number) {
    this.seed = seed;
  }

  /** The stream of that name; the same object each time. */
  stream(name: string): Stream {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      stream = this.#start(name);
      this.#streams.set(name, stream);
    }
    return stream;
  }

  /** A stream of that name at its start, which the run does not remember: for evaluations that must not leave a trace. */
  fresh(name: string): Stream {
    return this.#start(name);
  }

  #start(name: string): Xoshiro {
    const words = spread(Math.imul(this.seed, 0x9e3779b1) ^ hashName(name));
    const first = [words.next().value, words.next().value];
    const second = spread(hashName(`${this.seed}/${name}`));
    return new Xoshiro(name, [...first, second.next().value, second.next().value | 1]);
  }

  /** Names of the streams asked for so far. */
  names(): readonly string[] {
    return [...this.#streams.keys()];
  }

  state(): Record<string, readonly number[]> {
    return Object.fromEntries([...this.#streams].map(([name, stream]) => [name, stream.state()]));
  }

  /** Streams that the state does not know, because they were first asked for later, go back to their start. */
  restore(state: Readonly<Record<string, readonly number[]>>): void {
    for (const [name, stream] of this.#streams) {
      if (!Object.hasOwn(state, name)) stream.restore(this.#start(name).state());
    }
    for (const [name, words] of Object.entries(state)) this.stream(name).restore(words);
  }
}
