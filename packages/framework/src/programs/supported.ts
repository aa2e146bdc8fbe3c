import type { HostContext } from '../slots/host.js';
import type { Phase } from '../slots/outcome.js';
import type { ProgramSlot } from '../slots/programSlot.js';
import type { SlotValues } from '../slots/slots.js';
import type { ProgramSlotName } from './context.js';
import { entriesOf, entryName } from './entries.js';
import { outcomeOf } from './hostLooks.js';
import type { HostWork } from './hostStep.js';
import { SLOT_OF } from './phases.js';
import * as errors from './programErrors.js';

const ANOTHER = 'Choose a plugin that does without.';

/** What a component may do on the host, and when: in its place, before its program, behind it. */
interface HostWorks {
  readonly solve: HostWork;
  readonly prepare: (context: HostContext) => void;
  readonly conclude: HostWork;
}

/** What the component in a slot does on the host in its phase, if it does anything of that kind. */
export function hostWorkOf<Kind extends keyof HostWorks>(
  slots: SlotValues,
  slot: ProgramSlotName,
  kind: Kind,
): HostWorks[Kind] | undefined {
  const component = slots[slot] as ProgramSlot<object> | undefined;
  if (!component?.[kind]) return undefined;
  const work = component[kind].bind(component) as HostWorks[Kind];
  // What is prepared stays with the component.
  if (kind === 'prepare') return work;
  return ((context) => outcomeOf(slot, kind, (work as HostWork)(context))) as HostWorks[Kind];
}

/**
 * The slots' interfaces say more than this pipeline executes. What it would silently leave undone is refused while the
 * run is composed.
 *
 * @throws VEM_FEATURE_UNSUPPORTED, VEM_PHASE_NOT_SCHEDULED, VEM_ROLLOUTS_MISSING
 */
export function checkSupported(slots: SlotValues): void {
  checkRollouts(slots);
  checkFits(slots);
  checkSimulation(slots);
  checkFilled(slots);
  checkHostWork(slots);
  checkGiven(slots);
}

/** What is taken as given is solved on the host: a program would move the very parameters that are asked about. */
function checkGiven(slots: SlotValues): void {
  for (const { given } of entriesOf(slots.schedule, slots))
    for (const phase of given)
      if (!hostWorkOf(slots, SLOT_OF[phase], 'solve'))
        throw errors.featureUnsupported(
          SLOT_OF[phase],
          `phase "${phase}" as \`given\` of an entry, where only phases that are solved on the host can be`,
          'Give it an entry of its own in the option `steps` of the schedule, or choose a plugin that solves it on the host.',
        );
}

/** Entries that wait for roll-outs need some; those that look back, returns that do. */
function checkRollouts(slots: SlotValues): void {
  const looks = slots.data.rollouts && slots.returns?.annotations?.length;
  for (const entry of entriesOf(slots.schedule, slots))
    if (entry.lookBack && !looks) throw errors.entryNeedsAnnotations(entryName(entry));
  if (slots.data.rollouts) return;
  for (const entry of entriesOf(slots.schedule, slots))
    if (entry.rows === 'rollout' || 'rollouts' in entry.every) throw errors.entryNeedsRollouts(entryName(entry));
}

/** Fits in epochs are made of one phase, by a component that says how. */
function checkFits(slots: SlotValues): void {
  for (const entry of entriesOf(slots.schedule, slots)) {
    if (entry.rows !== 'epochs') continue;
    const slot = SLOT_OF[entry.phases[0]];
    const refuse = (why: string) => errors.fitImpossible(slot, entryName(entry), why);
    if (entry.phases.length > 1) throw refuse('it has several phases');
    if ('rollouts' in entry.every) throw refuse('it waits for the ends of roll-outs');
    if (!(slots[slot] as ProgramSlot<object>).fitting) throw refuse('its plugin is fitted batch by batch');
  }
}

/**
 * Imagined observations are as programs see them; they would be stored among those that environments give.
 *
 * @throws VEM_FEATURE_UNSUPPORTED
 */
export function checkImagination({ normaliser, behaviour, memory }: SlotValues): void {
  if (normaliser)
    throw errors.featureUnsupported('data', 'imagined rows beside a normaliser', 'Leave slot "normaliser" empty.');
  if (behaviour.memory?.length || memory)
    throw errors.featureUnsupported('data', 'imagined rows of those who carry memory', ANOTHER);
}

/** Rewards of copies are as environments give them; values would be in other units. */
function checkSimulation({ behaviour, normaliser, memory }: SlotValues): void {
  if (behaviour.simulation && (behaviour.memory?.length || memory))
    throw errors.featureUnsupported('behaviour', 'simulation by those who carry memory', ANOTHER);
  if (behaviour.simulation && normaliser)
    throw errors.featureUnsupported('behaviour', 'simulation beside a normaliser', 'Leave slot "normaliser" empty.');
}

/** An M-step, a model or a likelihood that no phase runs is a mistake; so are trained groups, which loading finds. */
function checkFilled(slots: SlotValues): void {
  const scheduled = new Set(entriesOf(slots.schedule, slots).flatMap(({ phases }) => phases));
  if (slots.mStep !== undefined && !scheduled.has('mStep')) throw errors.phaseNotScheduled('mStep', 'mStep');
}

/** Whoever works on the host must have a phase in the schedule; a solver, one that is a step of its own. */
function checkHostWork(slots: SlotValues): void {
  const phaseOf = new Map(Object.entries(SLOT_OF).map(([phase, slot]) => [slot, phase] as [string, Phase]));
  const entries = entriesOf(slots.schedule, slots);
  // An environment takes no part in programs; what it prepares are its copies.
  const { environment: _environment, ...others } = slots;
  for (const slot of Object.keys(others) as ProgramSlotName[]) {
    for (const kind of ['solve', 'prepare', 'conclude'] as const) {
      if (!hostWorkOf(slots, slot, kind)) continue;
      const phase = phaseOf.get(slot);
      if (!phase)
        throw errors.featureUnsupported(slot, `work on the host (\`${kind}\`) in a slot without a phase`, ANOTHER);
      const shared = entries.filter(({ phases }) => phases.includes(phase));
      if (shared.length === 0) throw errors.phaseNotScheduled(slot, phase);
      if (kind === 'solve' && shared.some(({ phases }) => phases.length > 1))
        throw errors.featureUnsupported(
          slot,
          `phase "${phase}", which its plugin solves on the host, in one optimiser step with other phases`,
          `Give it a step of its own in the option \`steps\` of the schedule, e.g. [["${phase}"], …].`,
        );
    }
  }
}
