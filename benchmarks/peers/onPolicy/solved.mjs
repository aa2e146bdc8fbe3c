/** Gymnasium's criterion for CartPole-v1, of training episodes: the mean return of so many in a row. */
export const SOLVED = 475;
export const LAST_EPISODES = 100;
/** Environment steps after which a run that has not solved it ends: the published length, over which the rate falls to 0. */
export const BUDGET = 500_000;
