// Remarks about a run as a whole; what concerns one slot its component says.

/** Test episodes were cut. */
export const episodesCut = (environment: string): string =>
  `test episodes on "${environment}" do not end and are cut, so their returns are not whole. A time limit ends them in training too: --set environment.make.max_episode_steps=… for environments of Gymnasium, \`withTimeLimit\` for others; --max-episode-steps cuts elsewhere.`;

/** A run came to its end before learning began. */
export const nothingLearned = (envSteps: number): string =>
  `no update was made in ${envSteps} environment steps: the policy is as it was initialised, and so is every score of it. Train for more steps, or let learning start earlier (--set data.startAfter=…).`;
