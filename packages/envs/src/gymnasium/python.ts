import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ChildCommand } from './child.js';

/** Lies outside of `src`, so that it is at the same place for sources and for the build. */
const SCRIPT = new URL('../../python/gymnasium_child.py', import.meta.url);
/** The working folder, which Python would import from first, takes no part. */
const VERSIONS = `
import sys
sys.path = [folder for folder in sys.path if folder]
import platform
try:
    import gymnasium
    print(platform.python_version(), gymnasium.__version__)
except ImportError as error:
    print(platform.python_version(), "", error)
`;
const PATIENCE = 60_000;

/** The interpreter: the variable VEM_PYTHON, else `python3`. */
export const interpreter = (): string => process.env.VEM_PYTHON || 'python3';

/** Modules that the program or its user named, as opposed to those that stand in a file. */
const named = new Set<string>();
const moduleOf = (id: string): string | undefined => (id.includes(':') ? id.slice(0, id.indexOf(':')) : undefined);

/**
 * The module before the id of an environment may be imported from the working folder: `gym:module:Id-v0` or without `gym:`.
 * To be said only of ids that the user gave, never of what is read from a run's folder, whose author may be a stranger.
 */
export function allowModuleOf(id: string): void {
  const module = moduleOf(id.replace(/^gym:/, ''));
  if (module !== undefined) named.add(module);
}

/** Whether the working folder may be imported from for this environment, `gym:module:Id-v0` or without `gym:`. */
export const moduleAllowed = (id: string): boolean =>
  process.env.VEM_GYM_MODULES === '1' || named.has(moduleOf(id.replace(/^gym:/, '')) ?? '');

/** What runs the environments: `-u` because nothing may wait in a buffer when the process dies. @param id - without `gym:` */
export const pythonChild = (id: string): ChildCommand => ({
  command: interpreter(),
  args: ['-u', fileURLToPath(SCRIPT), ...(moduleAllowed(id) ? ['--working-folder'] : [])],
});

/** A program or library that `gym:` environments need. */
export type BridgePart = { readonly name: 'python' | 'gymnasium' } & (
  | { readonly available: true; readonly version: string }
  /** Why it is missing, and how to get it. */
  | { readonly available: false; readonly reason: string; readonly hint: string }
);

const HINTS = {
  python: 'install Python 3.10 or later, or name an interpreter in the variable VEM_PYTHON',
  gymnasium:
    '`python3 -m venv .venv && .venv/bin/pip install gymnasium`, then set VEM_PYTHON=.venv/bin/python for `vem`',
};

const found = (name: BridgePart['name'], version: string): BridgePart => ({ name, available: true, version });
const missing = (name: BridgePart['name'], reason: string): BridgePart => ({
  name,
  available: false,
  reason,
  hint: HINTS[name],
});

/** What of the bridge's needs is on this machine. */
export async function describeBridge(): Promise<readonly BridgePart[]> {
  const command = interpreter();
  try {
    const { stdout } = await promisify(execFile)(command, ['-c', VERSIONS], { timeout: PATIENCE });
    const [python, gymnasium, ...reason] = stdout.trim().split(' ');
    if (!/^\d+\.\d/.test(python) || gymnasium === undefined)
      return [
        missing('python', `"${command}": it does not answer as Python does.`),
        missing('gymnasium', 'it needs Python.'),
      ];
    return [
      found('python', `${python} (${command})`),
      gymnasium === '' ? missing('gymnasium', reason.join(' ')) : found('gymnasium', gymnasium),
    ];
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return [missing('python', `"${command}": ${reason}.`), missing('gymnasium', 'it needs Python.')];
  }
}
