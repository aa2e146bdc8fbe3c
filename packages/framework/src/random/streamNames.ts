/**
 * What every random stream of a run is called. A name decides which numbers its stream gives: with another one the same
 * seed is another run. `noise` is a noise input of a program, `slot/kind/place in the program`.
 */
export const streamNames = {
  /** Chance in the copies of environments that a behaviour tries actions in. */
  simulator: 'environment/simulator',
  /** Its program, asked about states that were tried. */
  consider: (noise: string) => `consider/${noise}`,
  /** What it chooses at random of what it tried. */
  tried: 'act/tried',
  /** Parameters at the start. */
  initialise: (group: string) => `initialise/${group}`,
  /** The environments that are learned from: starts of episodes and noise of the dynamics. */
  environment: 'environment',
  /** Actions of the behaviour's program. */
  act: (noise: string) => `act/${noise}`,
  /** Actions from outside the policy, at the start of a run for instance. */
  explore: 'act/explore',
  /** Which rows an update sees. */
  batch: 'data/batch',
  /** Which rows an entry of the schedule sees that draws a batch of its own. */
  freshBatch: (step: string) => `data/${step}`,
  /** The program of an entry of the schedule. */
  learn: (step: string, noise: string) => `learn/${step}/${noise}`,
  /** The program that imagines rows. */
  imagine: (noise: string) => `imagine/${noise}`,
  /** From which states. */
  imagined: 'data/imagined',
  /** The program that looks back along a roll-out. */
  annotate: (noise: string) => `annotate/${noise}`,
  /** A slot's side on the host. */
  host: (slot: string) => `host/${slot}`,
  /** Actions in test episodes. (The word in the name is an older one: stored scores were drawn under it.) */
  evaluate: (noise: string) => `assess/${noise}`,
  /** The environment of test episodes. */
  evaluatedEnvironment: 'assess/environment',
  /** A look at what a run believes. */
  examine: (noise: string) => `examine/${noise}`,
  /** What plugins are examined with by `@vem/framework/testing`. */
  stage: (noise: string) => `stage/${noise}`,
} as const;

/** Whether it belongs to test episodes, which start it anew. */
export const isOfEvaluations = (stream: string): boolean => stream.startsWith(streamNames.evaluate(''));
