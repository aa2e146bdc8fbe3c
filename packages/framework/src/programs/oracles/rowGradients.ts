import type { Executable, HostArray } from '@vem/compiler';

/** A batch's column, and the place of one row of it. */
interface RowColumn {
  readonly all: Float32Array;
  readonly row: Float32Array;
}

/**
 * The gradient of each row's own term: the gradient's program on one row after the other. A program of one row costs some
 * 80 µs for small networks, nearly all of it the fixed cost of its operators; nothing of [B, n] has to pass through it.
 */
export class RowGradients {
  readonly #rows: number;
  readonly #executable: Executable;
  readonly #columns: readonly RowColumn[];
  readonly #result: Float32Array;

  /** @param columns - of the batch, by input name. @param result - where the program leaves its gradient, [n] */
  constructor(
    rows: number,
    executable: Executable,
    columns: Readonly<Record<string, HostArray>>,
    result: Float32Array,
  ) {
    this.#rows = rows;
    this.#executable = executable;
    this.#columns = Object.entries(executable.inputs).flatMap(([name, { data }]) =>
      name in columns ? [{ all: columns[name] as Float32Array, row: data as Float32Array }] : [],
    );
    this.#result = result;
  }

  write(gradients_Bn: Float32Array): void {
    const length = this.#result.length;
    this.visit(new Array(this.#rows).keys(), (row, gradient) => gradients_Bn.set(gradient, row * length));
  }

  visit(rows: Iterable<number>, hear: (row: number, gradient: Float32Array) => void): void {
    for (const b of rows) {
      for (const { all, row } of this.#columns) row.set(all.subarray(b * row.length, (b + 1) * row.length));
      this.#executable.run();
      hear(b, this.#result);
    }
  }
}
