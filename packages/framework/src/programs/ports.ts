import type { HostArray, Port } from '@vem/compiler';
import type { Stream } from '../random/stream.js';
import type { Progress } from '../slots/progress.js';
import type { ProgramSlotName, ProgramSlots } from './context.js';
import { finiteNumber } from './hostLooks.js';
import { after } from './names.js';

/** The storage of ports, by name. */
export const storageOf = (ports: Readonly<Record<string, Port>>): Record<string, HostArray> =>
  Object.fromEntries(Object.entries(ports).map(([name, { data }]) => [name, data]));

/** The stream of a noise input, by its name without `noise/`: slot, kind and place in the program. */
export type StreamOf = (noise: string) => Stream;

/**
 * Fills the noise inputs of a program. Every one has a stream of its own, so that one that a compiler leaves out (or
 * keeps) does not move the numbers of the others.
 */
export class NoiseInputs {
  readonly #noise: { readonly data: Float32Array; readonly kind: string; readonly stream: Stream }[] = [];

  /** @param inputs - storage by name */
  constructor(inputs: Readonly<Record<string, HostArray>>, streamOf: StreamOf) {
    for (const [name, data] of Object.entries(inputs)) {
      const noise = after('noise/', name);
      if (noise) this.#noise.push({ data: data as Float32Array, kind: noise.split('/')[1], stream: streamOf(noise) });
    }
  }

  fill(): void {
    for (const { data, kind, stream } of this.#noise) {
      if (kind === 'normal') stream.fillNormal(data);
      else stream.fillUniform(data);
    }
  }
}

/** Fills the inputs that change with every run of a program: noise and scalars. */
export class VaryingInputs {
  readonly #noise: NoiseInputs;
  readonly #scalars: { readonly data: Float32Array; readonly slot: string; readonly name: string }[] = [];
  readonly #slots: ProgramSlots;

  /** @param inputs - storage by name */
  constructor(inputs: Readonly<Record<string, HostArray>>, slots: ProgramSlots, streamOf: StreamOf) {
    this.#slots = slots;
    this.#noise = new NoiseInputs(inputs, streamOf);
    for (const [name, data] of Object.entries(inputs)) {
      const scalar = after('scalar/', name)?.split('/');
      if (scalar) this.#scalars.push({ data: data as Float32Array, slot: scalar[0], name: scalar[1] });
    }
  }

  fill(progress: Progress): void {
    this.#noise.fill();
    for (const { data, slot, name } of this.#scalars)
      data[0] =
        slot === 'run'
          ? progress.fraction
          : finiteNumber(slot, `scalars.${name}`, this.#slots[slot as ProgramSlotName]!.scalars!(progress)[name]);
  }
}
