import { VemError } from '@vem/framework';

export const partsWithoutDivergence = () =>
  new VemError(
    'Slot "mStep", plugin "distil-bound": the parts of posterior and prior have no divergence in closed form. Take latents and actions of one kind in both, e.g. `hierarchical-gaussian` in slots "prior" and "posterior".',
    { code: 'VEM_DIVERGENCE_UNKNOWN', slot: 'mStep' },
  );
