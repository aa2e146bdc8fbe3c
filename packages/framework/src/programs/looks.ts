import { Tensor } from '@tensorflow/tfjs-core';
import { currentOwner } from '@vem/compiler';
import { isLookedAt, lookedAt } from './owned.js';
import * as errors from './programErrors.js';

/** A value on its way from one slot to another, while a program is recorded. */
export interface Way {
  /** Who gives it: the slot itself, or, of arguments, the slot that calls. */
  readonly slot: string;
  /** E.g. `q`, or `argument 2 of valueEstimator.q`. */
  readonly member: string;
  /** The part that is looked at, e.g. `.action_SBA`; empty: all of it. */
  readonly part: string;
  /** Sizes by letter, as far as they are known. A letter that is not takes the size that it meets first. */
  readonly sizes: Map<string, number>;
}

/** Looks at a value; gives it back, or something in its place that looks on when it is used. @throws VEM_SLOT_SHAPE */
export type Look = (value: unknown, way: Way) => unknown;

/** What a member of a slot's program takes and gives. */
export interface Member {
  /** In order; undefined: not looked at. */
  readonly takes?: readonly (Look | undefined)[];
  /** Of members that are functions, what they return; else what they are. */
  readonly gives: Look;
}

export type Members = Readonly<Record<string, Member | undefined>>;

const described = (value: unknown): string =>
  value instanceof Tensor ? `[${value.shape.join(', ')}]` : value === null ? 'null' : typeof value;

const within = (way: Way, name: string): Way => ({ ...way, part: `${way.part}.${name}` });

/** A tensor of such axes, by the letters of docs/notation.md: `SB` is [S, B], `` a scalar. */
export const tensor =
  (letters: string): Look =>
  (value, way) =>
    shaped(value, way, [...letters]);

/** A tensor of sizes, or of letters. */
function shaped(value: unknown, way: Way, axes: readonly (string | number)[]): unknown {
  const expected = axes.map((axis) => (typeof axis === 'string' ? (way.sizes.get(axis) ?? axis) : axis));
  const shape = value instanceof Tensor ? value.shape : undefined;
  const fits =
    shape?.length === expected.length &&
    expected.every((size, axis) => typeof size === 'string' || size === shape[axis]);
  if (!fits) throw errors.slotShape(way, axes, expected, described(value));
  for (const [axis, size] of expected.entries()) if (typeof size === 'string') way.sizes.set(size, shape[axis]);
  return value;
}

/** Where a plugin may leave something out. */
export const optional =
  (look: Look): Look =>
  (value, way) =>
    value === undefined ? value : look(value, way);

/** A number, or what `look` says. */
export const numberOr =
  (look: Look): Look =>
  (value, way) =>
    typeof value === 'number' ? value : look(value, way);

/** An object with such parts; others are not looked at. */
export const record =
  (parts: Readonly<Record<string, Look>>): Look =>
  (value, way) => {
    if (typeof value !== 'object' || value === null) throw errors.slotValue(way, 'an object', described(value));
    const given = value as Readonly<Record<string, unknown>>;
    const looked = Object.entries(parts).map(([name, look]) => [name, look(given[name], within(way, name))] as const);
    const changed = looked.filter(([name, part]) => part !== given[name]);
    return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
  };

/** An object whose every entry is such. */
export const each =
  (look: Look): Look =>
  (value, way) => {
    for (const [name, entry] of Object.entries((value ?? {}) as object)) look(entry, within(way, name));
    return value;
  };

export const list =
  (look: Look): Look =>
  (value, way) => {
    if (!Array.isArray(value)) throw errors.slotValue(way, 'a list', described(value));
    for (const [index, entry] of value.entries()) look(entry, { ...way, part: `${way.part}[${index}]` });
    return value;
  };

/**
 * Tensors by name. A name that ends in the letters of its shape, as `logProb_SB`, is held to it. They have as many rows as each other,
 * not as the batch: weights on a whole batch are samples of one state. `scalars` are names of scalars; others have any shape.
 */
export const named =
  (scalars: readonly string[]): Look =>
  (value, way) => {
    let rows: number | undefined;
    for (const [name, entry] of Object.entries((value ?? {}) as object)) {
      const letters = scalars.includes(name) ? '' : /_([A-Z]+)$/.exec(name)?.[1];
      if (letters === undefined) continue;
      const sizes = new Map(way.sizes);
      if (rows === undefined) sizes.delete('B');
      else sizes.set('B', rows);
      tensor(letters)(entry, { ...within(way, name), sizes });
      if (letters.includes('B')) rows = sizes.get('B');
    }
    return value;
  };

/** Declared columns, every one of them there; of one number per row, [N] or [N, 1]. */
export const columns =
  (rows: string, declared: readonly { readonly name: string; readonly size: number }[]): Look =>
  (value, way) => {
    for (const { name, size } of declared)
      shaped((value as Readonly<Record<string, unknown>> | undefined)?.[name], within(way, name), [rows, size]);
    return value;
  };

/** An object with methods, each looked at when it is called, with the sizes that are known by now. */
export const methods =
  (members: Members): Look =>
  (value, way) => {
    if (typeof value !== 'object' || value === null) throw errors.slotValue(way, 'an object', described(value));
    // What another slot gave, and this one hands on, is looked at already.
    return isLookedAt(value) ? value : lookedAt(looking(value, members, way));
  };

function looking(target: object, members: Members, way: Way): object {
  const known = new Map(way.sizes);
  return new Proxy(target, {
    get(_target, key) {
      const value: unknown = Reflect.get(target, key);
      const member = typeof key === 'string' ? members[key] : undefined;
      if (member === undefined) return typeof value === 'function' ? value.bind(target) : value;
      const full = [way.member, String(key)].filter((part) => part !== '').join('(…).');
      if (typeof value !== 'function') {
        if (value === undefined) return value;
        return member.gives(value, { ...way, member: full, part: '', sizes: new Map(known) });
      }
      return (...given: unknown[]) => {
        const sizes = new Map(known);
        const { slot } = way;
        // The innermost label is this slot's, whose code is about to run.
        const caller = currentOwner().at(-2) ?? slot;
        const taken = given.map((argument, at) => {
          const look = argument === undefined ? undefined : member.takes?.[at];
          return look
            ? look(argument, { slot: caller, member: `argument ${at + 1} of ${slot}.${full}`, part: '', sizes })
            : argument;
        });
        return member.gives(Reflect.apply(value, target, taken), { slot, member: full, part: '', sizes });
      };
    },
  });
}
