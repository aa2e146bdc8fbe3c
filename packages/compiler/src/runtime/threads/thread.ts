import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Executable, HostArray } from '../../program.js';
import { loadProgram } from '../storedProgram.js';
import {
  BUSY,
  COMMAND,
  DONE,
  END,
  FAILED,
  type FailureMessage,
  LOAD,
  type LoadMessage,
  STATUS,
  type ThreadData,
  WAIT,
} from './protocol.js';

interface Loaded {
  readonly executable: Executable;
  readonly run: () => void;
}

const { control, port } = workerData as ThreadData;
const programs: Loaded[] = [];

/** ONNX Runtime refuses shared memory: tensors are copied in and out. */
function load({ program, inputs, outputs, carried }: LoadMessage): Loaded {
  const bindings = Object.fromEntries(
    Object.entries(carried).map(([name, number]) => [name, programs[number].executable.outputs[name].data]),
  );
  const executable = loadProgram(program, bindings);
  const pairs = (ports: Executable['inputs'], shared: Readonly<Record<string, HostArray>>) =>
    Object.entries(shared).map(([name, array]) => ({ own: ports[name].data, shared: array }));
  const [reads, writes] = [pairs(executable.inputs, inputs), pairs(executable.outputs, outputs)];
  return {
    executable,
    run() {
      for (const { own, shared } of reads) own.set(shared);
      executable.run();
      for (const { own, shared } of writes) shared.set(own);
    },
  };
}

function obey(command: number): void {
  if (command === LOAD) programs.push(load(receiveMessageOnPort(port)!.message as LoadMessage));
  else programs[command].run();
}

for (;;) {
  Atomics.wait(control, COMMAND, WAIT);
  const command = Atomics.exchange(control, COMMAND, WAIT);
  if (command === END) break;
  try {
    obey(command);
    Atomics.compareExchange(control, STATUS, BUSY, DONE);
  } catch (error) {
    port.postMessage({ message: error instanceof Error ? error.message : String(error) } satisfies FailureMessage);
    Atomics.compareExchange(control, STATUS, BUSY, FAILED);
  }
  Atomics.notify(control, STATUS);
}
for (const { executable } of programs) executable.dispose();
