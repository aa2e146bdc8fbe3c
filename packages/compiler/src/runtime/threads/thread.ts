import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Executable, HostArray, TensorSpec } from '../../program.js';
import { loadProgram } from '../storedProgram.js';
import { directMemory } from './directMemory.js';
import { arrayAt, type Place } from './places.js';
import {
  BUSY,
  COMMAND,
  type CommonInput,
  DONE,
  END,
  FAILED,
  type FailureMessage,
  GLANCES,
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

/** A common input that has to be copied, as this thread last read it. */
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
  const replica = replicas.get(name) ?? new Replica(own, input);
  replicas.set(name, replica);
  return replica;
}

/** The arrays of other threads that a session can be bound to. */
function direct(
  places: Readonly<Record<string, Place>>,
  specs: Readonly<Record<string, TensorSpec>>,
): Record<string, HostArray> {
  return Object.fromEntries(
    Object.entries(places).flatMap(([name, place]) => {
      const array = arrayAt(place, specs[name], directMemory());
      return array ? [[name, array]] : [];
    }),
  );
}

/** What has to be copied: pairs of the session's storage and shared memory, which ONNX Runtime refuses. */
const copied = (ports: Executable['inputs'], places: Readonly<Record<string, Place>>) =>
  Object.entries(places).flatMap(([name, place]) =>
    'shared' in place ? [{ own: ports[name].data, shared: place.shared }] : [],
  );

function load({ program, inputs, outputs, carried, common }: LoadMessage): Loaded {
  const known = Object.keys(common).flatMap((name) => (replicas.has(name) ? [[name, replicas.get(name)!.own]] : []));
  const executable = loadProgram(program, {
    ...direct(inputs, program.inputs),
    ...direct(outputs, program.outputs),
    ...Object.fromEntries(known),
    ...Object.fromEntries(
      Object.entries(carried).map(([name, number]) => [name, programs[number].executable.outputs[name].data]),
    ),
  });
  const own = Object.entries(common).map(([name, input]) => replicaOf(name, input, executable.inputs[name].data));
  const [reads, writes] = [copied(executable.inputs, inputs), copied(executable.outputs, outputs)];
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
  for (let glance = 0; glance < GLANCES; glance++) if (Atomics.load(control, COMMAND) !== WAIT) break;
  Atomics.wait(control, COMMAND, WAIT);
  const command = Atomics.exchange(control, COMMAND, WAIT);
  // A late notice of a command that was seen, and done, without it.
  if (command === WAIT) continue;
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
