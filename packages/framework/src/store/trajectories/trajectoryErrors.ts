import { VemError } from '@vem/compiler';

const USAGE = 2;

/** The file cannot be read at all. */
export const trajectoriesUnreadable = (path: string, cause: unknown) =>
  new VemError(
    `Trajectories "${path}": a file of trajectories must be readable, but the system says: ${cause instanceof Error ? cause.message : String(cause)}. Check the path, which starts where vem was started; \`vem record DIR --out FILE\` writes one.`,
    { code: 'VEM_TRAJECTORIES_UNREADABLE', path, exitStatus: USAGE, cause },
  );

/** The file is something else, or not whole. */
export const trajectoriesInvalid = (path: string, rule: string) =>
  new VemError(
    `Trajectories "${path}": they have the format of docs/demonstrations.md, and do not: ${rule}. Correct the file, or write it with \`vem record\`.`,
    { code: 'VEM_TRAJECTORIES_INVALID', path, received: rule, exitStatus: USAGE },
  );

/** They come from another environment. */
export const otherSpaces = (path: string, expected: string, received: string) =>
  new VemError(
    `Trajectories "${path}": they must fit the run's environment, ${expected}, received ${received}. Record them in the environment that is trained on, with the same options.`,
    { code: 'VEM_TRAJECTORIES_SPACES', path, received, exitStatus: USAGE },
  );
