import type { RecordColumn } from '../slots/behaviour.js';
import type { Slots } from '../slots/slots.js';

/** What the memory's part of an observation is called. */
export const MEMORY = 'memory';

/** Slots that carry something through an episode. */
export type Carrying = { readonly [S in 'behaviour' | 'memory']?: Slots[S] | undefined };

/** What stands behind each observation of the environment, in order: what the behaviour carries, then what is remembered. */
export const carriedBy = ({ behaviour, memory }: Carrying): readonly RecordColumn[] => [
  ...(behaviour?.memory ?? []),
  ...(memory ? [{ name: MEMORY, size: memory.size }] : []),
];

/** Numbers behind each observation. */
export const carriedSize = (slots: Carrying): number => carriedBy(slots).reduce((sum, { size }) => sum + size, 0);
