import { visible } from '../report/visible.js';
import { howToCall } from './howToCall.js';

/** What a command may do to the world outside of its answer. */
export interface Terminal {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Where a progress bar may be drawn; undefined where standard error is no terminal. */
  readonly screen: NodeJS.WriteStream | undefined;
  /** What to type to call vem again, for hints; default: vem. */
  readonly call?: string;
  /** Starts to listen for Ctrl-C and the like. */
  readonly interruption: () => Interruption;
}

/** What the user asked for while the command ran. */
export interface Interruption {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP; a second SIGINT ends the process at once. */
  readonly signal: AbortSignal;
  /** By shell convention 128 + the signal's number; undefined if nothing came. */
  readonly exitStatus: () => number | undefined;
  /** Stops listening. */
  readonly dispose: () => void;
}

const STATUS: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const SIGNALS = Object.keys(STATUS) as NodeJS.Signals[];

function listenForSignals(): Interruption {
  const controller = new AbortController();
  let status: number | undefined;
  const listener = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted && signal === 'SIGINT') process.exit(STATUS.SIGINT);
    status ??= STATUS[signal];
    if (!controller.signal.aborted)
      process.stderr.write('\nstopping at the next opportunity; Ctrl-C again ends at once\n');
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  const dispose = () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
  return { signal: controller.signal, exitStatus: () => status, dispose };
}

/** Not thrown: by the time that it is known, the command has ended. */
const LOST = 'VEM_OUTPUT_LOST';

/**
 * What cannot be shown ends nothing: a reader that closes the pipe early (`vem list | head`) has what it wanted, and a run
 * whose progress nobody sees goes on. Only an answer that is lost for another reason, as on a full disk, is a failure.
 */
function surviveLostOutput(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    process.stderr.write(
      `${LOST}: vem: standard output could not be written: ${message}. Write it to another place.\n`,
    );
    process.on('exit', () => {
      process.exitCode ||= 1;
    });
  });
}

/** The terminal that this process has. */
export function processTerminal(): Terminal {
  surviveLostOutput();
  return {
    stdout: (text) => process.stdout.write(visible(text)),
    stderr: (text) => process.stderr.write(visible(text)),
    call: howToCall(),
    screen: process.stderr.isTTY ? process.stderr : undefined,
    interruption: listenForSignals,
  };
}
