import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** How a child ended. */
export interface Ending {
  /** In words: `by SIGKILL`, `with status 3`; or why it could not be started. */
  readonly how: string;
  /** The error code of a child that could not be started. */
  readonly startError?: string;
  /** It did not answer in time and was ended for it. */
  readonly hung: boolean;
  /** The end of what it wrote to standard error. */
  readonly stderr: string;
}

export interface Keeping {
  readonly command: string;
  readonly args: readonly string[];
  /** File descriptors of the child's standard input and output. */
  readonly input: number;
  readonly output: number;
  /** Milliseconds between two looks at whether an answer is late. */
  readonly tick: number;
}

/** Entries of the memory that a keeper shares with this thread. */
const EXCHANGE = 0;
const ENDED = 1;
const PROCESS = 2;
const PATIENCE_FOR_ANSWER = 3;
const GONE = 4;
const ENTRIES = 5;

interface KeeperData extends Keeping {
  readonly shared: Int32Array;
  readonly port: import('node:worker_threads').MessagePort;
}

/** Milliseconds for a child to end after it was told to, and for news of its end to arrive. */
const PATIENCE = 3000;

/**
 * A child process with a thread that keeps it: this thread may be blocked in an exchange with the child, so another one
 * starts it, collects its standard error, ends it if an answer takes too long, and says how it ended.
 */
export class KeptChild {
  readonly #shared = new Int32Array(new SharedArrayBuffer(ENTRIES * Int32Array.BYTES_PER_ELEMENT));
  readonly #port: import('node:worker_threads').MessagePort;
  #ending: Ending | undefined;

  constructor(keeping: Keeping) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: KeeperData = { ...keeping, shared: this.#shared, port: port2 };
    // Without a working folder a thread ends before it begins, and would be waited for without end; this throws.
    process.cwd();
    // From text, not from a file, so that it runs from sources, from a build and from a bundle alike.
    const keeper = new Worker(`(${keep})()`, {
      eval: true,
      workerData,
      transferList: [port2],
      execArgv: [],
      // The descriptors that it closes were opened by this thread.
      trackUnmanagedFds: false,
    });
    keeper.unref();
    port1.unref();
  }

  /** An answer is waited for from now on, for so many milliseconds. */
  begin(patience: number): void {
    Atomics.store(this.#shared, PATIENCE_FOR_ANSWER, patience);
    Atomics.add(this.#shared, EXCHANGE, 1);
  }

  /** Nobody will answer any more: the child has ended, whoever may still hold its pipes. */
  get gone(): boolean {
    return Atomics.load(this.#shared, GONE) === 1;
  }

  /** The answer is there. */
  end(): void {
    Atomics.add(this.#shared, EXCHANGE, 1);
  }

  /**
   * Waits for the end of the child, whose pipes are closed or who was told to end; if it goes on, it is killed.
   * Afterwards there is no such process.
   */
  ending(): Ending {
    if (this.#ending) return this.#ending;
    if (!this.#waitForEnd()) {
      this.#kill();
      this.#waitForEnd();
    }
    const message = receiveMessageOnPort(this.#port)?.message as Ending | undefined;
    this.#port.close();
    this.#ending = message ?? { how: 'in an unknown way', hung: false, stderr: '' };
    return this.#ending;
  }

  #waitForEnd(): boolean {
    return Atomics.wait(this.#shared, ENDED, 0, PATIENCE) !== 'timed-out';
  }

  #kill(): void {
    const id = Atomics.load(this.#shared, PROCESS);
    try {
      if (id > 0) process.kill(id, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

/** The keeper's thread. It is handed over as text, so it refers to nothing outside of itself. */
function keep(): void {
  const EXCHANGE = 0;
  const ENDED = 1;
  const PROCESS = 2;
  const PATIENCE_FOR_ANSWER = 3;
  const GONE = 4;
  /** Characters of standard error to remember. */
  const LAST_WORDS = 4000;
  /** Milliseconds for a child to say where it is before it is killed, and for its last output to arrive. */
  const LAST_MOMENT = 200;

  const { spawn } = process.getBuiltinModule('node:child_process');
  const { closeSync, writeSync } = process.getBuiltinModule('node:fs');
  const { workerData } = process.getBuiltinModule('node:worker_threads');
  const { command, args, input, output, tick, shared, port } = workerData as KeeperData;

  let stderr = '';
  let hung = false;
  let ended = false;
  // The fourth pipe carries nothing. The child ends when it closes, which it does with this process, however that ends.
  const child = spawn(command, args, { stdio: [input, output, 'pipe', 'pipe'] });
  closeSync(input);
  Atomics.store(shared, PROCESS, child.pid ?? 0);

  // What the child forked may outlive it and hold its end of the answers, so that no end of them is ever read. A byte from
  // here wakes whoever waits for an answer, to see that nobody will give it.
  const wake = () => {
    if (Atomics.exchange(shared, GONE, 1) === 1) return;
    try {
      writeSync(output, Uint8Array.of(0));
    } catch {
      // Nobody reads any more.
    }
    closeSync(output);
  };

  const finish = (how: string, startError?: string) => {
    if (ended) return;
    ended = true;
    wake();
    clearInterval(watch);
    port.postMessage({ how, hung, stderr, ...(startError === undefined ? {} : { startError }) });
    Atomics.store(shared, ENDED, 1);
    Atomics.notify(shared, ENDED);
    port.close();
    child.stderr?.destroy();
  };

  // Ticks are counted, not time: a machine that sleeps makes no child late.
  let last = Atomics.load(shared, EXCHANGE);
  let waited = 0;
  const watch = setInterval(() => {
    const exchange = Atomics.load(shared, EXCHANGE);
    waited = exchange === last && exchange % 2 === 1 ? waited + tick : 0;
    last = exchange;
    if (waited < Atomics.load(shared, PATIENCE_FOR_ANSWER) || hung) return;
    hung = true;
    child.kill('SIGUSR2');
    setTimeout(() => child.kill('SIGKILL'), LAST_MOMENT);
  }, tick);

  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-LAST_WORDS);
  });
  // A child of the child may hold its pipes open: `close` is waited for, but not for long.
  child.once('error', (error: NodeJS.ErrnoException) => finish(error.message, error.code ?? 'unknown'));
  child.once('exit', (status, signal) => {
    wake();
    const how = signal === null ? `with status ${status}` : `by ${signal}`;
    child.once('close', () => finish(how));
    setTimeout(() => finish(how), LAST_MOMENT);
  });
}
