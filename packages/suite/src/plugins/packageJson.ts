import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What of a package.json says which package it is, and where it begins. */
export interface PackageJson {
  readonly folder: string;
  readonly name: string;
  readonly version: string | null;
  readonly entry: string | undefined;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The package.json in a folder; undefined where there is none with a name. */
export async function packageJsonIn(folder: string): Promise<PackageJson | undefined> {
  const content = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  try {
    const { name, version, main } = JSON.parse(content) as Readonly<Record<string, unknown>>;
    const named = text(name);
    return named === undefined ? undefined : { folder, name: named, version: text(version) ?? null, entry: text(main) };
  } catch {
    return undefined;
  }
}

/** The folders of a path, from the innermost to the root. */
export function* foldersUp(folder: string): Generator<string> {
  yield folder;
  const parent = dirname(folder);
  if (parent !== folder) yield* foldersUp(parent);
}

/** The package that a file belongs to. */
export async function packageOf(file: string): Promise<PackageJson | undefined> {
  for (const folder of foldersUp(dirname(file))) {
    const found = await packageJsonIn(folder);
    if (found !== undefined) return found;
  }
  return undefined;
}
