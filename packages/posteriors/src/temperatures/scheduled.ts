import { definePlugin } from '@vem/framework';
import { z } from 'zod';

const config = z.strictObject({
  from: z.number().positive().describe('α at the start, in reward units'),
  to: z.number().positive().describe('α at the end of the schedule and after it, in reward units'),
  envSteps: z
    .int()
    .positive()
    .describe('length of the schedule in environment steps, counted over all copies of the environment'),
  shape: z
    .enum(['linear', 'exponential', 'reciprocal'])
    .default('linear')
    .describe(
      '`linear`: α changes by equal amounts per step; `exponential`: by equal factors; `reciprocal`: 1/α by equal amounts, as β in Fox et al. 2016, arXiv:1512.08562',
    ),
});

type Shape = z.output<typeof config>['shape'];

/** The scale on which the schedule is a straight line, and the way back. */
const SCALES: Readonly<Record<Shape, readonly [(alpha: number) => number, (value: number) => number]>> = {
  linear: [(alpha) => alpha, (value) => value],
  exponential: [Math.log, Math.exp],
  reciprocal: [(alpha) => 1 / alpha, (value) => 1 / value],
};

/** α moves from one value to another over a number of environment steps, whatever is learned meanwhile. */
export const scheduledTemperature = definePlugin({
  slot: 'temperature',
  name: 'scheduled',
  description: 'A temperature that moves from one value to another as the run goes on',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
  },
  config,
  inject: [],
  create: ({ from, to, envSteps, shape }) => {
    const [onScale, fromScale] = SCALES[shape];
    const [first, last] = [onScale(from), onScale(to)];
    return {
      scalars: (progress) => {
        const share = Math.min(1, progress.envSteps / envSteps);
        return { alpha: fromScale(first + share * (last - first)) };
      },
      program: (step) => ({
        alpha: () => step.scalar('alpha'),
        loss: () => ({ losses: [], metrics: { alpha: step.scalar('alpha') } }),
      }),
    };
  },
});
