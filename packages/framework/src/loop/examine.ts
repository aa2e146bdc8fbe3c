import type { Tensor } from '@tensorflow/tfjs-core';
import type { Engine, Program, Tensors } from '@vem/compiler';
import { carriedBy } from '../programs/carried.js';
import { ProgramScope } from '../programs/context.js';
import { names } from '../programs/names.js';
import { storageOf, VaryingInputs } from '../programs/ports.js';
import { streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';
import type { SlotPrograms } from '../slots/programs.js';
import type { Pipeline } from './pipeline.js';

/** What a look at a run may ask. */
export type Examined = Pick<SlotPrograms, 'prior' | 'posterior' | 'temperature' | 'valueEstimator'>;

/** A look at what a run believes, at given observations. */
export interface Examination {
  /** [rows, width], the environment's own observations; what is carried from step to step is 0, as when an episode starts, unless `carried` says more. */
  readonly observation: Float32Array;
  readonly rows: number;
  /** What is carried, the same in all rows, by the name of its part; absent: 0. */
  readonly carried?: Readonly<Record<string, number>>;
  /** Tensors to read, by name; a tensor program, as those of plugins are. */
  readonly look: (slots: Examined, observation_BO: Tensor) => Tensors;
}

/**
 * Runs a program of the run's slots on observations that somebody chose: nothing of the run changes, and its random numbers
 * start anew each time.
 */
export function examine(
  pipeline: Pipeline,
  engine: Engine,
  streams: Streams,
  { observation, rows, carried = {}, look }: Examination,
): Readonly<Record<string, Float32Array>> {
  const { programs, slots } = pipeline;
  const own = slots.environment.spec.observation.size;
  const memory = carriedBy(slots).flatMap(({ name, size }) => new Array<number>(size).fill(carried[name] ?? 0));
  const width = own + memory.length;
  const program: Program = {
    name: 'examine',
    inputs: {},
    body: (_given, request) => {
      const scope = new ProgramScope({ ...programs, batch: undefined }, request);
      const raw_BO = request(names.observation, { shape: [rows, width], dtype: 'float32' });
      return look(examinedOf(scope), scope.seen.observation(raw_BO));
    },
  };
  const executable = engine.load(program, pipeline.parameterBindings());
  try {
    const seen = executable.inputs[names.observation]?.data as Float32Array | undefined;
    for (let row = 0; seen && row < rows; row++) {
      seen.set(observation.subarray(row * own, (row + 1) * own), row * width);
      seen.set(memory, row * width + own);
    }
    const streamOf = (noise: string) => streams.fresh(streamNames.examine(noise));
    new VaryingInputs(storageOf(executable.inputs), programs.slots, streamOf).fill(programs.progress());
    executable.run();
    return Object.fromEntries(
      Object.entries(executable.outputs).map(([name, { data }]) => [name, Float32Array.from(data)]),
    );
  } finally {
    executable.dispose();
  }
}

const examinedOf = (scope: ProgramScope): Examined => ({
  get prior() {
    return scope.open('prior');
  },
  get posterior() {
    return scope.open('posterior');
  },
  get temperature() {
    return scope.open('temperature');
  },
  get valueEstimator() {
    return scope.open('valueEstimator');
  },
});
