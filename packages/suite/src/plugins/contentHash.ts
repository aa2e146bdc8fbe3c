import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** What stands after `from`, `import` or `require`, if it is a relative path. One too many changes no meaning of a hash. */
const RELATIVE = /\b(?:from|import|require)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;

const importedBy = (file: string, text: string): string[] =>
  [...text.matchAll(RELATIVE)].map(([, , path]) => join(dirname(file), path));

/** A module and all that it imports by relative paths, with their texts. What cannot be read is left to the import to report. */
async function modulesFrom(entry: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (texts.has(file)) continue;
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    texts.set(file, text);
    waiting.push(...importedBy(file, text));
  }
  return texts;
}

/**
 * SHA-256, hex, of a module and all that it imports by relative paths: what a package's own code is. Packages that it
 * imports are not part of it.
 *
 * @param entry - absolute path
 */
export async function contentHash(entry: string): Promise<string> {
  const folder = dirname(entry);
  const named = [...(await modulesFrom(entry))].map(
    ([file, text]) => [relative(folder, file).replaceAll(sep, '/'), text] as const,
  );
  const hash = createHash('sha256');
  for (const [name, text] of named.sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(JSON.stringify([name, text]));
  return hash.digest('hex');
}
