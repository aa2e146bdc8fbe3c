import type { Engine } from '@vem/compiler';
import type { Stream } from '../random/stream.js';
import { streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';
import type { Fitting } from '../slots/fitting.js';
import type { HostContext } from '../slots/host.js';
import type { ProgramSlot } from '../slots/programSlot.js';
import type { SlotValues } from '../slots/slots.js';
import { AssessStep } from './assessStep.js';
import type { BatchLayout } from './batchLayout.js';
import type { ProgramEnvironment } from './context.js';
import type { Entry } from './entries.js';
import { type Columns, storage } from './entryRows.js';
import { HostScope } from './hostScope.js';
import { learnProgram } from './learnProgram.js';
import { LearnStep } from './learnStep.js';
import { names } from './names.js';
import { SLOT_OF } from './phases.js';
import * as errors from './programErrors.js';
import { checkPurity } from './purity.js';

/** What a fit is loaded into. */
export interface FitPlace {
  readonly engine: Engine;
  readonly slots: SlotValues;
  readonly streams: Streams;
  readonly programs: ProgramEnvironment;
  /** Of a batch. */
  readonly layout: BatchLayout;
}

/** An entry of the schedule that learns from all rows in epochs, ready to run. */
export interface LoadedFit {
  readonly entry: Entry;
  readonly slot: string;
  readonly fitting: Fitting;
  /** Rows of a minibatch of one sample. */
  readonly size: number;
  readonly learn: LearnStep;
  /** [M·size] rows. */
  readonly minibatch: Columns;
  /** Present where rows are held out. */
  readonly assess: AssessStep | undefined;
  /** [T·C] rows, time first. */
  readonly stretches: Columns;
  /** C, stretches looked at together. */
  readonly stretchCount: number;
  readonly context: HostContext;
  /** Which rows are held out, and the order of the others. */
  readonly stream: Stream;
  /** Groups that it has losses of. */
  readonly trained: ReadonlySet<string>;
}

const bound = (columns: Columns) =>
  Object.fromEntries(Object.entries(columns).map(([column, data]) => [names.batch(column), data]));

/** @param name - unique in the schedule: random streams are named by it */
export function loadFit(entry: Entry, name: string, place: FitPlace): LoadedFit {
  const { engine, slots, streams, programs, layout } = place;
  const [phase] = entry.phases;
  const slot = SLOT_OF[phase];
  const fitting = (slots[slot] as ProgramSlot<object>).fitting!;
  if (!slots.data.indexed) throw errors.fitNeedsRows(name);
  const size = entry.batchSize ?? slots.data.batchSize;
  const parameters = Object.fromEntries(programs.parameters.allViews().map((view) => [view.name, view.data]));
  const { columns } = layout;
  const minibatch = storage({ rows: fitting.samples * size, columns });
  const environment = { ...programs, batch: { rows: fitting.samples * size, columns } };
  const program = learnProgram(entry, name, environment, { results: new Map(), rows: new Map() });
  checkPurity(program, environment);
  const streamOf = (noise: string) => streams.stream(streamNames.learn(name, noise));
  const learn = new LearnStep(engine, program, environment, { ...parameters, ...bound(minibatch) }, streamOf);
  const steps = fitting.heldOutSteps;
  const stretchCount = Math.max(1, Math.round(size / steps));
  const rows = steps * stretchCount;
  const stretches = storage({ rows, columns });
  const assess =
    entry.heldOut > 0
      ? new AssessStep(
          engine,
          phase,
          { ...programs, batch: { rows, columns, time: { steps, count: stretchCount } } },
          { ...parameters, ...bound(stretches) },
          (noise) => streams.stream(streamNames.learn(`${name} held out`, noise)),
        )
      : undefined;
  const host = new HostScope({
    ...programs,
    batch: minibatch,
    streamOf: (other) => streams.stream(streamNames.host(other)),
  });
  return {
    entry,
    slot,
    fitting,
    size,
    learn,
    minibatch,
    assess,
    stretches,
    stretchCount,
    context: host.context(slot, assess?.published),
    stream: streams.stream(streamNames.freshBatch(name)),
    trained: program.trained,
  };
}
