import type { ComponentState, Stateful } from '@vem/framework';

/** The entries of a part's state, under its own prefix in the state of the whole. */
export const prefixed = (prefix: string, state: ComponentState) =>
  Object.entries(state).map(([name, value]) => [`${prefix}/${name}`, value] as const);

/** The state of the part that was stored under a prefix. */
export const within = (prefix: string, state: ComponentState): ComponentState =>
  Object.fromEntries(
    Object.entries(state).flatMap(([name, value]) =>
      name.startsWith(`${prefix}/`) ? [[name.slice(prefix.length + 1), value]] : [],
    ),
  );

/** What remembers something, by name. */
type Parts = Readonly<Record<string, Pick<Stateful, 'state' | 'restore'>>>;

/** The states of all parts as one. */
export const stateOfParts = (parts: Parts): ComponentState =>
  Object.fromEntries(Object.entries(parts).flatMap(([name, part]) => prefixed(name, part.state())));

/** Each part becomes what it was. @throws what the parts throw */
export function restoreParts(parts: Parts, state: ComponentState): void {
  for (const [name, part] of Object.entries(parts)) part.restore(within(name, state));
}
