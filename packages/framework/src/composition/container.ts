import { Container, ContainerModule, type ServiceIdentifier } from 'inversify';
import type { SlotName, Slots } from '../slots/slots.js';
import type { BoundSlot } from './definePlugin.js';
import type { ResolvedSlots } from './resolvedSlots.js';
import type { Token } from './tokens.js';

const identifier = <T>(token: Token<T>): ServiceIdentifier<T> => token;
const slotToken = (slot: SlotName): Token<Slots[SlotName]> => Symbol.for(`vem/slot/${slot}`);

/** One service that plugins may inject. */
export interface Service<T = unknown> {
  readonly token: Token<T>;
  readonly value: T;
}

const slotModule = (bound: BoundSlot) =>
  new ContainerModule(({ bind }) => {
    const create = bound.create as (...dependencies: unknown[]) => Slots[SlotName];
    bind(identifier(slotToken(bound.slot)))
      .toResolvedValue(create, bound.inject.map(identifier))
      .inSingletonScope();
  });

/**
 * The composition root's only use of the container: one fresh container per run, each slot bound exactly once, every
 * plugin made once from its options and the services it injects. Returns the slots' values.
 */
export function createSlots(slots: ResolvedSlots, services: readonly Service[]): Partial<Slots> {
  const container = new Container({ defaultScope: 'Singleton' });
  for (const { token, value } of services) container.bind(identifier(token)).toConstantValue(value);
  container.load(...Object.values(slots).map(slotModule));
  const values = Object.keys(slots).map((slot) => [slot, container.get(identifier(slotToken(slot as SlotName)))]);
  return Object.fromEntries(values) as Partial<Slots>;
}
