import { type Engine, HelperThreads, type HostArray, type TensorSpec } from '@vem/compiler';
import { streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';
import type { Phase, Rows } from '../slots/outcome.js';
import type { SlotValues } from '../slots/slots.js';
import type { Incoming, ProgramEnvironment } from './context.js';
import { type Entry, entriesOf, entryName } from './entries.js';
import { type EntryLayouts, type RowsInMemory, rowsOf } from './entryRows.js';
import type { Helping } from './helpers.js';
import { HostScope } from './hostScope.js';
import { HostStep } from './hostStep.js';
import { learnProgram } from './learnProgram.js';
import { LearnStep } from './learnStep.js';
import { type LoadedFit, loadFit } from './loadFit.js';
import type { UpdateStep } from './meters.js';
import { after, names } from './names.js';
import { firstAskedAbout } from './oracles/openOracles.js';
import { SLOT_OF } from './phases.js';
import * as errors from './programErrors.js';
import { checkPurity } from './purity.js';
import { hostWorkOf } from './supported.js';

/** What the steps of an update are loaded into. */
export interface StepPlace {
  readonly engine: Engine;
  readonly slots: SlotValues;
  readonly streams: Streams;
  readonly programs: ProgramEnvironment;
  readonly layouts: EntryLayouts;
  /** The rows of an update. */
  readonly batch: RowsInMemory;
}

/** A line of the schedule, ready to run. */
export interface LoadedEntry {
  readonly entry: Entry;
  /** In order: a compiled optimiser step and what components conclude on the host, or a phase on the host. */
  readonly steps: readonly UpdateStep[];
  /** Its own rows; those of the update otherwise. */
  readonly rows: RowsInMemory;
}

/** The lines of the schedule, and the threads that help with them. */
export interface LoadedSteps {
  readonly entries: readonly LoadedEntry[];
  /** Those that are fits in epochs. */
  readonly fits: readonly LoadedFit[];
  readonly helpers: HelperThreads | undefined;
  /** Why one thread does all the work although more were asked for, in words. */
  readonly alone: string | undefined;
}

/** Raised on the way when a step turns out to need the whole batch at once. */
class NeedsWholeBatch {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * Loads the schedule's entries in order. With several threads each gets an equal part of the rows, if all losses are means
 * over rows; else the calling thread does everything.
 *
 * @throws VEM_PHASE_NOT_SCHEDULED, VEM_ROLLOUTS_MISSING, VEM_THREADS_ROWS, VEM_IMPURE_PROGRAM and what recording and loading throw
 */
export function loadSteps(place: StepPlace, threads: number): LoadedSteps {
  if (threads === 1) return { ...load(place, 1, undefined), helpers: undefined, alone: undefined };
  const { rows } = place.layouts.batch;
  if (rows % threads !== 0) throw errors.threadsRows(threads, rows);
  const helpers = new HelperThreads(threads - 1);
  try {
    return { ...load(place, threads, helpers), helpers, alone: undefined };
  } catch (error) {
    helpers.dispose();
    if (!(error instanceof NeedsWholeBatch)) throw error;
    return { ...load(place, 1, undefined), helpers: undefined, alone: error.reason };
  }
}

function load(
  place: StepPlace,
  threads: number,
  helpers: HelperThreads | undefined,
): Pick<LoadedSteps, 'entries' | 'fits'> {
  const loader = new Loader(place, threads, helpers);
  const entries: LoadedEntry[] = [];
  const fits: LoadedFit[] = [];
  for (const entry of entriesOf(place.slots.schedule, place.slots)) {
    if (entry.rows === 'epochs') fits.push(loader.loadFit(entry));
    else entries.push(loader.load(entry));
  }
  loader.checkTrained();
  loader.checkCopies();
  return { entries, fits };
}

/** Loads one entry after the other; each sees what the earlier ones publish. */
class Loader {
  readonly #place: StepPlace;
  readonly #threads: number;
  readonly #helpers: HelperThreads | undefined;
  readonly #results = new Map<string, TensorSpec>();
  readonly #rows = new Map<Phase, Rows>();
  /** Storage of parameters and of what was published. */
  readonly #shared: Record<string, HostArray>;
  readonly #trained = new Set<string>();
  readonly #names = new Set<string>();

  constructor(place: StepPlace, threads: number, helpers: HelperThreads | undefined) {
    this.#place = place;
    this.#threads = threads;
    this.#helpers = helpers;
    this.#shared = Object.fromEntries(place.programs.parameters.allViews().map((view) => [view.name, view.data]));
  }

  load(entry: Entry): LoadedEntry {
    const { slots, streams, layouts, batch } = this.#place;
    const name = this.#uniqueName(entry);
    const rows = rowsOf(entry, slots.data, layouts, batch, streams.stream(streamNames.freshBatch(name)));
    const solve = entry.phases.length === 1 ? hostWorkOf(slots, SLOT_OF[entry.phases[0]], 'solve') : undefined;
    const host = this.#host(rows);
    if (solve) {
      const [phase] = entry.phases;
      if (this.#helpers) throw new NeedsWholeBatch(`"${phase}" is solved on the host`);
      this.#trained.add(SLOT_OF[phase]);
      return { entry, rows, steps: [new HostStep(phase, solve, host.context(SLOT_OF[phase], this.#shared))] };
    }
    const prepare = this.#preparation(entry, host);
    if (this.#helpers && prepare) throw new NeedsWholeBatch(`"${entryName(entry)}" is prepared on the host`);
    const step = this.#compile(entry, name, rows, prepare);
    const concluding = entry.phases.flatMap((phase) => {
      const work = hostWorkOf(slots, SLOT_OF[phase], 'conclude');
      return work ? [new HostStep(phase, work, host.context(SLOT_OF[phase], this.#shared))] : [];
    });
    if (this.#helpers && concluding.length > 0)
      throw new NeedsWholeBatch(`"${entryName(entry)}" is concluded on the host`);
    return { entry, rows, steps: [step, ...concluding] };
  }

  /** What happens on the host before a program: phases that it takes as given, and what components make of them. */
  #preparation({ given, phases }: Entry, host: HostScope): (() => void) | undefined {
    const { slots } = this.#place;
    const contextOf = (phase: Phase) => host.context(SLOT_OF[phase], this.#shared);
    const solved = given.map((phase) => {
      const [solve, context] = [hostWorkOf(slots, SLOT_OF[phase], 'solve')!, contextOf(phase)];
      return () => void solve(context);
    });
    const prepared = phases.flatMap((phase) => {
      const prepare = hostWorkOf(slots, SLOT_OF[phase], 'prepare');
      const context = contextOf(phase);
      return prepare ? [() => prepare(context)] : [];
    });
    const works = [...solved, ...prepared];
    if (works.length === 0) return undefined;
    return () => {
      for (const work of works) work();
    };
  }

  /** A fit is made by the calling thread alone: its samples stand side by side in a minibatch. */
  loadFit(entry: Entry): LoadedFit {
    const name = this.#uniqueName(entry);
    const { programs, slots, streams, layouts, engine } = this.#place;
    const fit = loadFit(entry, name, { engine, slots, streams, programs, layout: layouts.batch });
    for (const group of fit.trained) this.#trained.add(group);
    return fit;
  }

  /** Every trained group must have a loss in some step. @throws VEM_PHASE_NOT_SCHEDULED */
  checkTrained(): void {
    for (const { name } of this.#place.programs.parameters.trainedGroups)
      if (!this.#trained.has(name)) throw errors.groupNotTrained(name);
  }

  /** Copies that follow at the ends of roll-outs would otherwise never do. @throws VEM_ROLLOUTS_MISSING */
  checkCopies(): void {
    const { slots, programs } = this.#place;
    const [group] = programs.parameters.groupsPerRollout;
    if (group !== undefined && !slots.data.rollouts) throw errors.copyNeedsRollouts(group);
  }

  /** Random streams are named by it, so that equal entries draw different numbers. */
  #uniqueName(entry: Entry): string {
    const name = entryName(entry);
    let unique = name;
    for (let copy = 2; this.#names.has(unique); copy++) unique = `${name} (${copy})`;
    this.#names.add(unique);
    return unique;
  }

  #host({ columns }: RowsInMemory): HostScope {
    const { programs, streams } = this.#place;
    return new HostScope({ ...programs, batch: columns, streamOf: (slot) => streams.stream(streamNames.host(slot)) });
  }

  #compile(entry: Entry, name: string, rows: RowsInMemory, prepare: (() => void) | undefined): LearnStep {
    const { engine, streams, programs } = this.#place;
    const parts = this.#helpers ? this.#threads : 1;
    if (rows.layout.rows % parts !== 0) throw new NeedsWholeBatch(`"${name}" has ${rows.layout.rows} rows`);
    if (this.#helpers && rows.layout.time) throw new NeedsWholeBatch(`the rows of "${name}" stand in order of time`);
    const environment = { ...programs, batch: { ...rows.layout, rows: rows.layout.rows / parts } };
    const incoming: Incoming = { results: new Map(this.#results), rows: new Map(this.#rows) };
    const program = learnProgram(entry, name, environment, incoming);
    checkPurity(program, environment);
    if (this.#helpers && program.coupled.size > 0)
      throw new NeedsWholeBatch(`the loss of "${[...program.coupled].join('", "')}" couples the rows of a batch`);
    const { oracle: demand } = this.#place.slots.optimiser;
    const asked = firstAskedAbout(program, demand);
    if (this.#helpers && asked) throw new NeedsWholeBatch(`the optimiser asks about the losses of "${asked}"`);
    for (const group of program.trained) this.#trained.add(group);
    for (const [phase, coupling] of program.rows) this.#rows.set(phase, coupling);
    /** The first of so many equal parts of the rows. */
    const partOf = (count: number): Record<string, HostArray> =>
      Object.fromEntries(
        Object.entries(rows.columns).map(([column, data]) => [
          names.batch(column),
          data.subarray(0, data.length / count),
        ]),
      );
    const helping: Helping | undefined = this.#helpers && {
      threads: this.#helpers,
      batch: partOf(1) as Record<string, Float32Array>,
    };
    const streamOf = (noise: string) => streams.stream(streamNames.learn(name, noise));
    const before = Object.entries(rows.before ?? {}).map(([column, data]) => [names.before(column), data]);
    const bindings = { ...this.#shared, ...partOf(parts), ...Object.fromEntries(before) };
    const step = new LearnStep(engine, program, environment, bindings, streamOf, { helping, demand, prepare });
    for (const [output, port] of Object.entries(step.executable.outputs)) {
      if (after('result/', output) === undefined) continue;
      this.#results.set(output, port.spec);
      this.#shared[output] = port.data;
    }
    return step;
  }
}
