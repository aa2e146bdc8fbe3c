import { VemError } from '@vem/compiler';
import { didYouMean } from '../words/suggest.js';

/** A view of a part that the observation does not have. */
export const unknownPart = (
  { slot, option }: { readonly slot: string; readonly option: string },
  name: string,
  known: readonly string[],
) =>
  new VemError(`Slot "${slot}", option "${option}": the observation has no part "${name}".${didYouMean(name, known)}`, {
    code: 'VEM_VIEW_UNKNOWN',
    slot,
    path: option,
    received: name,
    hint: `Parts: ${known.join(', ')}.`,
    exitStatus: 2,
  });

/** Blocks add to what enters them, so all are as wide as what they add to. */
export const residualWidths = (group: string, hidden: readonly number[]) =>
  new VemError(
    `Slot "${group}", option "residual": hidden layers of a residual network are equally wide, and there is at least one, received hidden ${JSON.stringify(hidden)}. The first one embeds, each further one is a block, e.g. [256, 256] for one block.`,
    { code: 'VEM_NETWORK_RESIDUAL', slot: group, path: 'hidden', received: hidden, exitStatus: 2 },
  );
