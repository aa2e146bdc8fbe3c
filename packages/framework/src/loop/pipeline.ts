import type { Bindings, Engine, HelperThreads } from '@vem/compiler';
import type { EnvironmentFactory, VectorEnvironment } from '../environment/environment.js';
import { guarded } from '../environment/guarded.js';
import type { ParameterStore } from '../parameters/store.js';
import { ActStep, actProgram } from '../programs/actStep.js';
import type { AnnotateStep } from '../programs/annotateStep.js';
import { ConsiderStep } from '../programs/considerStep.js';
import type { ProgramEnvironment } from '../programs/context.js';
import type { RowsInMemory } from '../programs/entryRows.js';
import { HostScope } from '../programs/hostScope.js';
import type { ImagineStep } from '../programs/imagineStep.js';
import { LearnStep } from '../programs/learnStep.js';
import { loadSteps } from '../programs/loadSteps.js';
import type { Metered } from '../programs/meters.js';
import { names } from '../programs/names.js';
import { offHeap } from '../programs/offHeap.js';
import { checkPurity } from '../programs/purity.js';
import type { Raised } from '../programs/signals.js';
import { streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';
import type { DataSource } from '../slots/data.js';
import type { HostSlots } from '../slots/host.js';
import type { ProgramSlot } from '../slots/programSlot.js';
import type { Progress } from '../slots/progress.js';
import type { SlotValues } from '../slots/slots.js';
import type { Transitions } from '../slots/transitions.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import { Actor } from './actor.js';
import { Counters } from './counters.js';
import { experienceColumns, type RecordedTrace } from './experience.js';
import { Fits } from './fits.js';
import { openData } from './openData.js';
import { Simulator } from './simulator.js';
import { Update } from './update.js';

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
  /** The entries of the schedule. */
  readonly update: Update;
  /** Those that learn from all rows in epochs. */
  readonly fits: Fits;
  /** The rows of an update. */
  readonly batch: RowsInMemory;
  /** Present where the returns look along roll-outs. */
  readonly annotate: AnnotateStep | undefined;
  /** Present where the data source imagines rows. */
  readonly imagine: ImagineStep | undefined;
  readonly programs: ProgramEnvironment;
  /** Why one thread does all updates although more were asked for. */
  readonly alone: string | undefined;
  readonly #helpers: HelperThreads | undefined;
  readonly #counters: Counters;
  readonly #watching: readonly ProgramSlot<object>[];
  /** The slots' sides on the host, for looks from outside; those of slots without one are errors. */
  readonly hostSides: HostSlots;
  readonly #settling: readonly (() => void)[];

  /** @param trace - columns of where a row stands in its episode that somebody asks for */
  constructor(
    slots: SlotValues,
    parameters: ParameterStore,
    streams: Streams,
    engine: Engine,
    width: PipelineWidth,
    trace: RecordedTrace,
  ) {
    this.slots = slots;
    this.parameters = parameters;
    this.data = slots.data;
    const { spec } = slots.environment;
    this.programs = {
      slots: { ...slots, data: undefined } as ProgramEnvironment['slots'],
      parameters,
      action: spec.action,
      observation: spec.observation.size,
      progress: () => this.progress,
      batch: undefined,
    };
    this.#counters = new Counters(slots.schedule, slots.data, width.environments);
    const columns = experienceColumns(spec, slots, trace);
    const opened = openData(slots, columns, width.environments, streams, engine, this.programs);
    this.batch = opened.batch;
    this.annotate = opened.annotate;
    this.imagine = opened.imagine;
    const { entries, fits, helpers, alone } = loadSteps(
      { engine, slots, streams, programs: this.programs, layouts: opened.layouts, batch: opened.batch },
      width.threads,
    );
    this.update = new Update(entries, (progress) => this.annotate?.again(progress));
    this.fits = new Fits(fits, slots.data);
    this.#helpers = helpers;
    this.alone = alone;
    this.actor = this.#openActor(slots.environment, engine, streams, width.environments, trace);
    const components = Object.entries(this.programs.slots) as [string, ProgramSlot<object> | undefined][];
    this.#watching = components.flatMap(([, component]) => (component?.watch ? [component] : []));
    const host = new HostScope({
      ...this.programs,
      batch: opened.batch.columns,
      streamOf: (slot) => streams.stream(streamNames.host(slot)),
    });
    this.hostSides = host.context('posterior');
    this.#settling = components.flatMap(([slot, component]) =>
      component?.settle ? [() => component.settle!(host.context(slot))] : [],
    );
  }

  /** Those optimiser steps that are compiled programs. */
  get steps(): readonly LearnStep[] {
    return this.update.steps.filter((step) => step instanceof LearnStep);
  }

  /** Whatever has metrics and remembers sums of them. */
  get metered(): readonly Metered[] {
    const imagined = this.imagine ? [this.imagine] : [];
    return [...this.update.steps, ...this.fits.steps, ...imagined, this.actor.metered];
  }

  get progress(): Progress {
    return this.#counters.progress;
  }

  /** Updates that are due and not made yet. */
  get owed(): number {
    return this.#counters.owed;
  }

  /** Environment steps that the run was first asked for; sets the progress fraction. */
  set horizon(envSteps: number) {
    this.#counters.horizon = envSteps;
  }

  get horizon(): number {
    return this.#counters.horizon;
  }

  store(transitions: Transitions): void {
    this.data.append(transitions);
    for (const component of this.#watching) component.watch!(transitions, this.progress);
  }

  /** Counts environment steps and what they make due. */
  countSteps(count: number): void {
    this.#counters.addSteps(count);
  }

  /** Counts an update and hears what it said about going on; returns how many there were. */
  countUpdate(raised: Raised): number {
    return this.#counters.addUpdate(raised);
  }

  /** What comes after all updates that were due. */
  settle(): void {
    const { rollouts } = this.data;
    if (rollouts && !this.#counters.endRollout()) return;
    if (rollouts) {
      this.update.endRollout(this.progress);
      this.parameters.synchroniseRollout(this.progress.rollouts);
    }
    for (const settle of this.#settling) settle();
  }

  /** How far the run is; what the pipeline is made of is stored by itself. */
  state(): ComponentState {
    return this.#counters.state();
  }

  /** @throws VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    this.#counters.restore(state);
  }

  /** Storage that programs share with the host: parameters by name. */
  parameterBindings(): Bindings {
    return Object.fromEntries(this.parameters.allViews().map((view) => [view.name, view.data]));
  }

  #openActor(
    factory: EnvironmentFactory,
    engine: Engine,
    streams: Streams,
    environments: number,
    trace: RecordedTrace,
  ): Actor {
    const { spec } = factory;
    const program = actProgram('explore', environments, spec.observation.size, this.programs);
    checkPurity(program, this.programs);
    const columns = this.slots.behaviour.columns.map((column) => column.name);
    const bindings = {
      ...this.parameterBindings(),
      [names.observation]: offHeap(environments * spec.observation.size),
    };
    const step = new ActStep(engine, program, columns, this.programs, bindings, (noise) =>
      streams.stream(streamNames.act(noise)),
    );
    const environment = guarded(factory, environments, streams.stream(streamNames.environment));
    const simulator = this.#openSimulator(factory, engine, streams, environment);
    return new Actor(environment, this.slots, step, streams.stream(streamNames.explore), trace, simulator);
  }

  #openSimulator(
    factory: EnvironmentFactory,
    engine: Engine,
    streams: Streams,
    { count }: VectorEnvironment,
  ): Simulator | undefined {
    const { simulation } = this.slots.behaviour;
    if (!simulation) return undefined;
    const rows = simulation.copies * count;
    const copies = guarded(factory, rows, streams.stream(streamNames.simulator));
    const consider = new ConsiderStep(engine, rows, this.programs, this.parameterBindings(), (noise) =>
      streams.stream(streamNames.consider(noise)),
    );
    return new Simulator(simulation, copies, count, consider, streams.stream(streamNames.tried));
  }

  dispose(): void {
    this.#helpers?.dispose();
    this.actor.dispose();
  }
}
