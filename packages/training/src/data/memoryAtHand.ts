import { totalmem } from 'node:os';

/** Bytes that this process may use: the machine's, or what a container was given of them. */
export const memoryAtHand = (): number =>
  Math.min(totalmem(), process.constrainedMemory?.() || Number.POSITIVE_INFINITY);
