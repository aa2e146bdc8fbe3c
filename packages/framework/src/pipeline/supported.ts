import type { ProgramSlot } from '../slots/slots.js';
import type { ProgramSlotName } from './context.js';
import type { Solver } from './hostStep.js';
import { filledPhases, SLOT_OF } from './phases.js';
import type { SlotValues } from './pipeline.js';
import * as errors from './pipelineErrors.js';

const ANOTHER = 'Choose a plugin that does without.';

/** The component that does the work of a slot's phase on the host, if it does. */
export function solverIn(slots: SlotValues, slot: ProgramSlotName): Solver | undefined {
  const component = slots[slot] as ProgramSlot<object> | undefined;
  const solve = component?.solve;
  return solve && { solve: (context) => solve.call(component, context) };
}

/**
 * The slots' interfaces say more than this pipeline executes. What it would silently leave undone is refused while the
 * run is composed.
 *
 * @throws VEM_FEATURE_UNSUPPORTED
 */
export function checkSupported(slots: SlotValues): void {
  const { bootstrap, data, optimiser, schedule } = slots;
  if (bootstrap?.annotations?.length)
    throw errors.featureUnsupported('bootstrap', 'columns that look along whole roll-outs (`annotations`)', ANOTHER);
  if (data.rollouts) throw errors.featureUnsupported('data', 'roll-outs that are kept whole (`rollouts`)', ANOTHER);
  if ((data.sequenceLength ?? 1) > 1)
    throw errors.featureUnsupported('data', 'rows of several steps (`sequenceLength`)', ANOTHER);
  if (optimiser.oracle)
    throw errors.featureUnsupported('optimiser', 'questions about losses besides their gradient (`oracle`)', ANOTHER);
  for (const phases of filledPhases(schedule.steps, slots))
    for (const phase of phases)
      if (phases.length > 1 && solverIn(slots, SLOT_OF[phase]))
        throw errors.featureUnsupported(
          SLOT_OF[phase],
          `phase "${phase}", which its plugin solves on the host, in one optimiser step with other phases`,
          `Give it a step of its own in the option \`steps\` of the schedule, e.g. [["${phase}"], …].`,
        );
}
