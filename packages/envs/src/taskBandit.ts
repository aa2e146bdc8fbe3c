import { defineEnvironment, finite, observationSpace } from '@vem/framework';
import { z } from 'zod';

const payoffs = z
  .array(z.array(z.number()).min(1))
  .min(1)
  .refine((rows) => rows.every((row) => row.length === rows[0].length), 'expected as many payoffs in each task')
  .default([
    [1, 0, 0.3],
    [0, 0.8, 0.3],
  ])
  .describe('reward of each action, task by task; each episode is one task, all alike');

/** `TaskBandit`. One step; which action pays is another matter in each task. */
export const taskBandit = defineEnvironment({
  id: 'TaskBandit',
  description: 'One step with a fixed payoff per action, which depends on the task; the task is observed',
  source:
    'Analytic problem; a prior that does not see the task and is the mean of the posteriors solves a rate-distortion problem (Blahut 1972, Arimoto 1972)',
  config: z.strictObject({ payoffs }),
  observation: ({ payoffs: { length } }) => observationSpace({ constant: 1, task: length }),
  goal: { part: 'task', kind: 'tasks' },
  action: ({ payoffs: [first] }) => finite(first.length),
  timeLimit: 1,
  create: ({ payoffs: reward_TA }) => ({
    stateSize: 1,
    reset(state, stream) {
      state[0] = stream.integer(reward_TA.length);
    },
    step([task], action, outcome) {
      outcome.reward = reward_TA[task][action];
      outcome.terminated = true;
    },
    observe([task], observation) {
      observation.fill(0);
      observation[0] = 1;
      observation[1 + task] = 1;
    },
  }),
});
