import { totalmem } from 'node:os';
import { memoryLimit, memoryRefused } from './memoryErrors.js';

/** Bytes that this machine has, or the part of it that this process may use. */
export function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}

/** Bytes of one WebAssembly memory, and more than any array of this size is good for. */
const ONE_ARRAY = 2 ** 32;

/**
 * Before something large is made: whether it can be.
 *
 * @param where - what takes the memory, e.g. `Slot "data": a batch of 256 rows`
 * @throws VEM_MEMORY_LIMIT
 */
export function requireRoom(where: string, bytes: number, hint: string): void {
  const limit = Math.min(ONE_ARRAY, machineMemory());
  if (!(bytes <= limit)) throw memoryLimit(where, bytes, limit, hint);
}

/** Makes something large; where the system refuses, that is said in the same way. @throws VEM_MEMORY_LIMIT */
export function withRoom<T>(where: string, bytes: number, hint: string, make: () => T): T {
  requireRoom(where, bytes, hint);
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw memoryRefused(where, bytes, hint, cause);
  }
}
