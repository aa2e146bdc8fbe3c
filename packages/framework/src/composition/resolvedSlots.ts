import type { SlotName } from '../slots/slots.js';
import type { BoundSlot } from './definePlugin.js';

/** One plugin per slot, after the environment decided between box and discrete. */
export type ResolvedSlots = { readonly [S in SlotName]?: BoundSlot };
