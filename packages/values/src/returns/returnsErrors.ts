import { VemError } from '@vem/framework';

/** The exponential of a quadratic value, mixed with the end of the episode, is no exponential of a quadratic. */
export const absorbingNotQuadratic = () =>
  new VemError(
    'Slot "returns", plugin "inferred-dynamics": on a linear system the discount cannot be an absorbing state, as values would not be quadratic. Set discountAs to "contraction", or discount to 1 with a horizon.',
    { code: 'VEM_LINEAR_UNSOLVABLE', slot: 'returns', path: 'discountAs', exitStatus: 2 },
  );
