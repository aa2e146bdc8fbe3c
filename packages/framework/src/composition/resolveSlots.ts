import type { SlotName } from '../slots/slots.js';
import { CAPABILITIES, OPTIONAL_SLOTS, type OptionalSlot, SLOT_NAMES } from './capabilities.js';
import * as errors from './compositionErrors.js';
import type { AnyPlugin, BoundSlot } from './definePlugin.js';
import { helpfulOptions } from './helpfulOptions.js';
import { checkLearning, withCopiedCapabilities } from './learning.js';
import type { ResolvedSlots } from './resolvedSlots.js';
import { isBoundSlot, isByActionSpace, type SlotMap } from './slotMap.js';

/**
 * The start-up half of the checks that the types make: every slot known and filled by a plugin of its own kind, every
 * requirement met by the slot it names, densities in a common space.
 *
 * @param alternatives - plugins to name in hints
 * @throws VEM_SLOT_UNKNOWN, VEM_SLOT_NOT_A_PLUGIN, VEM_SLOT_WRONG_PLUGIN, VEM_SLOT_MISSING, VEM_PRESET_ACTION_KIND,
 *   VEM_CAPABILITY_MISSING, VEM_SPACE_MISMATCH, VEM_PRIOR_NOT_TRAINED
 */
export function resolveSlots(map: SlotMap, alternatives: readonly AnyPlugin[] = []): ResolvedSlots {
  const resolved = withCopiedCapabilities(chooseSlots(map));
  for (const slot of SLOT_NAMES)
    if (!resolved[slot] && !OPTIONAL_SLOTS.includes(slot as OptionalSlot)) throw errors.missingSlot(slot);
  for (const bound of Object.values(resolved)) checkRequirements(bound, resolved, alternatives);
  checkSpaces(resolved);
  checkLearning(resolved);
  return resolved;
}

/**
 * One plugin per slot, without asking whether they fit: for maps that are still to be changed.
 *
 * @throws VEM_SLOT_UNKNOWN, VEM_SLOT_NOT_A_PLUGIN, VEM_SLOT_WRONG_PLUGIN, VEM_PRESET_ACTION_KIND, and VEM_SLOT_MISSING
 *   where there is no environment to choose by
 */
export function chooseSlots(map: SlotMap): ResolvedSlots {
  const kind = actionKind(map);
  const resolved: Partial<Record<SlotName, BoundSlot>> = {};
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined) continue;
    if (!(key in CAPABILITIES)) throw errors.unknownSlot(key, SLOT_NAMES);
    const slot = key as SlotName;
    const chosen: unknown = isByActionSpace(value) ? (kind === 'finite' ? value.discrete : value.box) : value;
    if (chosen === undefined) throw errors.noVariantForActions(slot, kind);
    if (!isBoundSlot(chosen)) throw errors.notASlotValue(slot, chosen);
    if (chosen.slot !== slot) throw errors.wrongSlot(slot, chosen.name, chosen.slot);
    resolved[slot] = chosen;
  }
  return resolved;
}

function actionKind(map: SlotMap): 'box' | 'finite' {
  const environment: unknown = map.environment;
  if (environment === undefined) throw errors.missingSlot('environment');
  if (!isBoundSlot(environment)) throw errors.notASlotValue('environment', environment);
  return environment.provides.includes('finite') ? 'finite' : 'box';
}

function checkRequirements(bound: BoundSlot, resolved: ResolvedSlots, alternatives: readonly AnyPlugin[]): void {
  for (const requirement of bound.requires) {
    const [slot, capability] = requirement.split('.') as [SlotName, string];
    const provider = resolved[slot];
    if (provider?.provides.includes(capability)) continue;
    const names = alternatives
      .filter((plugin) => plugin.slot === slot && plugin.provides.includes(capability))
      .map((plugin) => plugin.pluginName);
    const options = [
      ...helpfulOptions(bound, ({ requires }) => !requires.includes(requirement)),
      ...(provider === undefined ? [] : helpfulOptions(provider, ({ provides }) => provides.includes(capability))),
    ];
    throw errors.missingCapability(bound.slot, bound.name, requirement, provider?.name, names, options);
  }
}

const spacesOf = (bound: BoundSlot | undefined) =>
  (bound?.provides ?? []).filter((name) => name.startsWith('space:')).map((name) => name.slice('space:'.length));

function checkSpaces({ prior, posterior }: ResolvedSlots): void {
  const [priorSpaces, posteriorSpaces] = [spacesOf(prior), spacesOf(posterior)];
  if (priorSpaces.length === 0 || posteriorSpaces.length === 0) return;
  if (!priorSpaces.some((space) => posteriorSpaces.includes(space)))
    throw errors.noCommonSpace(prior!.name, priorSpaces, posterior!.name, posteriorSpaces);
}
