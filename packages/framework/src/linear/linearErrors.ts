import { VemError } from '@vem/compiler';

/** A recursion on a linear system whose matrix has no inverse. */
export const notSolvable = (what: string) =>
  new VemError(
    `A linear system: ${what} must have an inverse, and has none. Give actions a cost (\`actionCost\` above 0), or choose a prior that holds them.`,
    { code: 'VEM_LINEAR_UNSOLVABLE', exitStatus: 2 },
  );
