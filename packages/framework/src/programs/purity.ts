import { assertPure, differentiate, type LossProgram, type Program, record, recordAndKeep } from '@vem/compiler';
import type { ProgramSlot } from '../slots/programSlot.js';
import type { Progress } from '../slots/progress.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import type { ProgramEnvironment } from './context.js';

/** How far counters are moved between the two recordings; large enough to cross any schedule's next boundary. */
const LATER = { envSteps: 1_000_003, updates: 1_000_033, rollouts: 1_000_003, fraction: 0.731 } as const;

/** Components that take part in programs and remember something; what data sources keep never reaches a program. */
const isRecordedState = (value: unknown): value is Stateful =>
  typeof value === 'object' && value !== null && 'program' in value && 'state' in value && 'restore' in value;

/** The same state with every number moved. */
function perturbed(state: ComponentState): ComponentState {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      typeof value === 'number' ? value + 1 : value.map((entry) => entry + 1),
    ]),
  );
}

/**
 * Recording turns every JavaScript number into a constant without a word: frozen noise, frozen schedules. So a program
 * is recorded twice, the second time later in the run and with all component state moved; what differs is impure. The first
 * recording is kept: engines that load the program, or what `differentiate` makes of it, need no third one.
 *
 * @throws VEM_IMPURE_PROGRAM, naming the slot
 */
export function checkPurity(program: Program | LossProgram, environment: ProgramEnvironment): void {
  const recordable = 'groups' in program ? differentiate(program) : program;
  const first = recordAndKeep(recordable);
  const components: Stateful[] = (Object.values(environment.slots) as unknown[]).filter(isRecordedState);
  const states = components.map((component) => structuredClone(component.state()));
  for (const [index, component] of components.entries()) component.restore(perturbed(states[index]));
  try {
    askScalars(environment, LATER);
    assertPure(first, record(recordable));
  } finally {
    for (const [index, component] of components.entries()) component.restore(states[index]);
    askScalars(environment, environment.progress());
  }
}

/** Gives a plugin that keeps a number from `scalars()` for its program the occasion to keep another one. */
function askScalars(environment: ProgramEnvironment, progress: Progress): void {
  for (const component of Object.values(environment.slots) as (ProgramSlot<object> | undefined)[])
    component?.scalars?.(progress);
}
