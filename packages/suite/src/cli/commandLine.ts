import { CommanderError } from 'commander';
import { pasteable } from './howToCall.js';
import { createProgram } from './program.js';
import type { Interruption, Terminal } from './terminal.js';

/** What a command has to say: the text on standard output, or with --json the value. */
export interface Answer {
  readonly text: string;
  readonly json: unknown;
  /** Default 0. */
  readonly exitStatus?: number;
}

/** An error with a code, as `VemError` is; told by its shape because loading the class takes half a second. */
interface CodedError extends Error {
  readonly code: string;
  readonly exitStatus: number;
  toJSON(): Record<string, unknown>;
}

const isCoded = (error: unknown): error is CodedError =>
  error instanceof Error && error.name === 'VemError' && 'toJSON' in error && 'exitStatus' in error;

/** Commander throws for `--help` and `--version` too, after it printed them. */
const isDone = (error: unknown): boolean => error instanceof CommanderError && error.exitCode === 0;

async function coded(error: unknown, argv: readonly string[], commands: readonly string[]): Promise<CodedError> {
  if (isCoded(error)) return error;
  const errors = await import('./cliErrors.js');
  if (error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd') return errors.noWorkingFolder(error);
  return error instanceof CommanderError ? errors.usage(error, argv, commands) : errors.internal(error);
}

/**
 * Runs one command: its answer on standard output, everything else on standard error.
 *
 * @param argv - without interpreter and script
 * @returns exit status: 0, 2 for wrong usage, 1 for failures, 130 after Ctrl-C
 */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  const json = argv.includes('--json');
  const show = (value: unknown) => terminal.stdout(`${JSON.stringify(value, null, 2)}\n`);
  let answer: Answer = { text: '', json: null };
  let interruption: Interruption | undefined;
  // What programs read names commands by their plain names.
  const { call = 'vem' } = json ? {} : terminal;
  const say = (text: string) => terminal.stderr(pasteable(text, call));
  const listening: Terminal = {
    ...terminal,
    stderr: say,
    interruption: () => {
      interruption = terminal.interruption();
      return interruption;
    },
  };
  const program = createProgram(listening, (given) => {
    answer = given;
  });
  try {
    // Where it was deleted, nothing works, and threads and packages of others hang.
    process.cwd();
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    if (json) show(answer.json);
    else if (answer.text !== '') terminal.stdout(`${pasteable(answer.text, call)}\n`);
    return interruption?.exitStatus() ?? answer.exitStatus ?? 0;
  } catch (thrown) {
    if (isDone(thrown)) return 0;
    const error = await coded(
      thrown,
      argv,
      program.commands.map((command) => command.name()),
    );
    if (json) show({ error: error.toJSON() });
    say(`${error.code}: ${error.message}\n`);
    if (argv.includes('--verbose')) terminal.stderr(`${error.stack ?? ''}\n`);
    return interruption?.exitStatus() ?? error.exitStatus;
  }
}
