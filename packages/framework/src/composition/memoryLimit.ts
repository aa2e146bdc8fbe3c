import { totalmem } from 'node:os';
import { VemError } from '@vem/compiler';

const GIGABYTE = 1e9;

/** `5.2 GB`, `430 MB` */
export function formatBytes(bytes: number): string {
  const [size, unit] = bytes >= GIGABYTE ? [bytes / GIGABYTE, 'GB'] : [bytes / 1e6, 'MB'];
  return `${size >= 100 ? size.toFixed(0) : size.toPrecision(2)} ${unit}`;
}

/** `VEM_MEMORY_LIMIT`: something that would take more memory than there is, or than one array can have. */
export const memoryLimit = (where: string, bytes: number, limit: number, hint: string, cause?: unknown) =>
  new VemError(
    `${where}: ${formatBytes(bytes)} are needed, and at most ${formatBytes(limit)} are possible here. ${hint}`,
    {
      code: 'VEM_MEMORY_LIMIT',
      received: bytes,
      hint,
      exitStatus: 2,
      ...(cause === undefined ? {} : { cause }),
    },
  );

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
    throw new VemError(
      `${where}: ${formatBytes(bytes)} are needed, which the system does not give: ${cause.message}. ${hint}`,
      {
        code: 'VEM_MEMORY_LIMIT',
        received: bytes,
        hint,
        cause,
      },
    );
  }
}
