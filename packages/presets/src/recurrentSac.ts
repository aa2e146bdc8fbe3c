import { definePreset } from '@vem/framework';
import { gru, sequenceReplay } from '@vem/training';
import { sac } from './sac.js';

/** Soft actor-critic for what cannot be seen at once: a gated recurrent unit remembers, learned along replayed sequences. */
export const recurrentSac = definePreset({
  name: 'recurrent-sac',
  description:
    'Soft actor-critic with a memory for partly hidden states: a recurrent unit learned by the critics along sequences',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications', arxiv: '1812.05905' },
    { title: 'Ni et al. 2022, Recurrent Model-Free RL Can Be a Strong Baseline for Many POMDPs', arxiv: '2110.05038' },
    { title: 'Kapturowski et al. 2019, Recurrent Experience Replay in Distributed Reinforcement Learning' },
    { title: 'Yarats et al. 2021, Mastering Visual Continuous Control', arxiv: '2107.09645' },
  ],
  slots: () => ({
    ...sac(),
    memory: gru(),
    data: sequenceReplay({ length: 16, burnIn: 8, batchSize: 32 }),
  }),
});
