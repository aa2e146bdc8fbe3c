import type { HostOutcome, HostSlots } from '../slots/host.js';
import { type Look, list, optional, record, type Way } from './looks.js';
import * as errors from './programErrors.js';

/** Sizes by letter that the host sides of a run share: S states, A actions, E outcomes. Whatever is met first counts. */
export type HostSizes = Map<string, number>;

type Arrays = typeof Float64Array | typeof Float32Array;

const told = (value: unknown): string => {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return `${value.constructor.name} of ${(value as Float64Array).length} numbers`;
  if (Array.isArray(value)) return `a plain array of ${value.length} entries`;
  return typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value;
};

/** Numbers of such axes, flat; a letter that is unknown is what the others leave of the length. */
export const numbers =
  (letters: string, kind: Arrays = Float64Array): Look =>
  (value, way) => {
    const unknown = [...letters].filter((letter) => !way.sizes.has(letter));
    const known = [...letters].reduce((product, letter) => product * (way.sizes.get(letter) ?? 1), 1);
    const length = value instanceof kind ? value.length : Number.NaN;
    const fits = unknown.length === 0 ? length === known : length > 0 && length % known === 0;
    if (!fits) {
      const sizes = [...letters].map((letter) => way.sizes.get(letter) ?? letter).join(', ');
      throw errors.slotValue(
        way,
        `a ${kind.name} of shape [${[...letters].join(', ')}] = [${sizes}], flat`,
        told(value),
      );
    }
    if (unknown.length === 1) way.sizes.set(unknown[0], length / known);
    return value;
  };

const number =
  (fits: (value: number) => boolean, expected: string): Look =>
  (value, way) => {
    if (typeof value !== 'number' || !fits(value)) throw errors.slotValue(way, expected, told(value));
    return value;
  };

const anyNumber = number(() => true, 'a number');
const count = number((value) => Number.isInteger(value) && value >= 1, 'a whole number from 1');
const finite = number(Number.isFinite, 'a finite number');
const anything: Look = (value) => value;

/** The model's tables say what the letters stand for. */
const tables: Look = (value, way) => {
  record({ states: count, actions: count, next_E: anything })(value, way);
  const given = value as { readonly states: number; readonly actions: number; readonly next_E: Uint32Array };
  for (const [letter, size] of [
    ['S', given.states],
    ['A', given.actions],
    ['E', given.next_E?.length],
  ] as const)
    way.sizes.set(letter, size);
  record({
    probability_E: numbers('E'),
    reward_E: numbers('E'),
    start_S: numbers('S'),
  })(value, way);
  return value;
};

/** What a member of a host side gives: a method's result, or the value that stands there. */
interface HostMember {
  readonly gives: Look;
  readonly method: boolean;
  /** May be absent. */
  readonly optional: boolean;
}

const method = (gives: Look): HostMember => ({ gives, method: true, optional: false });
const perhaps = (gives: Look): HostMember => ({ gives, method: true, optional: true });
const value = (gives: Look): HostMember => ({ gives, method: false, optional: true });

const horizon = value(optional(count));

/** What a member that is added to a host side gives needs its line here. */
const SIDES: { readonly [S in keyof HostSlots]: Readonly<Record<keyof HostSlots[S], HostMember>> } = {
  prior: { logProb: method(numbers('SA')), gaussian: perhaps(record({ precision: finite, constant: finite })) },
  posterior: {
    horizon,
    logProb: method(numbers('SA')),
    gaussian: value(anything),
    marginals: perhaps(list(record({ state_S: numbers('S'), pair_SA: numbers('SA') }))),
  },
  likelihood: { rewards: method(numbers('E')), reward: method(anyNumber) },
  valueEstimator: { quadratic: value(anything), horizon, values: method(numbers('SA')), worth: method(numbers('S')) },
  bootstrap: { value: method(anyNumber), quadratic: perhaps(anything) },
  returns: {
    discount: value(finite),
    backup: method(anything),
    chance: perhaps(optional(numbers('E'))),
    target: method(anyNumber),
    quadratic: perhaps(anything),
    linearChance: perhaps(anything),
  },
  temperature: { alpha: method(finite) },
  model: { tables: method(tables), linear: perhaps(anything) },
};

type Method = (a?: unknown, b?: unknown, c?: unknown) => unknown;

/**
 * Some are called for every state of every sweep: what was looked at last is not looked at again, and no member takes more than three
 * arguments, as lists of them cost more than the work.
 */
function lookedAtMethod(given: Method, look: Look, place: Way): Method {
  if (look === anything) return given;
  let last: unknown;
  let looked = false;
  return (a, b, c) => {
    const value = given(a, b, c);
    if (looked && value === last) return value;
    last = look(value, place);
    looked = true;
    return last;
  };
}

/**
 * A slot's host side, whose members are looked at when others call them: a length and a type of each array that is new, which costs
 * nothing beside what it takes to fill it.
 *
 * @throws VEM_SLOT_SHAPE
 */
export function lookingAtHost<S extends keyof HostSlots>(slot: S, side: HostSlots[S], sizes: HostSizes): HostSlots[S] {
  const way = (member: string): Way => ({ slot, member: `host.${member}`, part: '', sizes });
  if (typeof side !== 'object' || side === null)
    throw errors.slotValue({ slot, member: 'host', part: '' }, 'an object', told(side));
  const looked = {};
  for (const [name, member] of Object.entries<HostMember>(SIDES[slot])) {
    const given: unknown = Reflect.get(side, name);
    if (given === undefined && member.optional) continue;
    if (!member.method) {
      // Read anew each time: what stands there may follow the run.
      Object.defineProperty(looked, name, { get: () => member.gives(Reflect.get(side, name), way(name)) });
      continue;
    }
    if (typeof given !== 'function') throw errors.slotValue(way(name), 'a function', told(given));
    Object.defineProperty(looked, name, { value: lookedAtMethod(given.bind(side), member.gives, way(name)) });
  }
  return looked as HostSlots[S];
}

/** What a component left of its work on the host. @throws VEM_SLOT_SHAPE */
export function outcomeOf(slot: string, member: string, outcome: HostOutcome): HostOutcome {
  const way: Way = { slot, member, part: '', sizes: new Map() };
  record({})(outcome, way);
  const { metrics = {}, stop = false } = outcome;
  for (const [name, entry] of Object.entries(metrics)) anyNumber(entry, { ...way, part: `.metrics.${name}` });
  if (typeof stop !== 'boolean') throw errors.slotValue({ ...way, part: '.stop' }, 'true or false', told(stop));
  return outcome;
}

/** Numbers by name that enter programs or the log. @throws VEM_SLOT_SHAPE */
export function finiteNumber(slot: string, member: string, given: unknown): number {
  if (typeof given === 'number' && Number.isFinite(given)) return given;
  throw errors.slotValue({ slot, member, part: '' }, 'a finite number', told(given));
}
