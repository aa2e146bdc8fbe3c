import { join } from 'node:path';
import { z } from 'zod';
import { jsonText, readJson, writeWhole } from './files.js';
import { RUN_FILES } from './runFolder.js';
import * as errors from './storeErrors.js';

/** More states than this are not drawn, and not stored. */
export const MOST_STATES = 2500;

const numbers = z.array(z.number()).max(64 * MOST_STATES);

/** `states.json` of a run folder: what a run thinks of each state, where these lie in a plane. */
export const stateFile = z.strictObject({
  /** Cells of a row. */
  columns: z.int().positive(),
  /** [A], where each action leads, [x, y] with y downwards; absent: actions have no direction. */
  directions: z.array(z.tuple([z.number(), z.number()])).optional(),
  /** [S]; `ended`: nobody acts there. */
  cells: z.array(z.enum(['free', 'wall', 'goal', 'cliff', 'ended'])).max(MOST_STATES),
  pictures: z.array(
    z.strictObject({
      title: z.string(),
      caption: z.string(),
      /** [S] */
      value: numbers,
      /** [S · A] */
      probability: numbers.optional(),
    }),
  ),
});
export type StateFile = z.output<typeof stateFile>;

/** @throws VEM_STORE_WRITE */
export const writeStates = (folder: string, states: StateFile): Promise<void> =>
  writeWhole(join(folder, RUN_FILES.states), jsonText(states));

/** Undefined where there is none. @throws VEM_STORE_DAMAGED, VEM_STORE_READ */
export async function readStates(folder: string): Promise<StateFile | undefined> {
  const path = join(folder, RUN_FILES.states);
  const stored = await readJson(path);
  if (stored === undefined) return undefined;
  const parsed = stateFile.safeParse(stored);
  if (!parsed.success) throw errors.damagedFile(path, parsed.error.issues[0].message);
  return parsed.data;
}
