import { z } from 'zod';

/** What a file of trajectories says that it is. */
export const TRAJECTORIES_FORMAT = 'vem-trajectories';
export const TRAJECTORIES_VERSION = 1;

const flag = z.union([z.literal(0), z.literal(1)]);

/** The columns of a file, all of R entries: one for each step. */
const columns = z.strictObject({
  /** A number for each episode. */
  episode: z.array(z.int().nonnegative()),
  /** Steps since the episode began. */
  time: z.array(z.int().nonnegative()),
  /** [R][O], as the environment gives it. */
  observation: z.array(z.array(z.number())),
  /** As the environment takes it: [R] numbers of finite actions, or [R][A] in the environment's units. */
  action: z.union([z.array(z.int().nonnegative()), z.array(z.array(z.number()))]),
  reward: z.array(z.number()),
  /** [R][O], the final observation where an episode ended. */
  nextObservation: z.array(z.array(z.number())),
  terminated: z.array(flag),
  truncated: z.array(flag),
  /** How often the step was taken, where rows stand for more or less than one; absent: once each. */
  weight: z.array(z.number().nonnegative()).optional(),
});

/** A file of trajectories: `docs/demonstrations.md` is written from it. */
export const TrajectoriesFile = z.strictObject({
  format: z.literal(TRAJECTORIES_FORMAT),
  version: z.literal(TRAJECTORIES_VERSION),
  /** The version of vem, or whatever else wrote it. */
  createdBy: z.string().optional(),
  /** Where they were taken: the environment's name and its options. */
  environment: z.looseObject({ use: z.string() }).optional(),
  /** Who acted, in words or as a record of whoever wrote it. */
  source: z.unknown().optional(),
  /** N, episodes that the rows stand for, by weight. */
  episodes: z.number().positive(),
  columns,
});
export type TrajectoriesFile = z.output<typeof TrajectoriesFile>;
