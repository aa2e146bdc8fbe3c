import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { threadFailed, threadSilent } from './errors.js';
import {
  BUSY,
  COMMAND,
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

/** How long a thread may take for one program before it counts as lost, in milliseconds. */
const PATIENCE = 120_000;

/** From sources, as tests run them, the thread's program is the built one. */
const threadFile = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/runtime/threads/thread.js' : './thread.js',
  import.meta.url,
);

/** One thread that runs compiled programs when it is told to. */
export class HelperThread {
  readonly #control = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  readonly #port: MessagePort;

  constructor() {
    this.#control[COMMAND] = WAIT;
    this.#control[STATUS] = DONE;
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
    this.#tell(command);
  }

  #tell(command: number): void {
    Atomics.store(this.#control, COMMAND, command);
    Atomics.notify(this.#control, COMMAND);
  }

  /** @throws VEM_THREAD_FAILED, VEM_THREAD_SILENT */
  finish(program: string): void {
    if (!this.#idle()) throw threadSilent(program, PATIENCE);
    if (Atomics.load(this.#control, STATUS) !== FAILED) return;
    const failure = receiveMessageOnPort(this.#port)?.message as FailureMessage | undefined;
    throw threadFailed(program, failure?.message ?? 'no reason given');
  }

  /** Lets the thread end. False if it still runs a program, after some patience. */
  end(): boolean {
    const idle = this.#idle();
    this.#tell(END);
    this.#port.close();
    return idle;
  }

  /** Waits until the thread has done what it was told to. */
  #idle(): boolean {
    for (let glance = 0; glance < GLANCES; glance++) if (Atomics.load(this.#control, STATUS) !== BUSY) return true;
    return Atomics.wait(this.#control, STATUS, BUSY, PATIENCE) !== 'timed-out';
  }
}
