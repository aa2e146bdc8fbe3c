import pino from 'pino';
import { createSlots } from '../composition/container.js';
import type { BoundSlot } from '../composition/definePlugin.js';
import type { ResolvedSlots } from '../composition/resolvedSlots.js';
import { Tokens } from '../composition/tokens.js';
import { type ActionSpace, box, type ObservationSpace, observationSpace } from '../environment/spaces.js';
import { ParameterStore } from '../parameters/store.js';
import type { SlotName, Slots } from '../slots/slots.js';
import * as errors from './conformanceErrors.js';
import { stageEnvironment } from './stageEnvironment.js';

/** Says which plugin broke which rule of its slot. */
export type Require = (kept: boolean, rule: string, received: unknown, fix: string) => void;

/** @param actions - in words, where they matter. @returns throws VEM_CONFORMANCE unless the rule is kept */
export const requirementsOf =
  ({ slot, name }: BoundSlot, actions?: string): Require =>
  (kept, rule, received, fix) => {
    if (!kept) throw errors.ruleBroken({ slot, plugin: name, actions }, rule, String(received), fix);
  };

/** In words. */
export const describeActions = (action: ActionSpace): string =>
  action.kind === 'finite'
    ? `${action.count} actions`
    : `a box of ${action.dimension} dimension${action.dimension === 1 ? '' : 's'}`;

/** What plugins may inject. */
export interface Surroundings {
  readonly observation?: ObservationSpace;
  readonly action?: ActionSpace;
  readonly parameters?: ParameterStore;
  /** What other slots require, by `slot.capability`. */
  readonly asked?: readonly string[];
  /** Steps of the environment's episodes; default: they do not end. */
  readonly timeLimit?: number;
}

/** Progress at the beginning of a run. */
export const START = { envSteps: 0, updates: 0, rollouts: 0, fraction: 0 } as const;

/** Default spaces: a position of two entries and a velocity of one; a box of two dimensions. */
export const OBSERVATION = observationSpace({ position: 2, velocity: 1 });
export const ACTION = box({ low: [-1, -2], high: [1, 2] });

export const servicesOf = ({ observation = OBSERVATION, action = ACTION, ...surroundings }: Surroundings) => [
  { token: Tokens.observation, value: observation },
  { token: Tokens.action, value: action },
  { token: Tokens.environment, value: stageEnvironment(observation, action, surroundings.timeLimit) },
  { token: Tokens.parameters, value: surroundings.parameters ?? new ParameterStore() },
  { token: Tokens.logger, value: pino({ enabled: false }) },
  { token: Tokens.asked, value: new Set(surroundings.asked) },
];

/** The value that a plugin makes, anew with each call. */
export function componentOf<S extends SlotName>(bound: BoundSlot<S>, surroundings: Surroundings = {}): Slots[S] {
  return createSlots({ [bound.slot]: bound } as ResolvedSlots, servicesOf(surroundings))[bound.slot] as Slots[S];
}

/** Whether two results of the same work are the same numbers, bit for bit. */
export const same = (a: unknown, b: unknown): boolean => {
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) {
    const [x, y] = [a, b] as unknown as readonly ArrayLike<number>[];
    return x.length === y.length && Array.from(x).every((value, i) => Object.is(value, y[i]));
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
};
