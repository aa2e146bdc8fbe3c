import { type Executable, loadProgram, VemError } from '@vem/compiler';
import { ActionAdapter } from '../../environment/actionAdapter.js';
import type { EnvironmentFactory, EnvironmentSpec } from '../../environment/environment.js';
import { spaceDifference } from '../../environment/sameSpaces.js';
import { actionWidth } from '../../environment/spaces.js';
import { isSingle } from '../../environment/vectorise.js';
import { evaluate } from '../../loop/evaluate.js';
import type { EvaluateOptions, Evaluation } from '../../loop/evaluation.js';
import { type EpisodeMemory, memoryOf } from '../../programs/memory.js';
import { after, names } from '../../programs/names.js';
import { NoiseInputs, type StreamOf, storageOf } from '../../programs/ports.js';
import { streamNames } from '../../random/streamNames.js';
import { Streams } from '../../random/streams.js';
import type { EvaluationManner } from '../../slots/behaviour.js';
import type { Progress } from '../../slots/progress.js';
import { readCheckpoint } from '../files/directory.js';
import { decodeSafetensors, type TensorFile } from '../files/safetensors.js';
import type { RunConfig } from '../runConfig.js';
import * as errors from './policyErrors.js';
import {
  PARAMETERS_FILE,
  type PolicyMetadata,
  programFile,
  readPolicyMetadata,
  type StoredActing,
} from './policyFormat.js';

/** A stored policy, ready to act: no trainer, no plugins, only its graphs and parameters. */
export class Policy {
  readonly directory: string;
  readonly #metadata: PolicyMetadata;
  readonly #tensors: TensorFile['tensors'];
  readonly #models: ReadonlyMap<string, Uint8Array>;
  readonly #acting = new Map<EvaluationManner, ActingProgram>();
  readonly #adapter: ActionAdapter;

  constructor(
    directory: string,
    metadata: PolicyMetadata,
    tensors: TensorFile['tensors'],
    models: ReadonlyMap<string, Uint8Array>,
  ) {
    this.directory = directory;
    this.#metadata = metadata;
    this.#tensors = tensors;
    this.#models = models;
    this.#adapter = new ActionAdapter(metadata.action, 1);
  }

  /** The run it came from. */
  get config(): RunConfig {
    return this.#metadata.config;
  }

  /** How far that run was. */
  get counters(): Progress {
    return this.#metadata.counters;
  }

  /** How it acts unless told otherwise. */
  get evaluation(): EvaluationManner {
    return this.#metadata.evaluation;
  }

  /**
   * The action for one observation, in the environment's units and within its bounds (an index if actions are finite).
   *
   * @param observation - [O], as the environment gives it
   * @throws VEM_POLICY_OBSERVATION for another length and for what is no finite number, VEM_POLICY_ACTION
   */
  act(observation: ArrayLike<number>, manner: EvaluationManner = this.evaluation): Float32Array | Int32Array {
    const { size } = this.#metadata.observation;
    if (observation.length !== size) throw errors.wrongObservation(size, observation.length);
    for (let i = 0; i < size; i++) if (!isSingle(observation[i])) throw errors.observationNotFinite(i, observation[i]);
    const acting = this.acting(manner, undefined);
    acting.observation.set(observation);
    acting.run();
    if (acting.action.some(Number.isNaN)) throw errors.actionNotFinite(this.directory, Array.from(observation));
    this.#adapter.convert(acting.action);
    return this.#adapter.environment.slice();
  }

  /**
   * Before it acts in an environment: what the two say to each other must be the same.
   *
   * @throws VEM_POLICY_SPACES
   */
  requireSpacesOf(spec: EnvironmentSpec): void {
    const difference = spaceDifference(this.#metadata, spec);
    if (difference) throw errors.otherSpaces(this.directory, spec.id, difference);
  }

  /** An episode starts: forgets what the last one left, for policies that remember. */
  startEpisode(): void {
    for (const program of this.#acting.values()) program.start();
  }

  /** @param streams - where samples come from; undefined: a stream that goes on from call to call */
  acting(manner: EvaluationManner, streams: Streams | undefined): ActingProgram {
    const known = this.#acting.get(manner);
    if (known && !streams) return known;
    const stored = this.#metadata.acting[manner];
    const model = this.#models.get(programFile(manner));
    if (!stored || !model) throw errors.mannerNotStored(this.directory, manner, Object.keys(this.#metadata.acting));
    const source = streams ?? new Streams(this.config.seed);
    const { observation, action } = this.#metadata;
    this.#requireEdges(stored, observation.size, actionWidth(action));
    const program = new ActingProgram(this.directory, stored, model, this.#tensors, observation.size, (noise) =>
      source.stream(streamNames.evaluate(noise)),
    );
    if (!streams) this.#acting.set(manner, program);
    return program;
  }

  /** @throws VEM_POLICY_SHAPE */
  #requireEdges({ inputs, outputs }: StoredActing, observation: number, action: number): void {
    const require = (edge: string, expected: number, shape: readonly number[] | undefined) => {
      if (shape?.reduce((product, size) => product * size, 1) !== expected)
        throw errors.graphShape(this.directory, edge, expected, shape ?? []);
    };
    if (names.observation in inputs) require(names.observation, observation, inputs[names.observation].shape);
    require(names.action, action, outputs[names.action]?.shape);
  }

  dispose(): void {
    for (const program of this.#acting.values()) program.dispose();
    this.#acting.clear();
  }
}

/** @throws VEM_POLICY_GRAPH; what says that this machine has no ONNX Runtime passes */
function storedProgram(directory: string, program: Parameters<typeof loadProgram>[0]): Executable {
  try {
    return loadProgram(program);
  } catch (cause) {
    if (cause instanceof VemError && cause.code === 'VEM_RUNTIME_UNAVAILABLE') throw cause;
    throw errors.graphUnusable(directory, cause);
  }
}

/** One acting graph with its parameters, its noise and the scalars it was stored with. */
class ActingProgram {
  readonly #executable: Executable;
  readonly #directory: string;
  readonly #noise: NoiseInputs;
  readonly #memory: EpisodeMemory;
  readonly observation: Float32Array;
  readonly action: Float32Array;

  constructor(
    directory: string,
    stored: StoredActing,
    model: Uint8Array,
    tensors: TensorFile['tensors'],
    observationSize: number,
    streamOf: StreamOf,
  ) {
    this.#executable = storedProgram(directory, { ...stored, model });
    this.#directory = directory;
    const { inputs, outputs } = this.#executable;
    this.#noise = new NoiseInputs(storageOf(inputs), streamOf);
    for (const [name, port] of Object.entries(inputs)) {
      const data = port.data as Float32Array;
      if (after('noise/', name) !== undefined) continue;
      if (name in stored.scalars) data[0] = stored.scalars[name];
      else if (name in tensors) {
        const { shape, data: values } = tensors[name];
        const expected = stored.inputs[name].shape;
        if (!(values instanceof Float32Array)) throw errors.parameterType(name);
        if (String(shape) !== String(expected)) throw errors.parameterShape(name, expected, shape);
        data.set(values);
      } else if (name !== names.observation && after('memory/', name) === undefined)
        throw errors.parameterNotStored(name);
    }
    this.observation =
      // A policy that ignores the observation has no such input; writing to a spare array is then harmless.
      (inputs[names.observation]?.data as Float32Array | undefined) ?? new Float32Array(observationSize);
    this.action = outputs[names.action].data as Float32Array;
    this.#memory = memoryOf(this.#executable, 1);
  }

  start(): void {
    this.#memory.forget(0);
  }

  run(): void {
    this.#noise.fill();
    try {
      this.#executable.run();
    } catch (cause) {
      throw errors.graphUnusable(this.#directory, cause);
    }
    this.#memory.carry();
  }

  dispose(): void {
    this.#executable.dispose();
  }
}

/**
 * Reads a policy that `run.save`, `run.checkpoint` or `vem train` wrote.
 *
 * @throws VEM_CHECKPOINT_… where the directory is missing, damaged or of another version; VEM_POLICY_…
 */
export async function loadPolicy(directory: string): Promise<Policy> {
  const { manifest, files } = readCheckpoint(directory);
  const metadata = readPolicyMetadata(directory, manifest);
  const { tensors } = decodeSafetensors(files[PARAMETERS_FILE], `${directory}/${PARAMETERS_FILE}`);
  return new Policy(directory, metadata, tensors, new Map(Object.entries(files)));
}

/**
 * Plays fresh test episodes with a stored policy. The same seed gives the same episodes.
 *
 * @throws VEM_POLICY_SPACES, VEM_EPISODE_ENDLESS
 */
export async function evaluatePolicy(
  policy: Policy,
  environment: EnvironmentFactory,
  options: EvaluateOptions & { readonly seed?: number },
): Promise<Evaluation> {
  policy.requireSpacesOf(environment.spec);
  await environment.prepare?.();
  const manner = options.stochastic ? 'sample' : policy.evaluation;
  const streams = new Streams(options.seed ?? policy.config.seed);
  const program = policy.acting(manner, streams);
  try {
    return evaluate(program, environment, streams, options.episodes, manner, options);
  } finally {
    program.dispose();
  }
}

/** The name of before there was one word for it. @deprecated Say `evaluatePolicy`. */
export const assessPolicy = evaluatePolicy;
