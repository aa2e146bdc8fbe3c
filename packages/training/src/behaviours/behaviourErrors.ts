import { VemError } from '@vem/framework';

/** Uniform actions where only those of the policy may be learned from. */
export const warmUpRefused = (plugin: string, steps: number, why: string) =>
  new VemError(
    `Slot "behaviour", plugin "${plugin}", option "warmUp": the policy must act from the first step, ${why} – received uniform actions for ${steps} steps. Set \`warmUp: "policy"\`.`,
    { code: 'VEM_WARM_UP_REFUSED', slot: 'behaviour', path: 'warmUp', received: 'uniform', exitStatus: 2 },
  );
