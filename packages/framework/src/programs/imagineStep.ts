import type { Bindings, Engine, Executable, Program } from '@vem/compiler';
import { ActionAdapter } from '../environment/actionAdapter.js';
import { streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';
import type { Imagination } from '../slots/imagination.js';
import type { Progress } from '../slots/progress.js';
import { type ProgramEnvironment, ProgramScope } from './context.js';
import { finiteNumber } from './hostLooks.js';
import { type Metered, Meters } from './meters.js';
import { names } from './names.js';
import { offHeap } from './offHeap.js';
import { storageOf, VaryingInputs } from './ports.js';
import { checkPurity } from './purity.js';

const ACTION = 'action';
const REWARD = 'reward';
const NEXT = 'next';
const ENDED = 'ended';
const DISTANCE = 'distance';

/** States in, one imagined step from each of them out. */
function imagineProgram(rows: number, environment: ProgramEnvironment): Program {
  return {
    name: 'imagine',
    inputs: {},
    body: (_given, request) => {
      const scope = new ProgramScope(environment, request);
      const observation_BO = request(names.observation, { shape: [rows, environment.observation], dtype: 'float32' });
      const { action_BA, reward_B, next_BO, ended_B, distance_B } = scope.open('data').imagine(observation_BO);
      return {
        [ACTION]: action_BA,
        [REWARD]: reward_B,
        [NEXT]: next_BO,
        [ENDED]: ended_B,
        ...(distance_B ? { [DISTANCE]: distance_B } : {}),
      };
    },
  };
}

/** The roll-outs of a data source that imagines rows, one step per turn. */
export class ImagineStep implements Metered {
  readonly meters = new Meters();
  readonly #imagination: Imagination;
  readonly #executable: Executable;
  readonly #inputs: VaryingInputs;
  readonly #stream: ReturnType<Streams['stream']>;
  readonly #adapter: ActionAdapter;
  /** [R, O] */
  readonly #observation: Float32Array;
  readonly #columns: Readonly<Record<string, Float32Array>>;

  constructor(
    engine: Engine,
    imagination: Imagination,
    programs: ProgramEnvironment,
    bindings: Bindings,
    streams: Streams,
  ) {
    const { rows } = imagination;
    const environment = { ...programs, slots: { ...programs.slots, data: imagination }, batch: undefined };
    const program = imagineProgram(rows, environment);
    checkPurity(program, environment);
    this.#imagination = imagination;
    this.#observation = offHeap(rows * programs.observation);
    this.#executable = engine.load(program, { ...bindings, [names.observation]: this.#observation });
    this.#inputs = new VaryingInputs(storageOf(this.#executable.inputs), environment.slots, (noise) =>
      streams.stream(streamNames.imagine(noise)),
    );
    this.#stream = streams.stream(streamNames.imagined);
    this.#adapter = new ActionAdapter(programs.action, rows);
    const output = (name: string) => this.#executable.outputs[name].data as Float32Array;
    this.#columns = {
      observation: this.#observation,
      action: this.#adapter.stored,
      reward: output(REWARD),
      nextObservation: output(NEXT),
      terminated: output(ENDED),
      truncated: new Float32Array(rows),
    };
  }

  /** One imagined step, if one is due. @returns whether there was one */
  advance(progress: Progress): boolean {
    if (!this.#imagination.due(progress)) return false;
    this.#imagination.start(this.#observation, this.#stream);
    this.#inputs.fill(progress);
    this.#executable.run();
    const { outputs } = this.#executable;
    this.#adapter.convert(outputs[ACTION].data as Float32Array);
    const distance_R = outputs[DISTANCE]?.data as Float32Array | undefined;
    const metrics = this.#imagination.take({ columns: this.#columns, distance_R }, progress);
    for (const [name, value] of Object.entries(metrics))
      this.meters.add(name, finiteNumber('data', `imagination.take.${name}`, value));
    return true;
  }

  /** Means since the last call. */
  takeMetrics(): Record<string, number> {
    return this.meters.take();
  }
}
