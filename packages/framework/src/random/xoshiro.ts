import type { Stream } from './stream.js';
import { ZIGGURAT } from './ziggurat.js';

/** Scales an unsigned 32-bit word to [0, 1). */
const TO_UNIT = 2 ** -32;
/** Scales an unsigned 24-bit word to [0, 1): as many bits as single precision holds, so that nothing rounds up to 1. */
const TO_SINGLE_UNIT = 2 ** -24;

/** Picks one of 128 layers. */
const LAYERS = 127;

/** xoshiro128** by Blackman and Vigna (2018): period 2^128 − 1. */
export class Xoshiro implements Stream {
  readonly name: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(name: string, words: readonly number[]) {
    this.name = name;
    [this.#a, this.#b, this.#c, this.#d] = words.map((word) => word | 0) as [number, number, number, number];
  }

  /** A signed 32-bit word. */
  #word(): number {
    const scrambled = Math.imul(this.#b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  uniform(): number {
    return (this.#word() >>> 0) * TO_UNIT;
  }

  integer(count: number): number {
    return Math.floor((this.#word() >>> 0) * TO_UNIT * count);
  }

  /** Ziggurat of Marsaglia and Tsang (2000): 128 layers; the layer and the position come from separate words. */
  normal(): number {
    const word = this.#word();
    const layer = this.#word() & LAYERS;
    return Math.abs(word) < ZIGGURAT.inside[layer] ? word * ZIGGURAT.width[layer] : this.#atEdge(word, layer);
  }

  /** What a point is that is not inside of its layer for sure, as 1 of 40 is not: itself, one of the tail, or another. */
  #atEdge(word: number, layer: number): number {
    if (layer === 0) return this.#tail(word < 0);
    const x = word * ZIGGURAT.width[layer];
    const lower = ZIGGURAT.density[layer];
    const upper = ZIGGURAT.density[layer - 1];
    return lower + this.uniform() * (upper - lower) < Math.exp(-0.5 * x * x) ? x : this.normal();
  }

  /** The tail beyond the last layer, by Marsaglia's exponential rejection. */
  #tail(negative: boolean): number {
    for (;;) {
      const x = -Math.log(1 - this.uniform()) / ZIGGURAT.edge;
      const y = -Math.log(1 - this.uniform());
      if (y + y > x * x) return negative ? -(ZIGGURAT.edge + x) : ZIGGURAT.edge + x;
    }
  }

  fillUniform(target: Float32Array | Float64Array): void {
    if (target instanceof Float32Array) {
      for (let i = 0; i < target.length; i++) target[i] = (this.#word() >>> 8) * TO_SINGLE_UNIT;
    } else {
      for (let i = 0; i < target.length; i++) target[i] = this.uniform();
    }
  }

  /** The same numbers as by `normal`, with the state in local variables: one of MPO's updates draws ten thousand. */
  fillNormal(target: Float32Array | Float64Array): void {
    const { inside, width } = ZIGGURAT;
    let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d];
    for (let i = 0; i < target.length; i++) {
      let scrambled = Math.imul(b, 5);
      const word = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
      let shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
      scrambled = Math.imul(b, 5);
      const layer = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) & LAYERS;
      shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
      if (Math.abs(word) < inside[layer]) {
        target[i] = word * width[layer];
        continue;
      }
      [this.#a, this.#b, this.#c, this.#d] = [a, b, c, d];
      target[i] = this.#atEdge(word, layer);
      [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d];
    }
    [this.#a, this.#b, this.#c, this.#d] = [a, b, c, d];
  }

  state(): readonly number[] {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0];
  }

  restore(state: readonly number[]): void {
    [this.#a, this.#b, this.#c, this.#d] = state.map((word) => word | 0) as [number, number, number, number];
  }
}
