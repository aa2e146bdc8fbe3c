import { initSyntax } from './experimentErrors.js';
import { initialPolicyIn } from './storedPolicy.js';

/** Where groups of parameters start from, by group: a policy's folder, and after `#` the group there if it is another. */
export type InitialPolicies = Readonly<Record<string, string>> | undefined;

/** Parts of `folder#group`. */
export function sourceOf(text: string): { readonly folder: string; readonly group?: string } {
  const [, folder, group] = /^(.*?)(?:#([\w-]+))?$/s.exec(text) ?? [];
  return { folder: folder ?? text, ...(group === undefined ? {} : { group }) };
}

/**
 * Reads `group=DIR` and `group=DIR#group-there`, and finds the policies.
 *
 * @throws VEM_INIT_SYNTAX, VEM_RUN_NO_POLICY, VEM_CHECKPOINT_…
 */
export async function initialPolicies(texts: readonly string[]): Promise<InitialPolicies> {
  if (texts.length === 0) return undefined;
  const found: Record<string, string> = {};
  for (const text of texts) {
    const [, name, source] = /^([\w-]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || source === undefined) throw initSyntax(text);
    const { folder, group } = sourceOf(source);
    found[name] = `${await initialPolicyIn(folder)}${group === undefined ? '' : `#${group}`}`;
  }
  return found;
}
