import { targetEntropy } from '@vem/posteriors';
import { offPolicy, replay, samplePosterior } from '@vem/training';

export const REDQ = {
  title: 'Chen et al. 2021, Randomized Ensembled Double Q-Learning: Learning Fast Without a Model',
  arxiv: '2101.05982',
};
export const DROQ = {
  title: 'Hiraoka et al. 2022, Dropout Q-Functions for Doubly Efficient Reinforcement Learning',
  arxiv: '2110.02034',
};

/** 5000 uniform actions, learning after them: the public code of both. */
export const start = {
  behaviour: samplePosterior({ warmUpSteps: 5000 }),
  data: replay({ startAfter: 5000 }),
};

/** Twenty updates of the critics per step, each on a batch of its own, and one of the policy: REDQ, algorithm 1. */
const UPDATES = 20;
export const schedule = () =>
  offPolicy({
    updatesPerStep: UPDATES,
    steps: [['value'], { phases: ['eStep', 'temperature'], every: { updates: UPDATES } }],
  });

/** Settings for a task: its target entropy, from Janner et al. 2019, arXiv:1906.08253, as in REDQ's and DroQ's public code. */
export const task = <S extends object>(
  source: { readonly title: string; readonly arxiv: string },
  name: string,
  target: number,
  slots: () => S,
) => ({
  description: `${name}: a target entropy of ${target}`,
  sources: [source],
  slots: () => ({ ...slots(), temperature: targetEntropy({ target, gradient: 'logAlpha' }) }),
});
