import type { Bindings, Engine, Executable, Program, Tensors } from '@vem/compiler';
import type { EvaluationManner, RecordColumn } from '../slots/behaviour.js';
import type { Progress } from '../slots/progress.js';
import { carriedBy, MEMORY } from './carried.js';
import { type ProgramEnvironment, ProgramScope } from './context.js';
import { EpisodeMemory } from './memory.js';
import { Meters } from './meters.js';
import { after, names } from './names.js';
import { type StreamOf, storageOf, VaryingInputs } from './ports.js';
import { joined } from './seenObservations.js';

/** `explore`: act to learn; else the manner of an evaluation. */
export type ActingPurpose = 'explore' | EvaluationManner;

/** Observations of N environments in, actions (box units or one-hot) and the behaviour's record columns out. */
export function actProgram(
  purpose: ActingPurpose,
  count: number,
  observationSize: number,
  environment: ProgramEnvironment,
): Program {
  const acting: ProgramEnvironment = { ...environment, batch: undefined };
  return {
    name: `act (${purpose})`,
    inputs: {},
    body: (_given, request) => {
      const scope = new ProgramScope(acting, request);
      const environments_NO = request(names.observation, { shape: [count, observationSize], dtype: 'float32' });
      const behaviour = scope.open('behaviour');
      const { slots } = environment;
      const carriedIn = ({ name, size }: RecordColumn) =>
        request(names.memory(name), { shape: [count, size], dtype: 'float32' });
      const carried = Object.fromEntries(
        (slots.behaviour?.memory ?? []).map((column) => [column.name, carriedIn(column)]),
      );
      const own_NO = scope.seen.own(environments_NO);
      const remembered_NM =
        slots.memory && scope.seen.remembered(own_NO, carriedIn({ name: MEMORY, size: slots.memory.size }));
      const observation_NO = joined(own_NO, ...Object.values(carried), remembered_NM);
      const left = (memory: Tensors | undefined) =>
        renamed(names.memory, { ...memory, ...(remembered_NM ? { [MEMORY]: remembered_NM } : {}) });
      if (purpose !== 'explore') {
        const { action_NA, memory } = behaviour.evaluate(observation_NO, purpose, carried);
        return { [names.action]: action_NA, ...left(memory) };
      }
      const { action_NA, memory, record, metrics } = behaviour.act(observation_NO, carried);
      return {
        [names.action]: action_NA,
        ...left(memory),
        ...renamed(names.record, record),
        ...renamed((name) => names.metricOf('behaviour', name), metrics),
      };
    },
  };
}

const renamed = (rename: (name: string) => string, tensors: Tensors = {}): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, value]) => [rename(name), value]));

/** An acting program, ready to run. */
export class ActStep {
  readonly #executable: Executable;
  readonly #inputs: VaryingInputs;
  /** [N, O]; written by the caller. */
  readonly observation: Float32Array;
  /** [N, A], box units or one-hot. */
  readonly action: Float32Array;
  /** [N, size] per record column. */
  readonly record: Readonly<Record<string, Float32Array>>;
  readonly memory: EpisodeMemory;
  readonly meters = new Meters();
  readonly #metered: readonly { readonly name: string; readonly data: Float32Array }[];

  constructor(
    engine: Engine,
    program: Program,
    columns: readonly string[],
    environment: ProgramEnvironment,
    bindings: Bindings,
    streamOf: StreamOf,
  ) {
    this.#executable = engine.load(program, bindings);
    this.#inputs = new VaryingInputs(storageOf(this.#executable.inputs), environment.slots, streamOf);
    const { inputs, outputs } = this.#executable;
    // A policy that ignores the observation has no such input; writing to a spare array is then harmless.
    this.observation =
      (inputs[names.observation]?.data as Float32Array | undefined) ?? (bindings[names.observation] as Float32Array);
    this.memory = new EpisodeMemory(
      this.#executable,
      carriedBy(environment.slots),
      outputs[names.action].spec.shape[0],
    );
    this.action = outputs[names.action].data as Float32Array;
    this.#metered = Object.entries(outputs).flatMap(([output, { data }]) => {
      const name = after('metric/', output);
      return name === undefined ? [] : [{ name, data: data as Float32Array }];
    });
    this.record = Object.fromEntries(
      columns.map((column) => [column, outputs[names.record(column)].data as Float32Array]),
    );
  }

  run(progress: Progress): void {
    this.#inputs.fill(progress);
    this.#executable.run();
    this.memory.carry();
    for (const { name, data } of this.#metered) this.meters.add(name, data[0]);
  }

  /** Means of what acting logs since the last call. */
  takeMetrics(): Record<string, number> {
    return this.meters.take();
  }

  dispose(): void {
    this.#executable.dispose();
  }
}
