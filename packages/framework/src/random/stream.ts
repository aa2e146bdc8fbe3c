/** A named, seeded, restorable source of random numbers: xoshiro128**, see https://prng.di.unimi.it. */
export interface Stream {
  readonly name: string;
  /** Uniform on [0, 1) with 32 bits of resolution. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform on {0, …, count − 1}. */
  integer(count: number): number;
  /** Uniform on [0, 1), with 24 bits of resolution in a Float32Array, where 32 bits would sometimes round up to 1. */
  fillUniform(target: Float32Array | Float64Array): void;
  fillNormal(target: Float32Array | Float64Array): void;
  /** Four unsigned 32-bit words: everything the stream remembers. */
  state(): readonly number[];
  restore(state: readonly number[]): void;
}
