import type { HostArray } from '../../program.js';
import type { Availability } from '../eagerBackends.js';
import { messageOf } from '../errors.js';
import { koffiHint, loadKoffi } from '../koffi.js';

/** Memory of this process by address, so that threads can work on the same numbers without copies. */
export interface DirectMemory {
  readonly version: string;
  /** Valid for as long as the array's buffer exists. The array must be off V8's heap, as those of `hostArray` are. */
  addressOf(array: HostArray): bigint;
  /** The bytes at an address, as a buffer that ONNX Runtime accepts, which it does not do with shared memory. */
  view(address: bigint, bytes: number): ArrayBuffer;
}

let attempt: DirectMemory | Error | undefined;

/** koffi's access to memory, or why it cannot be used here. */
function load(): DirectMemory | Error {
  const koffi = loadKoffi();
  if (koffi instanceof Error) return koffi;
  try {
    const { version, address, view } = koffi;
    const memory: DirectMemory = { version, addressOf: (array) => address(array), view };
    return sees(memory) ? memory : new Error('its views of memory are copies here');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Whether a view shows what is written to the array afterwards, and the reverse. Some runtimes hand out copies. */
function sees({ addressOf, view }: DirectMemory): boolean {
  const written = new Int32Array(new ArrayBuffer(64));
  const seen = new Int32Array(view(addressOf(written), written.byteLength));
  written[3] = 5;
  seen[4] = 6;
  return seen[3] === 5 && written[4] === 6;
}

/** Access to memory by address, where koffi is installed and works. */
export function directMemory(): DirectMemory | undefined {
  attempt ??= load();
  return attempt instanceof Error ? undefined : attempt;
}

/** Whether threads can work on the same memory here. */
export function directMemoryStatus(): Availability {
  const memory = directMemory();
  if (memory) return { available: true, version: memory.version };
  const reason = attempt as Error;
  return { available: false, reason: messageOf(reason).split('\n')[0], hint: koffiHint(reason) };
}
