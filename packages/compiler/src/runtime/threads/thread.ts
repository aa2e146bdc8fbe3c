import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Executable, HostArray } from '../../program.js';
import { loadProgram } from '../storedProgram.js';
import {
  BUSY,
  COMMAND,
  type CommonInput,
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

/** A common input as this thread last read it. */
class Replica {
  readonly own: HostArray;
  readonly #input: CommonInput;
  #seen = -1;

  constructor(own: HostArray, input: CommonInput) {
    this.own = own;
    this.#input = input;
  }

  update(): void {
    const version = Atomics.load(this.#input.version, 0);
    if (version === this.#seen) return;
    this.own.set(this.#input.shared);
    this.#seen = version;
  }
}

const replicas = new Map<string, Replica>();

function replicaOf(name: string, input: CommonInput, own: HostArray): Replica {
  const known = replicas.get(name);
  if (known) return known;
  const replica = new Replica(own, input);
  replicas.set(name, replica);
  return replica;
}

/** ONNX Runtime refuses shared memory: tensors are copied in and out. */
function load({ program, inputs, outputs, carried, common }: LoadMessage): Loaded {
  const names = Object.keys(common);
  const executable = loadProgram(program, {
    ...Object.fromEntries(names.flatMap((name) => (replicas.has(name) ? [[name, replicas.get(name)!.own]] : []))),
    ...Object.fromEntries(
      Object.entries(carried).map(([name, number]) => [name, programs[number].executable.outputs[name].data]),
    ),
  });
  const own = names.map((name) => replicaOf(name, common[name], executable.inputs[name].data));
  const pairs = (ports: Executable['inputs'], shared: Readonly<Record<string, HostArray>>) =>
    Object.entries(shared).map(([name, array]) => ({ own: ports[name].data, shared: array }));
  const [reads, writes] = [pairs(executable.inputs, inputs), pairs(executable.outputs, outputs)];
  return {
    executable,
    run() {
      for (const replica of own) replica.update();
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
