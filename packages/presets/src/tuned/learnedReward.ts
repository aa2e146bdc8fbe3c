import { beforeActing } from '@vem/training';

/**
 * A likelihood that is learned against an exact E-step, before anything is done: each look at its loss takes an E-step of its own, and
 * the one after it is what the run acts by.
 */
export const learnedBeforeActing = ({ updates }: { readonly updates: number }) =>
  beforeActing({
    updates,
    steps: [
      { phases: ['likelihood'], given: ['value', 'eStep'] },
      // That these have settled says nothing about the reward.
      { phases: ['value'], until: 'stop' },
      { phases: ['eStep'], until: 'stop' },
    ],
  });
