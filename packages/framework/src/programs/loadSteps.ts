import { type Engine, HelperThreads, type HostArray, type TensorSpec } from '@vem/compiler';
import type { Streams } from '../random/streams.js';
import type { SlotValues } from '../slots/slots.js';
import type { ProgramEnvironment } from './context.js';
import type { Helping } from './helpers.js';
import { HostScope } from './hostScope.js';
import { HostStep } from './hostStep.js';
import { LearnStep, learnProgram } from './learnStep.js';
import type { UpdateStep } from './meters.js';
import { after, names } from './names.js';
import { checkScheduled, filledPhases, SLOT_OF } from './phases.js';
import * as errors from './programErrors.js';
import { checkPurity } from './purity.js';
import { solverIn } from './supported.js';

/** What the steps of an update are loaded into. */
export interface StepPlace {
  readonly engine: Engine;
  readonly slots: SlotValues;
  readonly streams: Streams;
  readonly programs: ProgramEnvironment & { readonly batch: NonNullable<ProgramEnvironment['batch']> };
  /** Columns of the whole batch. */
  readonly batch: Readonly<Record<string, Float32Array>>;
}

/** The optimiser steps of an update, and the threads that help with them. */
export interface LoadedSteps {
  readonly steps: readonly UpdateStep[];
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
 * Loads the schedule's optimiser steps in order. With several threads each gets an equal part of the batch's rows, if all
 * losses are means over rows; else the calling thread does everything.
 *
 * @throws VEM_PHASE_NOT_SCHEDULED, VEM_THREADS_ROWS, VEM_IMPURE_PROGRAM and what recording and loading throw
 */
export function loadSteps(place: StepPlace, threads: number): LoadedSteps {
  if (threads === 1) return { steps: load(place, 1, undefined), helpers: undefined, alone: undefined };
  const { rows } = place.programs.batch;
  if (rows % threads !== 0) throw errors.threadsRows(threads, rows);
  const helpers = new HelperThreads(threads - 1);
  try {
    return { steps: load(place, threads, helpers), helpers, alone: undefined };
  } catch (error) {
    helpers.dispose();
    if (!(error instanceof NeedsWholeBatch)) throw error;
    return { steps: load(place, 1, undefined), helpers: undefined, alone: error.reason };
  }
}

function load(place: StepPlace, threads: number, helpers: HelperThreads | undefined): UpdateStep[] {
  const { engine, slots, streams, batch } = place;
  const { parameters } = place.programs;
  const rows = place.programs.batch.rows / threads;
  const programs = { ...place.programs, batch: { ...place.programs.batch, rows } };
  const ofParameters = Object.fromEntries(parameters.allViews().map((view) => [view.name, view.data]));
  /** The first of so many equal parts of the batch. */
  const partOfBatch = (parts: number) =>
    Object.fromEntries(
      Object.entries(batch).map(([column, data]) => [names.batch(column), data.subarray(0, data.length / parts)]),
    );
  const shared: Record<string, HostArray> = { ...ofParameters, ...partOfBatch(threads) };
  const helping: Helping | undefined = helpers && {
    threads: helpers,
    batch: partOfBatch(1),
  };
  const incoming = new Map<string, TensorSpec>();
  checkScheduled(slots.schedule.steps, slots);
  const host = new HostScope({ ...programs, batch, streamOf: (slot) => streams.stream(`host/${slot}`) });
  return filledPhases(slots.schedule.steps, slots).map((phases) => {
    const [phase] = phases;
    const solver = solverIn(slots, SLOT_OF[phase]);
    if (solver && helpers) throw new NeedsWholeBatch(`"${phase}" is solved on the host`);
    if (solver) return new HostStep(phase, solver, host.context(SLOT_OF[phase], { ...shared }));
    const program = learnProgram(phases, programs, new Map(incoming));
    checkPurity(program, programs);
    if (helpers && program.coupled.size > 0)
      throw new NeedsWholeBatch(`the loss of "${[...program.coupled].join('", "')}" couples the rows of a batch`);
    const streamOf = (noise: string) => streams.stream(`learn/${program.name}/${noise}`);
    const step = new LearnStep(engine, program, programs, shared, streamOf, helping);
    for (const [name, port] of Object.entries(step.executable.outputs)) {
      if (after('result/', name) === undefined) continue;
      incoming.set(name, port.spec);
      shared[name] = port.data;
    }
    return step;
  });
}
