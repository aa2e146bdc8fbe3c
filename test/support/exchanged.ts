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
