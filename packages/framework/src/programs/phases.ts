import type { OptimiserStep } from '../slots/schedule.js';
import type { Phase } from '../slots/step.js';
import type { ProgramSlotName } from './context.js';
import * as errors from './programErrors.js';

/** Which slot does the work of a phase. */
export const SLOT_OF = {
  model: 'model',
  evaluate: 'valueEstimator',
  eStep: 'posterior',
  mStep: 'mStep',
  temperature: 'temperature',
} as const satisfies Record<Phase, ProgramSlotName>;

/**
 * The optimiser steps of an update without the phases of slots that are empty, so that one schedule serves with and
 * without an M-step.
 *
 * @param slots - whatever is in the slots; absent or undefined where one is empty
 */
export function filledPhases(
  steps: readonly OptimiserStep[],
  slots: Readonly<Partial<Record<ProgramSlotName, unknown>>>,
): OptimiserStep[] {
  return steps
    .map((phases) => phases.filter((phase) => slots[SLOT_OF[phase]] !== undefined))
    .filter((phases) => phases.length > 0);
}

/** An M-step that no phase runs is a mistake. @throws VEM_PHASE_NOT_SCHEDULED */
export function checkScheduled(
  steps: readonly OptimiserStep[],
  slots: Readonly<Partial<Record<ProgramSlotName, unknown>>>,
): void {
  if (slots.mStep !== undefined && !steps.some((phases) => phases.includes('mStep')))
    throw errors.phaseNotScheduled('mStep', 'mStep');
}
