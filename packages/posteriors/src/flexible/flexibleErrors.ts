import { VemError } from '@vem/framework';

/** An action is to be scored whose latent variable nobody recorded. */
export const latentUnrecorded = () =>
  new VemError(
    'Slot "posterior", plugin "latent-gaussian": its density is that of an action with the latent variable that it was drawn with, received an action alone, as recorded ones are. Take a gradient estimator and returns that draw actions anew, such as `reparameterised` and `one-step`, or a posterior with a density of its own, such as `gaussian-mixture`.',
    { code: 'VEM_LATENT_UNRECORDED', slot: 'posterior', exitStatus: 2 },
  );
