import { demonstrated, linearCategorical } from '@vem/priors';
import { beforeActing, quasiNewton } from '@vem/training';

export const ziebart2010 = {
  title: 'Ziebart, Bagnell and Dey 2010, Modeling Interaction via the Principle of Maximum Causal Entropy',
};
export const ziebart2008 = { title: 'Ziebart et al. 2008, Maximum Entropy Inverse Reinforcement Learning' };
export const wulfmeier2015 = {
  title: 'Wulfmeier et al. 2015, Maximum Entropy Deep Inverse Reinforcement Learning',
  arxiv: '1507.04888',
};
export const levine2018 = {
  title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference',
  arxiv: '1805.00909',
};

export const toTheMinimum = (groups: string[]) =>
  quasiNewton({ groups, iterations: 50, tolerance: 1e-4, rounding: 1e-6 });

const given = ['value', 'eStep'] as const;

/**
 * A likelihood that is learned against an exact E-step, before anything is done: each look at its loss takes an E-step of its own, and
 * the one after it is what the run acts by.
 *
 * @param prior - whether the prior's weights are learned in turns with it; all ends when they have settled after it
 */
export const learnedBeforeActing = ({
  updates,
  prior = false,
}: {
  readonly updates: number;
  readonly prior?: boolean;
}) =>
  beforeActing({
    updates,
    steps: [
      { phases: ['likelihood'], given: [...given], ...(prior ? { until: 'stop' as const } : {}) },
      ...(prior ? [{ phases: ['mStep' as const], given: [...given] }] : []),
      // That these have settled says nothing about what is learned.
      { phases: ['value'], until: 'stop' },
      { phases: ['eStep'], until: 'stop' },
    ],
  });

/** The slots of a prior of actions that is learned beside the reward. */
export const learnedPrior = {
  prior: { discrete: linearCategorical() },
  mStep: { discrete: demonstrated() },
  optimiser: toTheMinimum(['likelihood', 'prior']),
  schedule: learnedBeforeActing({ updates: 100, prior: true }),
};
