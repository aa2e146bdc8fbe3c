import type { Executable } from '@vem/compiler';
import type { Stream } from '../random/stream.js';
import type { Progress } from '../slots/slots.js';
import type { ProgramSlotName, ProgramSlots } from './context.js';
import { after } from './names.js';

/** Fills the inputs that change with every run of a program: noise from each slot's own stream, and scalars. */
export class VaryingInputs {
  readonly #noise: { readonly data: Float32Array; readonly kind: string; readonly stream: Stream }[] = [];
  readonly #scalars: { readonly data: Float32Array; readonly slot: string; readonly name: string }[] = [];
  readonly #slots: ProgramSlots;

  /** @param streamOf - the stream a slot's noise in this program comes from. */
  constructor(executable: Executable, slots: ProgramSlots, streamOf: (slot: string) => Stream) {
    this.#slots = slots;
    for (const [name, port] of Object.entries(executable.inputs)) {
      const data = port.data as Float32Array;
      const noise = after('noise/', name)?.split('/');
      if (noise) this.#noise.push({ data, kind: noise[1], stream: streamOf(noise[0]) });
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
