import { VemError } from '@vem/framework';

/** A stored state is not one of this optimiser. */
export const stateMismatch = (plugin: string, group: string, entry: string, expected: string, received: unknown) =>
  new VemError(
    `Slot "optimiser", plugin "${plugin}", group "${group}", stored "${entry}": expected ${expected}, found ${ArrayBuffer.isView(received) ? received.constructor.name : typeof received}. The stored run had another optimiser; resume it with its own configuration.`,
    { code: 'VEM_OPTIMISER_MISMATCH', slot: 'optimiser', path: `${group}.${entry}`, received: typeof received },
  );
