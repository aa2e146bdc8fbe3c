import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { VemError } from '../../errors.js';
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
  #lost = false;

  constructor() {
    this.#control[COMMAND] = WAIT;
    this.#control[STATUS] = DONE;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: ThreadData = { control: this.#control, port: port2 };
    // Without a working folder a thread ends before it begins, and would be waited for without end; this throws.
    process.cwd();
    new Worker(threadFile, { workerData, transferList: [port2], execArgv: [] }).unref();
    port1.unref();
  }

  /** @throws VEM_THREAD_FAILED, VEM_THREAD_SILENT */
  load(message: LoadMessage): void {
    this.#port.postMessage(message);
    this.start(LOAD);
    const failure = this.finish(message.program.name);
    if (failure) throw failure;
  }

  start(command: number): void {
    Atomics.store(this.#control, STATUS, BUSY);
    this.#tell(command);
  }

  #tell(command: number): void {
    Atomics.store(this.#control, COMMAND, command);
    Atomics.notify(this.#control, COMMAND);
  }

  /** Takes a command back that the thread has not begun. Whether there was one to take back. */
  withdraw(command: number): boolean {
    if (Atomics.compareExchange(this.#control, COMMAND, command, WAIT) !== command) return false;
    Atomics.store(this.#control, STATUS, DONE);
    return true;
  }

  /** Waits for the thread. What went wrong, if anything: VEM_THREAD_FAILED, VEM_THREAD_SILENT */
  finish(program: string): VemError | undefined {
    if (!this.#idle()) return threadSilent(program, PATIENCE);
    if (Atomics.load(this.#control, STATUS) !== FAILED) return undefined;
    const failure = receiveMessageOnPort(this.#port)?.message as FailureMessage | undefined;
    return threadFailed(program, failure?.message ?? 'no reason given');
  }

  /** Whether it gave no answer in time: it may still read and write what it knows by address. */
  get lost(): boolean {
    return this.#lost;
  }

  /** Lets the thread end, once it is done. */
  end(): void {
    this.#idle();
    this.#tell(END);
    this.#port.close();
  }

  /** Waits until the thread has done what it was told to. */
  #idle(): boolean {
    const busy = () => Atomics.load(this.#control, STATUS) === BUSY;
    for (let glance = 0; glance < GLANCES; glance++) if (!busy()) return true;
    // Waking says nothing: the notice may be a late one, of a command that was seen to be done without it.
    while (busy()) {
      if (Atomics.wait(this.#control, STATUS, BUSY, this.#lost ? 0 : PATIENCE) !== 'timed-out') continue;
      this.#lost = busy();
      return !this.#lost;
    }
    return true;
  }
}
