import type { BoundSlot, SlotName, Slots, StepContext } from '@vem/framework';

/** Members of a slot's program, of any slot. */
export type Members = Readonly<Record<string, unknown>>;

/** A wrong part of a program: members in place of the plugin's own. */
export type Exchange = (own: Readonly<Record<string, (...given: never[]) => never>>, step: StepContext) => Members;

/** The same object with some members exchanged; its own keep their `this`. */
export const withMembers = <T extends object>(target: T, members: Members): T =>
  new Proxy(target, {
    get: (_target, key) => {
      if (typeof key === 'string' && key in members) return members[key];
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

/** A plugin in a slot, some members of whose component are exchanged. */
export function componentExchanged<S extends SlotName>(
  bound: BoundSlot<S>,
  change: (own: Slots[S] & object) => Members,
): BoundSlot<S> {
  const create = bound.create as (...dependencies: unknown[]) => Slots[S] & object;
  return {
    ...bound,
    create: (...dependencies: unknown[]) => {
      const own = create(...dependencies);
      return withMembers(own, change(own));
    },
  } as BoundSlot<S>;
}

/** A plugin in a slot, members of whose program are exchanged. */
export const exchanged = <S extends SlotName>(bound: BoundSlot<S>, exchange: Exchange): BoundSlot<S> =>
  componentExchanged(bound, (component) => ({
    program: (step: StepContext) => {
      const own: object = Reflect.apply(Reflect.get<object, string>(component, 'program'), component, [step]);
      return withMembers(own, exchange(withMembers(own, {}) as Parameters<Exchange>[0], step));
    },
  }));

/** Members of something, each of which is told what the own one gave. */
type Changes = Readonly<Record<string, (given: never) => unknown>>;

/** Some members are known only once a component is open, so each is looked up when it is asked for. */
const changedIn = (target: object, changes: Changes): Members =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(changes).map(([member, change]) => [
        member,
        {
          get: () => {
            const own: unknown = Reflect.get(target, member);
            if (typeof own !== 'function') return change(own as never);
            return (...given: unknown[]) => change(Reflect.apply(own, target, given) as never);
          },
        },
      ]),
    ),
  );

/** A plugin in a slot, members of which, or of whose host side or roll-outs, are exchanged. */
export const exchangedOutside = <S extends SlotName>(
  bound: BoundSlot<S>,
  changes: Changes,
  side?: 'host' | 'rollouts',
): BoundSlot<S> =>
  componentExchanged(bound, (component) => {
    if (side === undefined) return changedIn(component, changes);
    const own: unknown = Reflect.get(component, side);
    const changed = (part: object) => withMembers(part, changedIn(part, changes));
    if (typeof own !== 'function') return { [side]: changed(own as object) };
    return { [side]: (...given: unknown[]) => changed(Reflect.apply(own, component, given)) };
  });
