import {
  differentiate,
  type Executable,
  type HelperProgram,
  type HelperThreads,
  type LossProgram,
} from '@vem/compiler';
import type { Stream } from '../random/stream.js';
import type { Progress } from '../slots/slots.js';
import type { ProgramEnvironment } from './context.js';
import { after } from './names.js';
import { VaryingInputs } from './ports.js';

/** Threads that take part in an optimiser step. */
export interface Helping {
  readonly threads: HelperThreads;
  /** Storage of parameters, and of batch columns with the rows of all threads, by name; the calling thread's come first. */
  readonly whole: Readonly<Record<string, Float32Array>>;
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
  readonly #sent: readonly Transfer[];
  /** For each output that is averaged, the calling thread's numbers and the helpers'. */
  readonly #averaged: readonly { readonly own: Float32Array; readonly others: readonly Float32Array[] }[];

  /** @param executable - the same program on the calling thread's rows */
  constructor(
    { threads, whole }: Helping,
    program: LossProgram,
    executable: Executable,
    environment: ProgramEnvironment,
    streamOf: (noise: string) => Stream,
  ) {
    this.#program = threads.load(differentiate(program), (input) => after('result/', input) !== undefined);
    const { ports } = this.#program;
    this.#varying = ports.map((port) => new VaryingInputs(port.inputs, environment.slots, streamOf));
    this.#sent = ports.flatMap(({ inputs }, helper) =>
      Object.entries(inputs).flatMap(([name, data]) => {
        if (!(name in whole)) return [];
        const to = data as Float32Array;
        const first = after('batch/', name) === undefined ? 0 : (helper + 1) * to.length;
        return [{ from: whole[name].subarray(first, first + to.length), to }];
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
    for (const { from, to } of this.#sent) to.set(from);
    this.#program.start();
  }

  /** Waits for the helpers and averages. @throws VEM_THREAD_FAILED, VEM_THREAD_SILENT */
  finish(): void {
    this.#program.finish();
    for (const { own, others } of this.#averaged) average(own, others);
  }
}

function average(own: Float32Array, others: readonly Float32Array[]): void {
  const share = 1 / (1 + others.length);
  for (const other of others) for (let i = 0; i < own.length; i++) own[i] += other[i];
  for (let i = 0; i < own.length; i++) own[i] *= share;
}
