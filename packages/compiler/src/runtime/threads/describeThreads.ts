import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../../program.js';
import type { Availability } from '../eagerBackends.js';
import { directMemoryStatus } from './directMemory.js';
import { HelperThreads } from './helperThreads.js';

/** Whether threads can share the batch of an update here. */
export type ThreadStatus =
  | {
      readonly available: true;
      /** Whether threads work on the same numbers; else what they share is copied, which costs a part of their gain. */
      readonly directMemory: Availability;
    }
  | { readonly available: false; readonly reason: string };

const double: Program = {
  name: 'double',
  inputs: { x: { shape: [1], dtype: 'float32' } },
  body: ({ x }) => ({ doubled: tf.mul(x, 2) }),
};

/** Lets a helper thread run a small program. Takes about half a second. */
export function describeThreads(): ThreadStatus {
  const threads = new HelperThreads(1, { stepsIn: false });
  try {
    const program = threads.load(double, () => 'own');
    const [{ inputs, outputs }] = program.ports;
    inputs.x[0] = 21;
    program.start();
    program.finish();
    const [answer] = outputs.doubled;
    return answer === 42
      ? { available: true, directMemory: directMemoryStatus() }
      : { available: false, reason: `a thread found 2 × 21 = ${answer}` };
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    threads.dispose();
  }
}
