import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { HostArray, Program } from '../../program.js';
import { hostArray } from '../ports.js';
import { exportProgram, type StoredPort } from '../storedProgram.js';
import { threadFailed, threadSilent } from './errors.js';
import {
  BUSY,
  COMMAND,
  type CommonInput,
  END,
  FAILED,
  type FailureMessage,
  LOAD,
  type LoadMessage,
  STATUS,
  type ThreadData,
  WAIT,
} from './protocol.js';

/** How long a thread may take for one program before it counts as lost, in milliseconds. */
const PATIENCE = 120_000;
/** How often the calling thread looks before it sleeps; a sleeping thread takes some 50 µs to wake. */
const GLANCES = 20_000;

/**
 * Where an input comes from: `carried`, from an earlier program of the same thread that has an output of this name;
 * `common`, from one storage for all programs and threads, see `share`; `own`, from storage of this program and thread.
 */
export type InputKind = 'carried' | 'common' | 'own';

/** The storage of one thread's copy of a program, in shared memory. */
export interface HelperPorts {
  readonly inputs: Readonly<Record<string, HostArray>>;
  readonly outputs: Readonly<Record<string, HostArray>>;
}

/** A program that helper threads have loaded. */
export interface HelperProgram {
  /** One per thread: fill the inputs before `start`, read the outputs after `finish`. Carried and common inputs are absent. */
  readonly ports: readonly HelperPorts[];
  /** Names of its common inputs. */
  readonly common: readonly string[];
  /** Lets every thread run the program; returns at once. */
  start(): void;
  /** Blocks until all are done. @throws VEM_THREAD_FAILED, VEM_THREAD_SILENT */
  finish(): void;
}

/** From sources, as tests run them, the thread's program is the built one. */
const threadFile = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/runtime/threads/thread.js' : './thread.js',
  import.meta.url,
);

/** One thread that runs compiled programs when it is told to. */
class HelperThread {
  readonly #control = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  readonly #port: MessagePort;

  constructor() {
    this.#control[COMMAND] = WAIT;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: ThreadData = { control: this.#control, port: port2 };
    new Worker(threadFile, { workerData, transferList: [port2], execArgv: [] }).unref();
    port1.unref();
  }

  load(message: LoadMessage): void {
    this.#port.postMessage(message);
    this.start(LOAD);
    this.finish(message.program.name);
  }

  start(command: number): void {
    Atomics.store(this.#control, STATUS, BUSY);
    Atomics.store(this.#control, COMMAND, command);
    Atomics.notify(this.#control, COMMAND);
  }

  finish(program: string): void {
    for (let glance = 0; glance < GLANCES; glance++) if (Atomics.load(this.#control, STATUS) !== BUSY) break;
    if (Atomics.wait(this.#control, STATUS, BUSY, PATIENCE) === 'timed-out') throw threadSilent(program, PATIENCE);
    if (Atomics.load(this.#control, STATUS) !== FAILED) return;
    const failure = receiveMessageOnPort(this.#port)?.message as FailureMessage | undefined;
    throw threadFailed(program, failure?.message ?? 'no reason given');
  }

  end(): void {
    this.start(END);
    this.#port.close();
  }
}

const sharedArray = (port: StoredPort): HostArray => hostArray(port, (bytes) => new SharedArrayBuffer(bytes));

/** Zeroed shared storage for the ports of a program. */
const sharedStorage = (ports: Readonly<Record<string, StoredPort>>): Record<string, HostArray> =>
  Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, sharedArray(port)]));

/**
 * Threads beside the calling one that run the same programs on other parts of a batch. Each has ONNX Runtime sessions and
 * memory of its own; numbers go in and out through shared memory.
 */
export class HelperThreads {
  readonly #threads: readonly HelperThread[];
  /** Outputs of the programs so far: the last program with an output of this name, by number. */
  readonly #producers = new Map<string, number>();
  readonly #common = new Map<string, CommonInput>();
  readonly #sent = new Map<string, number>();
  #loaded = 0;

  /** @param count - threads beside the calling one */
  constructor(count: number) {
    this.#threads = Array.from({ length: count }, () => new HelperThread());
  }

  /**
   * Records a program and makes every thread load it.
   *
   * @throws VEM_THREAD_FAILED if a thread cannot load it
   */
  load(program: Program, kindOf: (input: string) => InputKind): HelperProgram {
    const stored = exportProgram(program);
    const number = this.#loaded++;
    const named = (kind: InputKind) => Object.entries(stored.inputs).filter(([name]) => kindOf(name) === kind);
    const carried = Object.fromEntries(named('carried').map(([name]) => [name, this.#producers.get(name)!]));
    const common = Object.fromEntries(named('common').map(([name, port]) => [name, this.#commonInput(name, port)]));
    const ports = this.#threads.map((thread) => {
      const inputs = sharedStorage(Object.fromEntries(named('own')));
      const outputs = sharedStorage(stored.outputs);
      thread.load({ program: stored, carried, common, inputs, outputs });
      return { inputs, outputs };
    });
    for (const name of Object.keys(stored.outputs)) this.#producers.set(name, number);
    return {
      ports,
      common: Object.keys(common),
      start: () => {
        for (const thread of this.#threads) thread.start(number);
      },
      finish: () => {
        for (const thread of this.#threads) thread.finish(program.name);
      },
    };
  }

  /**
   * Writes a common input for all threads, unless this version of it was the last one written.
   *
   * @param version - grows with every change of `data`
   */
  share(name: string, data: HostArray, version: number): void {
    if (this.#sent.get(name) === version) return;
    const input = this.#common.get(name)!;
    input.shared.set(data);
    Atomics.add(input.version, 0, 1);
    this.#sent.set(name, version);
  }

  #commonInput(name: string, port: StoredPort): CommonInput {
    const known = this.#common.get(name);
    if (known) return known;
    const version = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const input = { shared: sharedArray(port), version };
    this.#common.set(name, input);
    return input;
  }

  /** Lets the threads end; programs must not be started afterwards. */
  dispose(): void {
    for (const thread of this.#threads) thread.end();
  }
}
