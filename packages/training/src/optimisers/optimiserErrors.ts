import { didYouMean, VemError } from '@vem/framework';

const kindOf = (received: unknown): string =>
  ArrayBuffer.isView(received)
    ? `a ${received.constructor.name} of ${(received as Float32Array).length}`
    : typeof received;

/** A stored state is not one of this optimiser. */
export const stateMismatch = (plugin: string, group: string, entry: string, expected: string, received: unknown) =>
  new VemError(
    `Slot "optimiser", plugin "${plugin}", group "${group}", stored "${entry}": expected ${expected}, found ${kindOf(received)}. The stored run had another optimiser; resume it with its own configuration.`,
    { code: 'VEM_OPTIMISER_MISMATCH', slot: 'optimiser', path: `${group}.${entry}`, received: typeof received },
  );

/** An optimiser is meant for a group that no slot declares. */
export const unknownGroup = (plugin: string, path: string, group: string, known: readonly string[]) =>
  new VemError(
    `Slot "optimiser", plugin "${plugin}", option "${path}": no slot of this run declares parameters under this name.${didYouMean(group, known)} Leave the entry out, or name one of ${known.join(', ')}.`,
    { code: 'VEM_OPTIMISER_GROUP', slot: 'optimiser', path, received: group, exitStatus: 2 },
  );
