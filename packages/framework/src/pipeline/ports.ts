import type { HostArray, Port } from '@vem/compiler';
import type { Stream } from '../random/stream.js';
import type { Progress } from '../slots/slots.js';
import type { ProgramSlotName, ProgramSlots } from './context.js';
import { after } from './names.js';

/** The storage of ports, by name. */
export const storageOf = (ports: Readonly<Record<string, Port>>): Record<string, HostArray> =>
  Object.fromEntries(Object.entries(ports).map(([name, { data }]) => [name, data]));

/**
 * Fills the inputs that change with every run of a program: noise and scalars. Every noise input has a stream of its own,
 * so that one that a compiler leaves out (or keeps) does not move the numbers of the others.
 */
export class VaryingInputs {
  readonly #noise: { readonly data: Float32Array; readonly kind: string; readonly stream: Stream }[] = [];
  readonly #scalars: { readonly data: Float32Array; readonly slot: string; readonly name: string }[] = [];
  readonly #slots: ProgramSlots;

  /** @param inputs - storage by name; @param streamOf - the stream of a noise input, by its name without `noise/`: slot, kind and place in the program. */
  constructor(inputs: Readonly<Record<string, HostArray>>, slots: ProgramSlots, streamOf: (noise: string) => Stream) {
    this.#slots = slots;
    for (const [name, storage] of Object.entries(inputs)) {
      const data = storage as Float32Array;
      const noise = after('noise/', name);
      if (noise) this.#noise.push({ data, kind: noise.split('/')[1], stream: streamOf(noise) });
      const scalar = after('scalar/', name)?.split('/');
      if (scalar) this.#scalars.push({ data, slot: scalar[0], name: scalar[1] });
    }
  }

  fill(progress: Progress): void {
    for (const { data, kind, stream } of this.#noise) {
      if (kind === 'normal') stream.fillNormal(data);
      else stream.fillUniform(data);
    }
    for (const { data, slot, name } of this.#scalars)
      data[0] = slot === 'run' ? progress.fraction : this.#slots[slot as ProgramSlotName]!.scalars!(progress)[name];
  }
}
