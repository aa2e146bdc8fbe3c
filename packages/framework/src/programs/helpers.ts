import {
  differentiate,
  type Executable,
  type HelperProgram,
  type HelperThreads,
  type LossProgram,
} from '@vem/compiler';
import type { ParameterStore } from '../parameters/store.js';
import type { Progress } from '../slots/progress.js';
import type { ProgramEnvironment } from './context.js';
import { after, names } from './names.js';
import { type StreamOf, VaryingInputs } from './ports.js';

/** Threads that take part in an optimiser step. */
export interface Helping {
  readonly threads: HelperThreads;
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
  readonly #parameters: ParameterStore;
  readonly #groups: readonly string[];
  readonly #varying: readonly VaryingInputs[];
  readonly #rows: readonly Transfer[];
  /** For each other output that is averaged, the calling thread's numbers and the helpers'. */
  readonly #averaged: readonly { readonly own: Float32Array; readonly others: readonly Float32Array[] }[];

  /** @param executable - the same program on the calling thread's rows */
  constructor(
    { threads, batch }: Helping,
    program: LossProgram,
    executable: Executable,
    environment: ProgramEnvironment,
    streamOf: StreamOf,
  ) {
    const { parameters } = environment;
    const views = new Map(parameters.allViews().map((view) => [view.name, view]));
    const gradients = Array.from({ length: threads.count }, (_, helper) => gradientsOf(parameters, helper + 1));
    this.#program = threads.load(
      differentiate(program),
      (input) => (after('result/', input) === undefined ? (views.get(input) ?? 'own') : 'carried'),
      (output, helper) => gradients[helper].get(output),
    );
    const outputNames = Object.keys(executable.outputs);
    this.#parameters = parameters;
    this.#groups = outputNames.flatMap((name) => after('loss/', name) ?? []);
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
      after('result/', name) === undefined && after('gradient/', name) === undefined
        ? [{ own: data as Float32Array, others: ports.map(({ outputs }) => outputs[name] as Float32Array) }]
        : [],
    );
  }

  /** Sends everything the helpers need, and lets them run. */
  start(progress: Progress): void {
    for (const varying of this.#varying) varying.fill(progress);
    for (const { from, to } of this.#rows) to.set(from);
    this.#program.start();
  }

  /** Waits for the helpers, whatever comes of it: nobody may change, or let go of, what they read before. */
  settle(): void {
    try {
      this.#program.finish();
    } catch {
      // The caller has a failure of its own to tell.
    }
  }

  /** Waits for the helpers and averages. @throws VEM_THREAD_FAILED, VEM_THREAD_SILENT */
  finish(): void {
    this.#program.finish();
    for (const group of this.#groups) this.#parameters.averageGradients(group);
    for (const { own, others } of this.#averaged) average(own, others);
  }
}

/** Where a further part of the batch leaves its gradients, by name of the output. */
const gradientsOf = (parameters: ParameterStore, part: number) =>
  new Map(
    parameters.trainedGroups.flatMap((group) =>
      parameters.gradientViews(group.name, part).map(({ name, data }) => [names.gradient(name), data] as const),
    ),
  );

/** Losses and metrics. */
function average(own: Float32Array, others: readonly Float32Array[]): void {
  for (const [index, other] of others.entries()) {
    const scale = index === others.length - 1 ? 1 / (1 + others.length) : 1;
    for (let i = 0; i < own.length; i++) own[i] = (own[i] + other[i]) * scale;
  }
}
