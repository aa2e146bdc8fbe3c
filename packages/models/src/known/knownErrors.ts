import { VemError } from '@vem/framework';

/** Box units are affine in the environment's; a linear system takes them without an offset only. */
export const boundsNotSymmetric = (id: string, low: number, high: number) =>
  new VemError(
    `Environment "${id}": the actions of a linear system lie in [−b, b] in each dimension, received [${low}, ${high}]. Shift the action in the environment's definition.`,
    { code: 'VEM_MODEL_NOT_DECLARED', received: [low, high], exitStatus: 2 },
  );
