import type { BoundSlot, SlotName, StepContext } from '@vem/framework';

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

/** A plugin in a slot, members of whose program are exchanged. */
export function exchanged<S extends SlotName>(bound: BoundSlot<S>, exchange: Exchange): BoundSlot<S> {
  const create = bound.create as (...dependencies: unknown[]) => object;
  const program = (component: object) => (step: StepContext) => {
    const own: object = Reflect.apply(Reflect.get(component, 'program'), component, [step]);
    return withMembers(own, exchange(withMembers(own, {}) as Parameters<Exchange>[0], step));
  };
  return {
    ...bound,
    create: (...dependencies: unknown[]) => {
      const component = create(...dependencies);
      return withMembers(component, { program: program(component) });
    },
  } as BoundSlot<S>;
}

/** A plugin in a slot, members of which, or of whose host side, are exchanged: each is told what the own one gave. */
export function exchangedOutside<S extends SlotName>(
  bound: BoundSlot<S>,
  changes: Readonly<Record<string, (given: never) => unknown>>,
  side?: 'host' | 'rollouts',
): BoundSlot<S> {
  const changedMember = (target: object, member: string) => {
    const own: unknown = Reflect.get(target, member);
    if (typeof own !== 'function') return changes[member](own as never);
    return (...given: unknown[]) => changes[member](Reflect.apply(own, target, given) as never);
  };
  // Some members are known only once the component is open.
  const changed = <T extends object>(target: T): T => {
    const members = Object.keys(changes).map((member) => [member, { get: () => changedMember(target, member) }]);
    return withMembers(target, Object.defineProperties({}, Object.fromEntries(members)));
  };
  const create = bound.create as (...dependencies: unknown[]) => object;
  return {
    ...bound,
    create: (...dependencies: unknown[]) => {
      const component = create(...dependencies);
      if (side === undefined) return changed(component);
      const own: unknown = Reflect.get(component, side);
      const host = (...given: unknown[]) => changed(Reflect.apply(own as () => object, component, given));
      return withMembers(component, { [side]: typeof own === 'function' ? host : changed(own as object) });
    },
  } as BoundSlot<S>;
}
