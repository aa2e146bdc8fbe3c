import type { Executable } from '@vem/compiler';
import type { ParameterView } from '../parameters/views.js';
import type { ProgramSlots } from '../programs/context.js';
import { names } from '../programs/names.js';
import { START } from './examination.js';

export type Numbers = Readonly<Record<string, Float32Array>>;

/** What varies from run to run; what is absent is what it was on the bench at first. */
export interface Given {
  /** Columns of the batch. */
  readonly columns?: Numbers;
  /** Inputs of the program's own, and results of earlier phases. */
  readonly inputs?: Numbers;
  /** `still`: all random numbers are in the middle of their distributions. Default `drawn`, the same ones in each run. */
  readonly noise?: 'drawn' | 'still';
  readonly seed?: number;
}

/** What programs on a bench are fed from. */
interface Surroundings {
  /** Of the batch. */
  readonly columns: Numbers;
  readonly slots: ProgramSlots;
  /** Random numbers of an input, the same ones for each seed. */
  noise(name: string, length: number, kind: string, still: boolean, seed: number): Float32Array;
  /** Parameters of the examined plugin's own groups. */
  own(): readonly ParameterView[];
}

/** A program on the bench. */
export class Loaded {
  readonly #bench: Surroundings;
  readonly #executable: Executable;
  readonly #bound: ReadonlySet<string>;

  constructor(bench: Surroundings, executable: Executable, bound: ReadonlySet<string>) {
    this.#bench = bench;
    this.#executable = executable;
    this.#bound = bound;
  }

  /** Whether the outcome depends on an input. */
  reads(input: string): boolean {
    return input in this.#executable.inputs;
  }

  /** What comes out, as copies: outputs by name, `loss/<group>`, `gradient/<tensor>`. */
  run({ columns, inputs = {}, noise = 'drawn', seed = 0 }: Given = {}): Numbers {
    const batch = { ...this.#bench.columns, ...columns };
    for (const [name, { data }] of Object.entries(this.#executable.inputs)) {
      if (this.#bound.has(name)) continue;
      const [kind, ...rest] = name.split('/');
      if (name in inputs) data.set(inputs[name]);
      else if (kind === 'batch') data.set(batch[rest.join('/')]);
      else if (kind === 'noise') data.set(this.#bench.noise(name, data.length, rest[1], noise === 'still', seed));
      else if (kind === 'scalar') {
        const [slot, scalar] = rest;
        const component = this.#bench.slots[slot as keyof ProgramSlots];
        data.fill(slot === 'run' ? 0 : component!.scalars!(START)[scalar]);
      } else data.fill(0);
    }
    this.#executable.run();
    return Object.fromEntries(
      Object.entries(this.#executable.outputs).map(([name, { data }]) => [name, Float32Array.from(data)]),
    );
  }

  /** One step of plain descent on the examined plugin's own groups, as long as `length` in all. @returns what undoes it */
  descend(gradients: Numbers, length: number): () => void {
    const views = this.#bench.own();
    const slopes = views.map(({ name }) => gradients[names.gradient(name)] ?? new Float32Array(0));
    const norm = Math.hypot(...slopes.flatMap((slope) => [...slope]));
    const before = views.map(({ data }) => data.slice());
    if (norm > 0)
      for (const [i, { data }] of views.entries())
        for (const [k, value] of slopes[i].entries()) data[k] -= (length * value) / norm;
    return () => {
      for (const [i, { data }] of views.entries()) data.set(before[i]);
    };
  }
}
