import type { OptimiserStep } from '../slots/schedule.js';
import type { ProgramSlot, SlotValues } from '../slots/slots.js';
import type { Phase } from '../slots/step.js';
import type { ProgramSlotName } from './context.js';
import type { Solver } from './hostStep.js';
import { filledPhases, SLOT_OF } from './phases.js';
import * as errors from './programErrors.js';

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
 * @throws VEM_FEATURE_UNSUPPORTED, VEM_PHASE_NOT_SCHEDULED
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
  checkSolvers(slots, schedule.steps);
}

/** Whoever works on the host must have a phase, in the schedule, that is a step of its own. */
function checkSolvers(slots: SlotValues, steps: readonly OptimiserStep[]): void {
  const phaseOf = new Map(Object.entries(SLOT_OF).map(([phase, slot]) => [slot, phase] as [string, Phase]));
  for (const slot of Object.keys(slots) as ProgramSlotName[]) {
    if (!solverIn(slots, slot)) continue;
    const phase = phaseOf.get(slot);
    if (!phase) throw errors.featureUnsupported(slot, 'work on the host (`solve`) in a slot without a phase', ANOTHER);
    const shared = filledPhases(steps, slots).filter((phases) => phases.includes(phase));
    if (shared.length === 0) throw errors.phaseNotScheduled(slot, phase);
    if (shared.some((phases) => phases.length > 1))
      throw errors.featureUnsupported(
        slot,
        `phase "${phase}", which its plugin solves on the host, in one optimiser step with other phases`,
        `Give it a step of its own in the option \`steps\` of the schedule, e.g. [["${phase}"], …].`,
      );
  }
}
