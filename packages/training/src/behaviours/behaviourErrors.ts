import { VemError } from '@vem/framework';

/** Test episodes by the mode of a density that has none. */
export const noMode = (plugin: string, of: string) =>
  new VemError(
    `Slot "behaviour", plugin "${plugin}", option "evaluation": the ${of} has no mode, and the value estimator no Q to choose the best of some samples by, received "mode". Set \`evaluation: "sample"\`.`,
    { code: 'VEM_EVALUATION_MANNER', slot: 'behaviour', path: 'evaluation', received: 'mode' },
  );

/** Uniform actions where only those of the policy may be learned from. */
export const warmUpRefused = (plugin: string, steps: number, why: string) =>
  new VemError(
    `Slot "behaviour", plugin "${plugin}", option "warmUp": the policy must act from the first step, ${why} – received uniform actions for ${steps} steps. Set \`warmUp: "policy"\`.`,
    { code: 'VEM_WARM_UP_REFUSED', slot: 'behaviour', path: 'warmUp', received: 'uniform', exitStatus: 2 },
  );

/** Plans are kept in the replay, one per transition. */
export const planTooLarge = (particles: number, bytes: number, largest: number) =>
  new VemError(
    `Slot "behaviour", plugin "particle-planner", option "particles": a plan that is learned from must fit into ${largest} bytes beside its transition, received ${particles} particles, which take ${bytes}. Lower \`particles\`.`,
    { code: 'VEM_PLAN_SIZE', slot: 'behaviour', path: 'particles', received: particles, exitStatus: 2 },
  );

/** A posterior whose latent variable is not the one that is carried. */
export const latentNotDrawn = (name: string, received: readonly string[]) =>
  new VemError(
    `Slot "behaviour", plugin "sample-latent": it carries the latent variable "${name}" from step to step, and the posterior draws ${received.length === 0 ? 'none' : received.map((other) => `"${other}"`).join(', ')}. Choose \`posterior: hierarchicalGaussian()\`, or another behaviour.`,
    { code: 'VEM_LATENT_NOT_DRAWN', slot: 'behaviour', received: received.join(', '), exitStatus: 2 },
  );
