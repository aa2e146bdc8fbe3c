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
  /** Aborted by the first SIGINT or SIGTERM; a second SIGINT ends the process at once. */
  readonly signal: AbortSignal;
  /** By shell convention 128 + the signal's number; undefined if nothing came. */
  readonly exitStatus: () => number | undefined;
  /** Stops listening. */
  readonly dispose: () => void;
}

const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

function listenForSignals(): Interruption {
  const controller = new AbortController();
  let status: number | undefined;
  const listener = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted && signal === 'SIGINT') process.exit(STATUS.SIGINT);
    status ??= signal === 'SIGTERM' ? STATUS.SIGTERM : STATUS.SIGINT;
    if (!controller.signal.aborted)
      process.stderr.write('\nstopping at the next opportunity; Ctrl-C again ends at once\n');
    controller.abort();
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  const dispose = () => process.off('SIGINT', listener).off('SIGTERM', listener);
  return { signal: controller.signal, exitStatus: () => status, dispose };
}

/** The terminal that this process has. */
export function processTerminal(): Terminal {
  // A reader that closes the pipe early (`vem list | head`) has what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    call: howToCall(),
    screen: process.stderr.isTTY ? process.stderr : undefined,
    interruption: listenForSignals,
  };
}
