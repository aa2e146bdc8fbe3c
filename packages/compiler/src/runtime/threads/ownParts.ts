import type { Bindings, Executable } from '../../program.js';
import { loadProgram, type StoredProgram } from '../storedProgram.js';

/** The parts of helper threads as the calling thread can do them: the same program on the same storage. */
export class OwnParts {
  readonly #program: StoredProgram;
  readonly #bindings: readonly Bindings[];
  readonly #executables: (Executable | undefined)[] = [];

  /** @param bindings - storage of each helper's ports */
  constructor(program: StoredProgram, bindings: readonly Bindings[]) {
    this.#program = program;
    this.#bindings = bindings;
  }

  /** Does the part of one helper. Loads the program on first use. */
  run(helper: number): void {
    this.#executables[helper] ??= loadProgram(this.#program, this.#bindings[helper]);
    this.#executables[helper].run();
  }

  dispose(): void {
    for (const executable of this.#executables) executable?.dispose();
  }
}
