import type { Bindings, Engine, HelperThreads } from '@vem/compiler';
import type { EnvironmentFactory } from '../environment/environment.js';
import { guarded } from '../environment/guarded.js';
import type { ParameterStore } from '../parameters/store.js';
import { ActStep, actProgram } from '../programs/actStep.js';
import type { ProgramEnvironment } from '../programs/context.js';
import { LearnStep } from '../programs/learnStep.js';
import { loadSteps } from '../programs/loadSteps.js';
import type { UpdateStep } from '../programs/meters.js';
import { names } from '../programs/names.js';
import { offHeap } from '../programs/offHeap.js';
import { checkPurity } from '../programs/purity.js';
import type { Stream } from '../random/stream.js';
import type { Streams } from '../random/streams.js';
import type { DataSource } from '../slots/data.js';
import type { Progress, SlotValues } from '../slots/slots.js';
import { storedNumber } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import { Actor, experienceColumns } from './actor.js';

/** How much of a run goes on at the same time. */
export interface PipelineWidth {
  /** N, copies of the environment. */
  readonly environments: number;
  /** Threads that share the batch of an update; 1 where losses couple its rows. */
  readonly threads: number;
}

/** What a run is made of once programs are loaded: everything that `iterate` touches. */
export class Pipeline implements Stateful {
  readonly slots: SlotValues;
  readonly parameters: ParameterStore;
  readonly data: DataSource;
  readonly actor: Actor;
  /** The optimiser steps of an update in order: compiled programs, and phases on the host. */
  readonly update: readonly UpdateStep[];
  readonly batch: Readonly<Record<string, Float32Array>>;
  readonly batchStream: Stream;
  readonly programs: ProgramEnvironment;
  /** Why one thread does all updates although more were asked for. */
  readonly alone: string | undefined;
  readonly #helpers: HelperThreads | undefined;
  /** Environment steps that the run was asked for; sets the progress fraction. */
  horizon = 0;
  #envSteps = 0;
  #updates = 0;

  constructor(slots: SlotValues, parameters: ParameterStore, streams: Streams, engine: Engine, width: PipelineWidth) {
    this.slots = slots;
    this.parameters = parameters;
    this.data = slots.data;
    this.batchStream = streams.stream('data/batch');
    const { spec } = slots.environment;
    const columns = slots.data.open(experienceColumns(spec, slots.behaviour));
    const rows = slots.data.batchSize;
    this.batch = Object.fromEntries(columns.map(({ name, size }) => [name, offHeap(rows * size)]));
    const layout = { rows, columns: Object.fromEntries(columns.map(({ name, size }) => [name, size])) };
    this.programs = {
      slots: slots as ProgramEnvironment['slots'],
      parameters,
      action: spec.action,
      progress: () => this.progress,
      batch: layout,
    };
    const place = { engine, slots, streams, programs: { ...this.programs, batch: layout }, batch: this.batch };
    const { steps, helpers, alone } = loadSteps(place, width.threads);
    this.update = steps;
    this.#helpers = helpers;
    this.alone = alone;
    this.actor = this.#openActor(slots.environment, engine, streams, width.environments);
  }

  /** Those optimiser steps that are compiled programs. */
  get steps(): readonly LearnStep[] {
    return this.update.filter((step) => step instanceof LearnStep);
  }

  get progress(): Progress {
    const fraction = this.horizon === 0 ? 0 : Math.min(1, this.#envSteps / this.horizon);
    return { envSteps: this.#envSteps, updates: this.#updates, fraction };
  }

  /** Counts environment steps; returns how many updates they make due. */
  countSteps(count: number): number {
    this.#envSteps += count;
    if (!this.data.ready(this.progress)) return 0;
    const batchesLeft = this.data.batchesLeft?.() ?? Number.POSITIVE_INFINITY;
    return this.slots.schedule.updatesDue(this.progress, count, batchesLeft);
  }

  /** Counts an update; returns how many there were. */
  countUpdate(): number {
    return ++this.#updates;
  }

  /** How far the run is; what the pipeline is made of is stored by itself. */
  state(): ComponentState {
    return { envSteps: this.#envSteps, updates: this.#updates, horizon: this.horizon };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ envSteps, updates, horizon }: ComponentState): void {
    this.#envSteps = storedNumber('progress', 'envSteps', envSteps);
    this.#updates = storedNumber('progress', 'updates', updates);
    this.horizon = storedNumber('progress', 'horizon', horizon);
  }

  /** Storage that programs share with the host: parameters by name. */
  parameterBindings(): Bindings {
    return Object.fromEntries(this.parameters.allViews().map((view) => [view.name, view.data]));
  }

  #openActor(factory: EnvironmentFactory, engine: Engine, streams: Streams, environments: number): Actor {
    const { spec } = factory;
    const program = actProgram('explore', environments, spec.observation.size, this.programs);
    checkPurity(program, this.programs);
    const columns = this.slots.behaviour.columns.map((column) => column.name);
    const bindings = {
      ...this.parameterBindings(),
      [names.observation]: offHeap(environments * spec.observation.size),
    };
    const step = new ActStep(engine, program, columns, this.programs, bindings, (noise) =>
      streams.stream(`act/${noise}`),
    );
    const environment = guarded(factory, environments, streams.stream('environment'));
    return new Actor(environment, this.slots.behaviour, step, streams.stream('act/explore'));
  }

  dispose(): void {
    this.#helpers?.dispose();
    this.actor.dispose();
  }
}
