import { execFileSync } from 'node:child_process';

/** What the tests against programs of others need, which a machine may be without. */

function runs(program: string, argv: readonly string[]): boolean {
  try {
    execFileSync(program, argv, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A browser without a window; undefined if there is none. */
export const findBrowser = (): string | undefined =>
  ['chromium', 'chromium-browser', 'google-chrome'].find((name) => runs(name, ['--version']));

/** The variable VEM_PYTHON names another interpreter than python3, one of a virtual environment for example. */
export const PYTHON = process.env.VEM_PYTHON ?? 'python3';

/** Whether that Python has all of these modules. */
export const pythonHas = (...modules: readonly string[]): boolean =>
  runs(PYTHON, ['-c', `import ${modules.join(', ')}`]);

/** A server for queues; undefined if there is none. */
export const findRedis = (): string | undefined =>
  ['redis-server', 'valkey-server'].find((name) => runs(name, ['--version']));
