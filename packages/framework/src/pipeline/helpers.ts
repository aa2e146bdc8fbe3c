import {
  differentiate,
  type Executable,
  type HelperProgram,
  type HelperThreads,
  type LossProgram,
} from '@vem/compiler';
import type { ParameterView } from '../parameters/store.js';
import type { Progress } from '../slots/slots.js';
import type { ProgramEnvironment } from './context.js';
import { after } from './names.js';
import { type StreamOf, VaryingInputs } from './ports.js';

/** Threads that take part in an optimiser step. */
export interface Helping {
  readonly threads: HelperThreads;
  /** By name. */
  readonly parameters: ReadonlyMap<string, ParameterView>;
  /** Batch columns with the rows of all threads, by name; the calling thread's come first. */
  readonly batch: Readonly<Record<string, Float32Array>>;
}

interface Transfer {
  readonly from: Float32Array;
  readonly to: Float32Array;
}

/**
 * The part of an optimiser step that helper threads do: the same program on their own rows of the batch. All losses are
 * means over rows, so the gradient of the whole batch is the mean of the parts' gradients, and so are losses and metrics.
 */
export class HelperParts {
  readonly #program: HelperProgram;
  readonly #varying: readonly VaryingInputs[];
  readonly #threads: HelperThreads;
  readonly #parameters: readonly ParameterView[];
  readonly #rows: readonly Transfer[];
  /** For each output that is averaged, the calling thread's numbers and the helpers'. */
  readonly #averaged: readonly { readonly own: Float32Array; readonly others: readonly Float32Array[] }[];

  /** @param executable - the same program on the calling thread's rows */
  constructor(
    { threads, parameters, batch }: Helping,
    program: LossProgram,
    executable: Executable,
    environment: ProgramEnvironment,
    streamOf: StreamOf,
  ) {
    this.#threads = threads;
    this.#program = threads.load(differentiate(program), (input) => {
      if (after('result/', input) !== undefined) return 'carried';
      return parameters.has(input) ? 'common' : 'own';
    });
    this.#parameters = this.#program.common.map((name) => parameters.get(name)!);
    const { ports } = this.#program;
    this.#varying = ports.map((port) => new VaryingInputs(port.inputs, environment.slots, streamOf));
    this.#rows = ports.flatMap(({ inputs }, helper) =>
      Object.entries(inputs).flatMap(([name, data]) => {
        if (!(name in batch)) return [];
        const to = data as Float32Array;
        const first = (helper + 1) * to.length;
        return [{ from: batch[name].subarray(first, first + to.length), to }];
      }),
    );
    this.#averaged = Object.entries(executable.outputs).flatMap(([name, { data }]) =>
      after('result/', name) === undefined
        ? [{ own: data as Float32Array, others: ports.map(({ outputs }) => outputs[name] as Float32Array) }]
        : [],
    );
  }

  /** Sends everything the helpers need, and lets them run. */
  start(progress: Progress): void {
    for (const varying of this.#varying) varying.fill(progress);
    for (const { from, to } of this.#rows) to.set(from);
    for (const { name, data, version } of this.#parameters) this.#threads.share(name, data, version.count);
    this.#program.start();
  }

  /** Waits for the helpers and averages. @throws VEM_THREAD_FAILED, VEM_THREAD_SILENT */
  finish(): void {
    this.#program.finish();
    for (const { own, others } of this.#averaged) average(own, others);
  }
}

/** One pass per helper: gradients have some hundred thousand entries. */
function average(own: Float32Array, others: readonly Float32Array[]): void {
  for (const [index, other] of others.entries()) {
    const scale = index === others.length - 1 ? 1 / (1 + others.length) : 1;
    for (let i = 0; i < own.length; i++) own[i] = (own[i] + other[i]) * scale;
  }
}
