// What is asked for beyond these was a slip of the hand, and would take days or all memory to find out.

export const MAX_SEED = 2 ** 32 - 1;
/** Copies of an environment that one run steps together. */
export const MAX_COPIES = 65_536;
/** Threads of one run. */
export const MAX_THREADS = 64;
/** Episodes of one evaluation. */
export const MAX_EPISODES = 1_000_000;
/** Episodes of one page. */
export const MAX_SHOWN_EPISODES = 1000;
/** Seeds of a comparison. */
export const MAX_SEEDS = 10_000;
/** Points of a learning curve. */
export const MAX_POINTS = 100_000;
/** Runs at the same time. */
export const MAX_JOBS = 4096;
