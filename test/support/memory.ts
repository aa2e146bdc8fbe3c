import v8 from 'node:v8';
import vm from 'node:vm';
import { engine } from '@tensorflow/tfjs-core';

/** What a process holds on to, after a full garbage collection. */
export interface Memory {
  /** JavaScript objects, bytes. */
  readonly heap: number;
  /** Buffers outside of V8's heap, WebAssembly memories included, bytes. */
  readonly buffers: number;
  /** All of the process, ONNX Runtime's sessions included, bytes. */
  readonly resident: number;
  /** Live tfjs tensors. */
  readonly tensors: number;
}

v8.setFlagsFromString('--expose-gc');
const collectGarbage: () => void = vm.runInNewContext('gc');

export async function measureMemory(): Promise<Memory> {
  // Buffers are freed one turn after the objects that own them were collected.
  for (let turn = 0; turn < 3; turn++) {
    collectGarbage();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers, external, rss } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers + external, resident: rss, tensors: engine().state.numTensors };
}
