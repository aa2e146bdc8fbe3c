import {
  compiledEngine,
  differentiate,
  type Engine,
  type Loss,
  type RequestInput,
  type TensorSpec,
  type Tensors,
  VemError,
} from '@vem/compiler';
import { createSlots } from '../composition/container.js';
import type { BoundSlot } from '../composition/definePlugin.js';
import type { ResolvedSlots } from '../composition/resolvedSlots.js';
import { type ActionSpace, actionWidth } from '../environment/spaces.js';
import { LATENT_MEMORY } from '../networks/latentGaussian.js';
import { ParameterStore } from '../parameters/store.js';
import type { ParameterView } from '../parameters/views.js';
import { type ProgramEnvironment, ProgramScope, type ProgramSlots } from '../programs/context.js';
import { checkPurity } from '../programs/purity.js';
import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import type { Behaviour } from '../slots/behaviour.js';
import type { Optimiser } from '../slots/optimiser.js';
import type { Copy } from '../slots/outcome.js';
import { benchColumns, type Layout } from './benchColumns.js';
import {
  ACTION,
  describeActions,
  OBSERVATION,
  type Require,
  requirementsOf,
  START,
  servicesOf,
} from './examination.js';
import { Loaded, type Numbers } from './loaded.js';
import { standIns, TARGET } from './standIns.js';

/** What a behaviour is asked to record. */
const RECORDS = ['behaviour.logMu', 'behaviour.preSquash'];

const IDLE: Optimiser = { vectors: 0, attach: () => ({ step() {}, state: () => ({}), restore() {} }) };

/** What a program on the bench does. */
export type Played = Readonly<{ losses?: readonly Loss[]; outputs?: Tensors }>;

export interface BenchOptions {
  readonly action?: ActionSpace | undefined;
  readonly layout?: Partial<Layout> | undefined;
  readonly others?: readonly BoundSlot[] | undefined;
  readonly seed?: number | undefined;
  /** Whether a behaviour is asked to record all that it may; default true. */
  readonly records?: boolean | undefined;
  /** Whether programs are recorded twice, to see that they are pure; default true. Once is enough for each plugin. */
  readonly purity?: boolean | undefined;
}

/** Stand-ins have lagging copies, whoever asks for them. */
function followUnlessAsked(parameters: ParameterStore, group: string): void {
  try {
    parameters.follow(group, TARGET);
  } catch (error) {
    if (!(error instanceof VemError)) throw error;
  }
}

/**
 * Z, where a behaviour asks for a posterior with a latent variable: what it carries of it, or the smallest one. Others that ask for one
 * are examined with densities whose divergences are known.
 */
function latentsOf({ requires }: BoundSlot, behaviour: Behaviour | undefined): number | undefined {
  if (!behaviour || !requires.includes('posterior.latents')) return undefined;
  return behaviour.memory?.find(({ name }) => name === LATENT_MEMORY.latent)?.size ?? 1;
}

/**
 * A plugin among stand-ins for the other slots, with a batch. A program is loaded once and run on many inputs and parameters, so
 * that a look costs microseconds.
 */
export class Bench {
  readonly require: Require;
  readonly action: ActionSpace;
  readonly slots: ProgramSlots;
  readonly layout: Layout;
  readonly columns: Numbers;
  /** Groups that the examined plugin declares, and those of them that are trained. */
  readonly declared: readonly string[];
  readonly groups: readonly string[];
  readonly #environment: ProgramEnvironment;
  readonly #parameters: ParameterStore;
  readonly #streams: Streams;
  readonly #purity: boolean;
  readonly #engine: Engine = compiledEngine();
  readonly examined: BoundSlot;
  /** What slots require of each other here; of behaviours, all that they may record. */
  readonly asked: ReadonlySet<string>;

  constructor(
    examined: BoundSlot,
    { action = ACTION, layout, others = [], seed = 1, records = true, purity = true }: BenchOptions = {},
  ) {
    this.examined = examined;
    this.#purity = purity;
    this.require = requirementsOf(examined, describeActions(action));
    this.action = action;
    this.#streams = new Streams(seed);
    const { columns, ...rows } = benchColumns(
      examined,
      OBSERVATION.size,
      action,
      { rows: 8, ...layout },
      this.#streams,
    );
    this.layout = rows;
    this.columns = columns;
    const parameters = new ParameterStore();
    const given = Object.fromEntries(others.map((bound) => [bound.slot, bound]));
    const plugins = { ...standIns(), ...given, [examined.slot]: examined };
    const asked = [...Object.values(plugins).flatMap(({ requires }) => requires), ...(records ? RECORDS : [])];
    this.asked = new Set(asked);
    const services = servicesOf({ observation: OBSERVATION, action, parameters, asked });
    const create = (slots: object) => createSlots(slots as ResolvedSlots, services);
    const own = create({ [examined.slot]: examined });
    const declared = parameters.groupNames;
    const stood = { ...standIns(latentsOf(examined, own.behaviour)), ...given };
    const { [examined.slot]: _examined, ...rest } = stood as Record<string, BoundSlot>;
    this.slots = { ...create(rest), ...own, data: undefined };
    for (const group of parameters.groupNames) if (!declared.includes(group)) followUnlessAsked(parameters, group);
    parameters.build(this.#streams, IDLE);
    this.declared = declared;
    this.groups = declared.filter((name) => parameters.trainedGroups.some((group) => group.name === name));
    this.#parameters = parameters;
    this.#environment = {
      slots: this.slots,
      parameters,
      action,
      progress: () => START,
      observation: OBSERVATION.size,
      batch: {
        ...this.layout,
        columns: Object.fromEntries(
          Object.entries(columns).map(([name, column]) => [name, column.length / this.layout.rows]),
        ),
      },
    };
  }

  get width(): number {
    return actionWidth(this.action);
  }

  views(group: string, copy: Copy = 'online'): readonly ParameterView[] {
    return this.#parameters
      .allViews()
      .filter(({ name }) => name.startsWith(`${group}${copy === 'target' ? '@target' : ''}/`));
  }

  /** Groups that losses may be taken of, whoever declares them. */
  trained(): readonly string[] {
    return this.#parameters.trainedGroups.map(({ name }) => name);
  }

  /** All numbers of both copies of all that the examined plugin declares, trained or not. */
  all(): readonly ParameterView[] {
    return this.declared.flatMap((group) => [...this.views(group), ...this.views(group, 'target')]);
  }

  /** All numbers of a copy of the examined plugin's own groups. */
  own(copy: Copy = 'online'): readonly ParameterView[] {
    return this.groups.flatMap((group) => this.views(group, copy));
  }

  /** Sets a parameter of a stand-in. */
  set(group: string, tensor: string, value: number): void {
    for (const copy of ['online', 'target'] as const)
      for (const view of this.views(group, copy)) if (view.name.endsWith(`/${tensor}`)) view.data.fill(value);
  }

  /** Moves parameters by normal numbers times `scale`, always the same under one name; @returns what undoes it. */
  perturb(views: readonly ParameterView[], scale: number, name: string): () => void {
    const before = views.map(({ data }) => data.slice());
    for (const { data, name: tensor } of views) {
      const noise = new Float32Array(data.length);
      this.#streams.fresh(streamNames.stage(`${name}/${tensor}`)).fillNormal(noise);
      for (const [i, value] of noise.entries()) data[i] += scale * value;
    }
    return () => {
      for (const [i, { data }] of views.entries()) data.set(before[i]);
    };
  }

  /** All parameters become those of another bench. */
  follow(other: Bench): void {
    const theirs = new Map(other.#parameters.allViews().map(({ name, data }) => [name, data]));
    for (const { name, data } of this.#parameters.allViews()) data.set(theirs.get(name)!);
  }

  normal(name: string, length: number, scale = 1): Float32Array {
    const data = new Float32Array(length);
    this.#streams.fresh(streamNames.stage(name)).fillNormal(data);
    return data.map((value) => scale * value);
  }

  /** @param inputs - of the program's own @param results - of earlier phases, by their names as inputs */
  load(
    what: string,
    play: (scope: ProgramScope, inputs: Tensors) => Played,
    inputs: Readonly<Record<string, readonly number[]>> = {},
    results: Readonly<Record<string, readonly number[]>> = {},
  ): Loaded {
    const specs = (shapes: Readonly<Record<string, readonly number[]>>) =>
      Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => [name, { shape, dtype: 'float32' } as TensorSpec]),
      );
    const parameters = this.#parameters;
    const views = parameters.trainedGroups.flatMap(({ name }) => parameters.views(name));
    const trained = Object.fromEntries(
      views.map(({ name, shape }) => [name, { shape, dtype: 'float32' } as TensorSpec]),
    );
    const program = {
      name: `${this.examined.slot} "${this.examined.name}" (${what})`,
      inputs: { ...specs(inputs), ...trained },
      groups: Object.fromEntries(
        parameters.trainedGroups.map(({ name }) => [name, parameters.views(name).map((view) => view.name)]),
      ),
      body: (given: Tensors, request: RequestInput) => {
        const ask: RequestInput = (name, spec) => given[name] ?? request(name, spec);
        const incoming = { results: new Map(Object.entries(specs(results))), rows: new Map() };
        const { losses = [], outputs = {} } = play(new ProgramScope(this.#environment, ask, incoming), given);
        return { losses, outputs };
      },
    };
    if (this.#purity) checkPurity(program, this.#environment);
    const bindings = Object.fromEntries(parameters.allViews().map(({ name, data }) => [name, data]));
    return new Loaded(this, this.#engine.load(differentiate(program), bindings), new Set(Object.keys(bindings)));
  }

  /** Random numbers of an input, the same ones for each seed. */
  noise(name: string, length: number, kind: string, still: boolean, seed: number): Float32Array {
    const data = new Float32Array(length);
    if (still) return data.fill(kind === 'normal' ? 0 : 0.5);
    const stream = this.#streams.fresh(streamNames.stage(`${name}/${seed}`));
    if (kind === 'normal') stream.fillNormal(data);
    else stream.fillUniform(data);
    return data;
  }

  dispose(): void {
    this.#engine.dispose();
  }
}
