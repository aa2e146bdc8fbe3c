import { VemError } from '@vem/framework';

export const oneComponent = () =>
  new VemError(
    'Slot "posterior", plugin "iterative-gaussian", option "encoding": components are standardised over the dimensions of the action, and of one dimension nothing is left but 0 – received "standardised" for one dimension. Set `encoding: "signLog"`, or leave it unset.',
    { code: 'VEM_ENCODING_EMPTY', slot: 'posterior', path: 'encoding', received: 'standardised', exitStatus: 2 },
  );
