import { z } from 'zod';
import type { EnvironmentModel } from '../environment/environmentModel.js';
import * as errors from './knownErrors.js';

/** The option of plugins that may tell steps apart. */
export const horizonOption = z
  .union([z.int().positive(), z.literal('episode')])
  .optional()
  .describe(
    'T, steps until the end, which are told apart: a number, or `episode`, the environment’s time limit; unset: without end, alike at all times',
  );

/** T; undefined for what does not depend on time. @throws VEM_HORIZON_UNKNOWN */
export function horizonOf(
  horizon: z.output<typeof horizonOption>,
  { id, timeLimit }: EnvironmentModel,
): number | undefined {
  if (horizon !== 'episode') return horizon;
  if (timeLimit === undefined) throw errors.horizonUnknown(id);
  return timeLimit;
}
