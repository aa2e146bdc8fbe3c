import { definePreset } from '@vem/framework';
import { ensemble } from '@vem/models';
import { offPolicy, particlePlanner, pathIntegralPlanner } from '@vem/training';
import { sac } from './sac.js';
import { modelFit } from './tuned/modelFit.js';

/** Sequential Monte Carlo planning: SAC proposes and values, particles in a learned model decide. */
export const smcp = definePreset({
  name: 'smcp',
  description:
    'Sequential Monte Carlo planning in a learned model: SAC proposes actions and values states, particles decide',
  cell: { prior: 'uniform', model: 'based', posterior: 'nonParametric' },
  sources: [
    { title: 'Piché et al. 2019, Probabilistic Planning with Sequential Monte Carlo Methods (ICLR)' },
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications', arxiv: '1812.05905' },
  ],
  slots: () => ({
    ...sac(),
    behaviour: particlePlanner(),
    // A plan has few rows: members are asked in turn.
    model: ensemble({ rowsPerMember: 32 }),
    schedule: offPolicy({ steps: [modelFit(), ['value'], ['eStep', 'temperature']] }),
  }),
  variants: {
    published: {
      description: 'As many particles, as far, as in the paper: hours where the preset takes minutes',
      sources: [{ title: 'Piché et al. 2019, appendix' }],
      slots: (base) => ({ ...base, behaviour: particlePlanner({ particles: 2500, horizon: 20 }) }),
    },
    'path-integral': {
      description: 'Whole sequences of actions, weighed by their paths through the model, instead of particles (MPPI)',
      sources: [
        {
          title:
            'Williams et al. 2017, Information Theoretic Model Predictive Control: Theory and Applications to Autonomous Driving',
          arxiv: '1707.02342',
        },
      ],
      slots: (base) => ({ ...base, behaviour: pathIntegralPlanner() }),
    },
    small: {
      description: 'A model of 2 × 64 units and 32 particles over 5 steps, for small tasks and one core',
      sources: [{ title: 'Chosen here: half of the particles and steps' }],
      slots: (base) => ({
        ...base,
        behaviour: particlePlanner({ particles: 32, horizon: 5 }),
        model: ensemble({ hidden: [64, 64] }),
      }),
    },
  },
});
