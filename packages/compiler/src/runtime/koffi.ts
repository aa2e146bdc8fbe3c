import { createRequire } from 'node:module';

/** A C type or function signature, as koffi knows it. */
export type CType = string | { readonly __brand?: 'CType' };

/** The part of koffi that is used here: C functions, and memory by address. Addresses are bigints. */
export interface Koffi {
  readonly version: string;
  load(file: string): {
    func(name: string, result: CType, parameters: readonly CType[]): (...values: unknown[]) => unknown;
  };
  proto(result: CType, parameters: readonly CType[]): CType;
  array(type: CType, length: number): CType;
  /** The value of a type at an address; of a signature: the function there. */
  decode(address: unknown, type: CType): unknown;
  address(array: ArrayBufferView): bigint;
  view(address: bigint, bytes: number): ArrayBuffer;
}

let attempt: Koffi | Error | undefined;

/** koffi, or why it cannot be used here. It is an optional dependency with a native part. */
export function loadKoffi(): Koffi | Error {
  attempt ??= tryToLoad();
  return attempt;
}

function tryToLoad(): Koffi | Error {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What to do where koffi, or what it is used for, does not work. */
export const koffiHint = (error: Error): string =>
  (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND'
    ? 'install the npm package koffi, an optional dependency'
    : 'koffi must load here, and views of memory must be allowed by the runtime';
