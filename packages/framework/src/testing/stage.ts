import * as tf from '@tensorflow/tfjs-core';
import {
  compiledEngine,
  differentiate,
  type LossProgram,
  type Program,
  type RequestInput,
  type Tensors,
} from '@vem/compiler';
import { createSlots } from '../composition/container.js';
import type { BoundSlot } from '../composition/definePlugin.js';
import type { ResolvedSlots } from '../composition/resolvedSlots.js';
import type { ActionSpace, ObservationSpace } from '../environment/spaces.js';
import { ParameterStore } from '../parameters/store.js';
import type { BatchLayout } from '../programs/batchLayout.js';
import { type ProgramEnvironment, ProgramScope } from '../programs/context.js';
import { storageOf, VaryingInputs } from '../programs/ports.js';
import { checkPurity } from '../programs/purity.js';
import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import type { Optimiser } from '../slots/optimiser.js';
import { batchNumbers } from './batchRows.js';
import * as errors from './conformanceErrors.js';
import { START, servicesOf } from './examination.js';

/** Numbers of a tensor, row by row. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type NamedValues = Readonly<Record<string, Values>>;

/** What a program on the stage does with the slots (`scope.open`) and the inputs that it was given. */
export type Play = (scope: ProgramScope, inputs: Tensors) => Tensors;

/** Nothing is learned on the stage. */
const IDLE: Optimiser = { vectors: 0, attach: () => ({ step() {}, state: () => ({}), restore() {} }) };

/**
 * Plugins without a run around them: their components, parameters and random streams, on which programs are recorded,
 * checked for purity and leaks, compiled and run like those of a run.
 */
export class Stage {
  readonly #environment: ProgramEnvironment;
  readonly #streams: Streams;

  /** Parameter groups that the examined plugin trains. */
  readonly ownGroups: readonly string[];

  /**
   * @param others - values for other slots that the programs open
   * @param batch - for plugins that are asked at the rows of a batch only
   */
  constructor(
    examined: BoundSlot,
    others: readonly BoundSlot[],
    observation: ObservationSpace,
    action: ActionSpace,
    seed: number,
    batch?: BatchLayout,
  ) {
    this.#streams = new Streams(seed);
    const parameters = new ParameterStore();
    const services = servicesOf({
      observation,
      action,
      parameters,
      asked: [...others, examined].flatMap(({ requires }) => requires),
    });
    const create = (plugins: readonly BoundSlot[]) =>
      createSlots(Object.fromEntries(plugins.map((plugin) => [plugin.slot, plugin])) as ResolvedSlots, services);
    const own = create([examined]);
    const declared = new Set(parameters.groupNames);
    const slots = { ...create(others), ...own, data: undefined };
    parameters.build(this.#streams, IDLE);
    this.ownGroups = parameters.trainedGroups.map(({ name }) => name).filter((name) => declared.has(name));
    this.#environment = {
      slots,
      parameters,
      action,
      progress: () => START,
      observation: observation.size,
      batch,
    };
  }

  /** Moves all parameters of the examined plugin, always in the same way. */
  perturb(scale: number): void {
    const { parameters } = this.#environment;
    for (const { name, data, shape } of this.ownGroups.flatMap((group) => parameters.views(group))) {
      // Of layers so far that what they give moves by about as much.
      const each = shape.length === 2 ? scale / Math.sqrt(shape[0]) : scale;
      const noise = this.normal(`moved/${name}`, [data.length], each).data;
      for (const [i, value] of noise.entries()) data[i] += value;
    }
  }

  /** Rows of the batch; 0 where there is none. */
  get batchRows(): number {
    return this.#environment.batch?.rows ?? 0;
  }

  /** Standard normal numbers times `scale`, always the same under one seed and name. */
  normal(name: string, shape: readonly number[], scale = 1): Values {
    const data = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
    this.#streams.fresh(streamNames.stage(name)).fillNormal(data);
    return { shape, data: data.map((value) => scale * value) };
  }

  /** The outputs of a program on these inputs. */
  run(name: string, inputs: NamedValues, play: Play): NamedValues {
    return this.#execute(
      { name, inputs: specsOf(inputs), body: (given, request) => play(this.#scope(given, request), given) },
      inputs,
    );
  }

  /**
   * The gradient of a scalar with respect to the inputs named `wanted` and to every parameter that the examined plugin
   * trains, by name; zero where the scalar does not depend on them.
   */
  gradients(
    name: string,
    inputs: NamedValues,
    wanted: readonly string[],
    scalar: (scope: ProgramScope, inputs: Tensors) => tf.Tensor,
  ): NamedValues {
    const { parameters } = this.#environment;
    const views = this.ownGroups.flatMap((group) => parameters.views(group));
    const trained = views.map((view) => [view.name, { shape: view.shape, dtype: 'float32' as const }] as const);
    const members = [...wanted, ...views.map((view) => view.name)];
    const program: LossProgram = {
      name,
      inputs: { ...specsOf(inputs), ...Object.fromEntries(trained) },
      groups: { stage: members },
      body: (given, request) => {
        // Adds nothing, but lets everything be reached: no dependence means gradient 0 here, not an error.
        const nothing = members
          .map((member) => tf.sum(tf.mul(given[member], 0)))
          .reduce((sum, term) => tf.add(sum, term));
        return {
          losses: [
            { value: tf.add(scalar(this.#scope(given, request), given), nothing), group: 'stage', rows: 'coupled' },
          ],
          outputs: {},
        };
      },
    };
    const outputs = Object.entries(this.#execute(differentiate(program), inputs));
    return Object.fromEntries(
      outputs.flatMap(([output, values]) =>
        output.startsWith('gradient/') ? [[output.slice('gradient/'.length), values]] : [],
      ),
    );
  }

  #scope(given: Tensors, request: RequestInput): ProgramScope {
    return new ProgramScope(this.#environment, (name, spec) => given[name] ?? request(name, spec));
  }

  #execute(program: Program, inputs: NamedValues): NamedValues {
    const { slots, parameters, batch, action } = this.#environment;
    const before = tf.engine().state.numTensors;
    checkPurity(program, this.#environment);
    const remaining = tf.engine().state.numTensors - before;
    if (remaining !== 0) throw errors.tensorsLeaked(program.name, remaining);
    const engine = compiledEngine();
    try {
      const executable = engine.load(
        program,
        Object.fromEntries(parameters.allViews().map(({ name, data }) => [name, data])),
      );
      // An input that nothing depends on is no input.
      for (const [name, { data }] of Object.entries(inputs)) executable.inputs[name]?.data.set(data);
      const rows = batch ? batchNumbers(batch, action, (name, count) => this.normal(name, [count]).data) : {};
      for (const [name, data] of Object.entries(rows)) executable.inputs[name]?.data.set(data);
      new VaryingInputs(storageOf(executable.inputs), slots, (slot) =>
        // From their start: what draws while it infers is then the same density in every program.
        this.#streams.fresh(streamNames.stage(slot)),
      ).fill(START);
      executable.run();
      return Object.fromEntries(
        Object.entries(executable.outputs).map(([name, { spec, data }]) => [
          name,
          { shape: spec.shape, data: Float32Array.from(data) },
        ]),
      );
    } finally {
      engine.dispose();
    }
  }
}

const specsOf = (inputs: NamedValues) =>
  Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, { shape, dtype: 'float32' as const }]));
