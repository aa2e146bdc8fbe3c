import { basename, relative } from 'node:path';

const COMMANDS = 'list|explain|train|resume|evaluate|play|compare|report|diff|diagnose|bench|doctor';
/** A command to type, as messages name it: not `vem train: …`, which says who speaks, nor a part of a path. */
const COMMAND = new RegExp(`(?<![\\w/@.-])vem (?=(?:${COMMANDS})\\b(?!:))`, 'g');

/** Where it was deleted, every command says so; this is not the place. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

/**
 * What to type to call this program again: it may not be known by its name alone.
 *
 * @param script - that Node.js runs
 */
export function howToCall(
  env: Readonly<Record<string, string | undefined>> = process.env,
  script: string = process.argv[1] ?? '',
  folder: string = workingFolder(),
): string {
  if (env.npm_package_name === 'vem-workspace' && env.npm_lifecycle_event !== undefined) return 'npx -y pnpm@10 vem';
  if (env.npm_command === 'exec' || /node_modules[\\/]\.bin[\\/]/.test(script)) return 'npx vem';
  return basename(script) === 'vem.js' ? `node ${relative(folder, script)}` : 'vem';
}

/** A message whose commands can be pasted as they are. */
export const pasteable = (text: string, call: string): string => text.replaceAll(COMMAND, `${call} `);
