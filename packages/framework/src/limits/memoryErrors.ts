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
    { code: 'VEM_MEMORY_LIMIT', received: bytes, hint, exitStatus: 2, ...(cause === undefined ? {} : { cause }) },
  );

/** The same where only the system knows why. */
export const memoryRefused = (where: string, bytes: number, hint: string, cause: Error) =>
  new VemError(
    `${where}: ${formatBytes(bytes)} are needed, which the system does not give: ${cause.message}. ${hint}`,
    { code: 'VEM_MEMORY_LIMIT', received: bytes, hint, cause },
  );
