import type { HostArray, TensorSpec } from '../../program.js';
import { hostArray } from '../ports.js';
import type { DirectMemory } from './directMemory.js';

/** Where another thread finds an array: at an address of this process, or in shared memory that it copies from or to. */
export type Place = { readonly address: bigint } | { readonly shared: HostArray };

/** An array of the calling thread, and where helper threads find it. */
export interface Placed {
  readonly array: HostArray;
  readonly place: Place;
}

/** Zeroed storage for one tensor that helper threads can be told of. */
export function allocate(spec: TensorSpec, memory: DirectMemory | undefined): Placed {
  if (memory) return existing(hostArray(spec), memory);
  const shared = hostArray(spec, (bytes) => new SharedArrayBuffer(bytes));
  return { array: shared, place: { shared } };
}

/** Storage that exists; must be off V8's heap and outlive the threads' use of it. */
export const existing = (array: HostArray, memory: DirectMemory): Placed => ({
  array,
  place: { address: memory.addressOf(array) },
});

/** The array at a place, in the thread that was told of it; nothing if it must copy. */
export function arrayAt(place: Place, spec: TensorSpec, memory: DirectMemory | undefined): HostArray | undefined {
  if (!('address' in place)) return undefined;
  if (memory === undefined) throw new Error('koffi works in the calling thread only');
  return hostArray(spec, (bytes) => memory.view(place.address, bytes));
}
