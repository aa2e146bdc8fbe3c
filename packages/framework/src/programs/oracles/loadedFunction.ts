import type { Executable } from '@vem/compiler';
import type { FlatFunction, OracleQuery } from '../../slots/optimiser.js';
import * as errors from '../programErrors.js';
import type { RowGradients } from './rowGradients.js';
import type { Trial } from './trial.js';

/** What was loaded for a function, as far as it was asked for. */
export interface FunctionPrograms {
  readonly value?: (() => number) | undefined;
  readonly gradient?: Executable | undefined;
  readonly hessianVector?: Executable | undefined;
  readonly rowGradients?: RowGradients | undefined;
}

/** A function of a group's flat vector, answered by programs that read a trial vector in place of the parameters. */
export class LoadedFunction implements FlatFunction {
  readonly #name: string;
  readonly #group: string;
  readonly #trial: Trial;
  readonly #programs: FunctionPrograms;

  constructor(name: string, group: string, trial: Trial, programs: FunctionPrograms) {
    this.#name = name;
    this.#group = group;
    this.#trial = trial;
    this.#programs = programs;
  }

  value(point: Float32Array): number {
    const value = this.#asked('value');
    this.#trial.moveTo(point);
    return value();
  }

  gradient(point: Float32Array, gradient: Float32Array): number {
    const executable = this.#asked('gradient');
    this.#trial.moveTo(point);
    executable.run();
    gradient.set(this.#trial.result);
    return executable.outputs[`loss/${this.#group}`].data[0];
  }

  hessianVector(point: Float32Array, vector: Float32Array, product: Float32Array): void {
    const executable = this.#asked('hessianVector');
    this.#trial.moveTo(point);
    this.#trial.vector.set(vector);
    executable.run();
    product.set(this.#trial.result);
  }

  rowGradients(point: Float32Array, gradients_Bn: Float32Array): void {
    const rows = this.#asked('rowGradients');
    this.#trial.moveTo(point);
    rows.write(gradients_Bn);
  }

  eachRowGradient(
    point: Float32Array,
    rows: Iterable<number>,
    hear: (row: number, gradient: Float32Array) => void,
  ): void {
    const own = this.#asked('rowGradients');
    this.#trial.moveTo(point);
    own.visit(rows, hear);
  }

  #asked<Q extends OracleQuery>(query: Q): NonNullable<FunctionPrograms[Q]> {
    const program = this.#programs[query];
    if (!program) throw errors.oracleNotDemanded(this.#name, this.#group, query);
    return program;
  }
}
