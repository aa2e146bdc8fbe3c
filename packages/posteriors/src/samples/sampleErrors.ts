import { VemError } from '@vem/framework';

/** The best rows, or clipped weights, of rows that count for different shares to begin with. */
export const rowsDoNotCountAlike = () =>
  new VemError(
    'Slot "posterior", plugin "batch-weights": `topFraction` below 1 and `weightClip` are of rows that all count alike, and the data source gives them weights. Choose `topFraction: 1` without a clip, or `data: rollouts()`.',
    { code: 'VEM_WEIGHTS_UNREAD', slot: 'posterior', received: 'weight', exitStatus: 2 },
  );
