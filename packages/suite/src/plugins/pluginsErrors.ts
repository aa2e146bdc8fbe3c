import { VemError } from '@vem/framework';
import type { PackageRecord } from './loadedPackage.js';

const USAGE = 2;

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
const oneLine = (text: string): string => text.split('\n')[0].replace(/\.$/, '');

/** @param by - `--plugins`, or the file that names it */
export const pluginsNotFound = (name: string, folder: string, by: string, isPath: boolean, cause: unknown) =>
  new VemError(
    isPath
      ? `Plugins "${name}" (${by}): there is no such file, nor a folder with a package in it: ${oneLine(reason(cause))}. Paths begin at ${folder}; build the package if it is not built.`
      : `Plugins "${name}" (${by}): no package of that name can be imported from ${folder}: ${oneLine(reason(cause))}. Install it there (npm i ${name}); a path begins with ./ or /.`,
    { code: 'VEM_PLUGINS_NOT_FOUND', path: name, received: name, exitStatus: USAGE, cause },
  );

export const pluginsFailed = (name: string, file: string, cause: unknown) => {
  const error = new VemError(
    `Plugins "${name}": importing ${file} threw: ${oneLine(reason(cause))}. --verbose shows where.`,
    { code: 'VEM_PLUGINS_FAILED', path: file, exitStatus: USAGE, cause },
  );
  if (cause instanceof Error && cause.stack !== undefined) error.stack = cause.stack;
  return error;
};

export const notAPackage = (name: string, file: string, exported: readonly string[]) =>
  new VemError(
    `Plugins "${name}": ${file} must export one value of definePluginPackage, best as its default; it exports ${exported.length === 0 ? 'nothing' : exported.join(', ')}. E.g. export default definePluginPackage({ plugins, presets, environments, suites });`,
    { code: 'VEM_PLUGINS_NOT_A_PACKAGE', path: file, received: exported.join(', '), exitStatus: USAGE },
  );

export const configInvalid = (file: string, rule: string, received: unknown) =>
  new VemError(
    `"${file}": ${rule}, received ${JSON.stringify(received) ?? String(received)}. E.g. { "plugins": ["./dist/index.js", "my-package"] }`,
    { code: 'VEM_PLUGINS_CONFIG', path: file, received, exitStatus: USAGE },
  );

export const configUnreadable = (file: string, cause: unknown) =>
  new VemError(
    `"${file}": it cannot be read as JSON: ${oneLine(reason(cause))}. Mend the file, or give --no-plugins.`,
    {
      code: 'VEM_PLUGINS_CONFIG',
      path: file,
      exitStatus: USAGE,
      cause,
    },
  );

/** @param origins - who has the first, and who the second */
export const clash = (what: string, name: string, origins: readonly [string, string]) =>
  new VemError(
    `${what} "${name}": the name is taken twice, by ${origins[0]} and by ${origins[1]}. Rename one, or leave one package out.`,
    { code: 'VEM_PLUGINS_CLASH', received: name, exitStatus: USAGE },
  );

/** `"my-plugins" 1.2.0, named by my-plugins` */
const described = ({ name, version, from }: PackageRecord): string =>
  `"${name}"${version === null ? '' : ` ${version}`}, at that time ${from}`;

/** @param what - the run or comparison that needs them */
export const packagesMissing = (what: string, missing: readonly PackageRecord[], canTrust: boolean) => {
  const [{ from }] = missing;
  const trust = canTrust
    ? ' Or, if you trust whoever made the folder: do you want the code that it names to be imported? Then give --trust.'
    : '';
  return new VemError(
    `${what}: it was made with plugins that this command does not know: ${missing.map(described).join('; ')}. Folders are not believed when they name code. Name the package: --plugins ${from}, or in a vem.config.json of the working folder or above it: { "plugins": ["${from}"] }.${trust}`,
    {
      code: 'VEM_PLUGINS_MISSING',
      path: from,
      received: missing.map(({ name }) => name).join(', '),
      hint: `--plugins ${from}`,
      exitStatus: USAGE,
    },
  );
};

export const packageChanged = (what: string, stored: PackageRecord, now: PackageRecord) =>
  new VemError(
    `${what}: package "${stored.name}" is not what it was made with: ${stored.version ?? 'no version'}, content ${short(stored.hash)} there, ${now.version ?? 'no version'}, content ${short(now.hash)} now; numbers may differ from those of a run that was not interrupted. Go back to the former, or give --allow-inexact.`,
    { code: 'VEM_PLUGINS_CHANGED', path: stored.name, received: now.hash },
  );

/** For a process that makes a run: the file is no longer what the one that asked for it had read. */
export const sourceChanged = (file: string) =>
  new VemError(`Plugins "${file}": the file changed after the comparison began. Begin anew, or put it back.`, {
    code: 'VEM_PLUGINS_CHANGED',
    path: file,
  });

const short = (hash: string | null): string => (hash === null ? 'unknown' : hash.slice(0, 12));
