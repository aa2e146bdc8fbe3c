import { VemError } from '@vem/compiler';
import { didYouMean } from '../words/suggest.js';

export const emptySlotUsed = (slot: string) =>
  new VemError(
    `Slot "${slot}": it is empty, and another slot's program asked for it. Fill it, or declare the need under \`requires\`.`,
    {
      code: 'VEM_SLOT_MISSING',
      slot,
      exitStatus: 2,
    },
  );

export const noBatchWhileActing = (slot: string) =>
  new VemError(
    `Slot "${slot}": its program reads \`batch\` while acting. Actions may depend on the observation, parameters and noise only.`,
    {
      code: 'VEM_BATCH_WHILE_ACTING',
      slot,
    },
  );

export const unknownScalar = (slot: string, name: string, known: readonly string[]) =>
  new VemError(
    `Slot "${slot}": \`scalar("${name}")\` was read, but its \`scalars()\` does not give it.${didYouMean(name, known)}`,
    {
      code: 'VEM_SCALAR_UNKNOWN',
      slot,
      received: name,
    },
  );

export const phaseNotScheduled = (slot: string, phase: string) =>
  new VemError(
    `Slot "${slot}": it is filled, but no step of the schedule has phase "${phase}", so it would never run. Add the phase to the option \`steps\` of the schedule, or leave the slot empty.`,
    {
      code: 'VEM_PHASE_NOT_SCHEDULED',
      slot,
      received: phase,
      exitStatus: 2,
    },
  );

export const phaseEmpty = (slot: string, phase: string) =>
  new VemError(
    `Slot "${slot}": the schedule has phase "${phase}", but the plugin in the slot has nothing to do there. Leave the phase out of the option \`steps\` of the schedule, or choose another plugin.`,
    { code: 'VEM_PHASE_EMPTY', slot, received: phase, exitStatus: 2 },
  );

export const weightsUnread = (slot: string, phase: string) =>
  new VemError(
    `Slot "${slot}": the rows of this data source do not count alike, some are no steps at all, but the loss of phase "${phase}" counts every row the same. Form its mean with \`meanOverRows(step.batch, x_B)\`; or choose another plugin, or a data source whose rows count alike, such as \`data: rollouts()\`.`,
    { code: 'VEM_WEIGHTS_UNREAD', slot, received: phase, exitStatus: 2 },
  );

export const groupNotTrained = (group: string) =>
  new VemError(
    `Slot "${group.split('/')[0]}": its parameters "${group}" are to be trained, but no step of the schedule has a loss of them, so they would stay as they start. Add the slot's phase to the option \`steps\` of the schedule, or choose a plugin without parameters.`,
    { code: 'VEM_PHASE_NOT_SCHEDULED', slot: group.split('/')[0], received: group, exitStatus: 2 },
  );

export const entryNeedsRollouts = (entry: string) =>
  new VemError(
    `Slot "schedule": step "${entry}" waits for the ends of roll-outs or wants their rows, but the data source keeps none. Choose \`data: rollouts()\`, or other values of \`every\` and \`rows\`.`,
    { code: 'VEM_ROLLOUTS_MISSING', slot: 'schedule', received: entry, exitStatus: 2 },
  );

export const fitNeedsRows = (entry: string) =>
  featureUnsupported(
    'data',
    `a fit in epochs (step "${entry}" of the schedule) on a source that does not hand out rows by number (\`indexed\`)`,
    'Choose `data: replay()` with `window` 1.',
  );

export const fitImpossible = (slot: string, entry: string, why: string) =>
  featureUnsupported(
    slot,
    `step "${entry}" of the schedule in epochs, as ${why}`,
    'Give it `rows: "fresh"`, or a step of its own.',
  );

export const entryNeedsAnnotations = (entry: string) =>
  new VemError(
    `Slot "schedule": step "${entry}" wants the returns to look back once more (\`lookBack\`), but these add no columns to roll-outs. Choose \`returns: generalisedAdvantages()\` with a data source that keeps roll-outs, or leave \`lookBack\` out.`,
    { code: 'VEM_ROLLOUTS_MISSING', slot: 'schedule', received: entry, exitStatus: 2 },
  );

export const copyNeedsRollouts = (group: string) =>
  new VemError(
    `Slot "${group.split('/')[0]}": its target copy follows at the ends of roll-outs, but the data source keeps none. Choose \`data: rollouts()\`, or a target rule that counts updates.`,
    { code: 'VEM_ROLLOUTS_MISSING', slot: group.split('/')[0], received: 'perRollout', exitStatus: 2 },
  );

export const annotationMissing = (column: string, found: readonly string[]) =>
  new VemError(
    `Slot "returns": \`annotate\` must give the column "${column}" that \`annotations\` declares, received ${found.length > 0 ? found.map((name) => `"${name}"`).join(', ') : 'nothing'}. Return a tensor of T·N rows for each declared column.`,
    { code: 'VEM_ANNOTATION_MISSING', slot: 'returns', path: column, received: found.join(', ') },
  );

/** Where a value was, on its way between slots. */
interface Crossing {
  readonly slot: string;
  readonly member: string;
  readonly part: string;
}

const placeOf = ({ member, part }: Crossing) => `\`${member}${part}\``;

/** @param axes - letters and sizes; @param expected - the same, with the sizes that are known */
export const slotShape = (
  crossing: Crossing,
  axes: readonly (string | number)[],
  expected: readonly (string | number)[],
  received: string,
) => {
  const letters = `[${axes.join(', ')}]`;
  const sizes = `[${expected.join(', ')}]`;
  return new VemError(
    `Slot "${crossing.slot}": ${placeOf(crossing)} must be a tensor of shape ${letters}${letters === sizes ? '' : ` = ${sizes}`}, received ${received}. Samples come first, then rows, then entries; make axes with \`tf.expandDims\`, drop them with \`tf.squeeze\`, take means with an axis.`,
    {
      code: 'VEM_SLOT_SHAPE',
      slot: crossing.slot,
      path: `${crossing.member}${crossing.part}`,
      received,
      hint: `Expected ${sizes}.`,
    },
  );
};

export const slotValue = (crossing: Crossing, expected: string, received: string) =>
  new VemError(`Slot "${crossing.slot}": ${placeOf(crossing)} must be ${expected}, received ${received}.`, {
    code: 'VEM_SLOT_SHAPE',
    slot: crossing.slot,
    path: `${crossing.member}${crossing.part}`,
    received,
  });

export const featureUnsupported = (slot: string, feature: string, fix: string) =>
  new VemError(`Slot "${slot}": the pipeline does not execute ${feature}. ${fix}`, {
    code: 'VEM_FEATURE_UNSUPPORTED',
    slot,
    received: feature,
    hint: fix,
    exitStatus: 2,
  });

/** @param published - the name of the constraint, of a group that the optimiser moves without it */
export const constraintIgnored = (slot: string, published: string, group: string) =>
  new VemError(
    `Slot "${slot}": it bounds how far "${group}" may move ("${published}"), but the optimiser moves that group without a look at bounds. Choose an optimiser that provides "naturalGradient" or "constraints" for this group, or a trust region that provides "penalty".`,
    { code: 'VEM_CONSTRAINT_IGNORED', slot, path: group, received: published, exitStatus: 2 },
  );

/** The optimiser asks what cannot be told of a function. */
export const oracleUnanswered = (asked: string, group: string, reason: string) =>
  new VemError(
    `Slot "optimiser": it asks about "${asked}" of group "${group}", but ${reason}. Choose another optimiser for this group, or plugins that answer: a trust region for constraints, estimators that score recorded actions for their likelihood, losses that are means over rows for gradients row by row.`,
    { code: 'VEM_ORACLE_UNANSWERED', slot: 'optimiser', path: group, received: asked, exitStatus: 2 },
  );

/** The optimiser asks what it did not announce. */
export const oracleNotDemanded = (asked: string, group: string, query: string) =>
  new VemError(
    `Slot "optimiser": it asked for "${query}" of "${asked}" of group "${group}", which its \`oracle\` does not list, so no program was loaded for it. List the query there.`,
    { code: 'VEM_ORACLE_NOT_DEMANDED', slot: 'optimiser', path: group, received: query },
  );

export const hostSideMissing = (slot: string, asker: string) =>
  new VemError(
    `Slot "${slot}": its plugin has no side on the host, which slot "${asker}" asks for while its phase is solved there. Choose a plugin that provides "host", and declare the need under \`requires\` as "${slot}.host".`,
    { code: 'VEM_HOST_SIDE_MISSING', slot, received: asker, exitStatus: 2 },
  );

/** Where in a run a number stopped being finite. */
export interface StepPlace {
  /** The phases of the optimiser step. */
  readonly step: string;
  /** Updates done before this one. */
  readonly updates: number;
}

export const CAUSES =
  'Usual causes: a learning rate that is too high, rewards or observations of very large scale, or a temperature that ran away.';

/** @param tensor - the parameter or gradient that it comes from, if one is known */
export const notFinite = (slot: string, name: string, { step, updates }: StepPlace, tensor?: string) =>
  new VemError(
    `Slot "${slot}": "${name}" became NaN or infinite in optimiser step "${step}" of update ${updates + 1}${tensor === undefined ? '' : `, where ${tensor} is not finite`}. ${CAUSES}`,
    { code: 'VEM_NOT_FINITE', slot, path: name, ...(tensor === undefined ? {} : { received: tensor }), hint: CAUSES },
  );

/** The batch cannot be shared out equally among threads. */
export function threadsRows(threads: number, rows: number): VemError {
  return new VemError(
    `Run: the batch must have equally many rows for each of ${threads} threads – received data.batchSize ${rows} – choose a multiple of ${threads}, or threads: 1`,
    {
      code: 'VEM_THREADS_ROWS',
      path: 'threads',
      received: rows,
      hint: `choose a batch size that is a multiple of ${threads}, or threads: 1`,
      exitStatus: 2,
    },
  );
}
