import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PackageRecord } from '../plugins/loadedPackage.js';
import type { MadeWith } from './experimentConfig.js';

/** The version of vem, from this package's package.json, which lies two folders up from sources and build alike. */
export function vemVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What this process is. */
export const madeWithThis = (engine?: string, plugins: readonly PackageRecord[] = []): MadeWith => ({
  vem: vemVersion(),
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  ...(engine ? { engine } : {}),
  ...(plugins.length > 0 ? { plugins: [...plugins] } : {}),
});

/** What a run's programs run on, with the threads that share its updates; each of them runs the engine on one. */
export const engineLine = (description: string, threads: number): string =>
  threads === 1 ? description : `${description.replace(/, 1 thread$/, '')}, ${threads} threads`;

/** Hooks and `git rebase --exec` name their own repository in GIT_DIR and the like, which is not the one that is asked about. */
const withoutGit = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));

/** The commit of the checkout that vem runs from, `-dirty` if files differ from it; null outside of git. */
export async function vemCommit(): Promise<string | null> {
  const folder = dirname(fileURLToPath(import.meta.url));
  const git = (...args: string[]) =>
    promisify(execFile)('git', ['-C', folder, ...args], { env: withoutGit }).then(({ stdout }) => stdout.trim());
  try {
    const [commit, changes] = await Promise.all([git('rev-parse', 'HEAD'), git('status', '--porcelain')]);
    return changes === '' ? commit : `${commit}-dirty`;
  } catch {
    return null;
  }
}
