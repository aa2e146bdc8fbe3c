import type { Engine } from '@vem/compiler';
import { AnnotateStep } from '../programs/annotateStep.js';
import type { BatchLayout } from '../programs/batchLayout.js';
import type { ProgramEnvironment } from '../programs/context.js';
import { checkOpened } from '../programs/dataLooks.js';
import { drawnRows, type EntryLayouts, type RowsInMemory } from '../programs/entryRows.js';
import { ImagineStep } from '../programs/imagineStep.js';
import { checkImagination } from '../programs/supported.js';
import { streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';
import type { DataColumn } from '../slots/data.js';
import type { SlotValues } from '../slots/slots.js';

export interface OpenedData {
  readonly layouts: EntryLayouts;
  readonly batch: RowsInMemory;
  readonly annotate: AnnotateStep | undefined;
  readonly imagine: ImagineStep | undefined;
}

const sizesOf = (columns: readonly DataColumn[]) => Object.fromEntries(columns.map(({ name, size }) => [name, size]));

/**
 * Opens the data source with the columns of this run, and lays out what programs will see of it.
 *
 * @param environments - N
 * @throws VEM_SLOT_SHAPE
 */
export function openData(
  slots: SlotValues,
  columns: readonly DataColumn[],
  environments: number,
  streams: Streams,
  engine: Engine,
  programs: ProgramEnvironment,
): OpenedData {
  const { data, returns } = slots;
  const opened = data.open(columns);
  const annotations = returns?.annotations ?? [];
  const { rollouts } = data;
  rollouts?.open(environments, annotations);
  checkOpened(data, columns, opened);
  const annotated = rollouts ? [...opened, ...annotations] : opened;
  const steps = data.sequenceLength ?? 1;
  const batch: BatchLayout = {
    rows: data.batchSize * steps,
    columns: sizesOf(annotated),
    ...(steps > 1 ? { time: { steps, count: data.batchSize } } : {}),
    ...(data.sequenceLength === undefined ? {} : { burnIn: data.burnIn ?? 0 }),
    ...(data.windowLength === undefined ? {} : { windowLength: data.windowLength }),
  };
  const time = rollouts && { steps: rollouts.length, count: rollouts.stretches ?? environments };
  const rollout: BatchLayout | undefined = time && {
    rows: time.steps * time.count,
    columns: sizesOf(annotated),
    time,
  };
  const bindings = Object.fromEntries(programs.parameters.allViews().map((view) => [view.name, view.data]));
  const annotate =
    rollouts && rollout && annotations.length > 0
      ? new AnnotateStep(
          engine,
          rollouts,
          annotations,
          { ...rollout, columns: sizesOf(opened) },
          programs,
          bindings,
          (noise) => streams.stream(streamNames.annotate(noise)),
        )
      : undefined;
  const { imagination } = data;
  if (imagination) checkImagination(slots);
  const imagine = imagination && new ImagineStep(engine, imagination, programs, bindings, streams);
  return {
    layouts: { batch, rollout },
    batch: drawnRows(data, batch, data.batchSize, streams.stream(streamNames.batch)),
    annotate,
    imagine,
  };
}
