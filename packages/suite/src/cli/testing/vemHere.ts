import { runCommandLine } from '../commandLine.js';
import type { Terminal } from '../terminal.js';

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, without a terminal, and keeps what it says. */
export async function vemHere(...argv: readonly string[]): Promise<Said> {
  let [stdout, stderr] = ['', ''];
  const terminal: Terminal = {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    screen: undefined,
    interruption: () => ({ signal: new AbortController().signal, exitStatus: () => undefined, dispose: () => {} }),
  };
  const status = await runCommandLine(argv, terminal);
  return { status, stdout, stderr };
}
