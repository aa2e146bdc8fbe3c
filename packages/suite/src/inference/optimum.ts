import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  type Belief,
  constant,
  definePlugin,
  gaussianDensity,
  type SlotConfig,
  Streams,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { type Agent, agentWith, type VisitedStates } from './agent.js';
import type { Gaussians } from './gaussians.js';

const GROUP = 'posterior';
const LOG_STD_RANGE = [-20, 2] as const;

/** Parameters of a Gaussian for each of so many states, which are always the same ones in the same order. */
const gaussianPerState = definePlugin({
  slot: 'posterior',
  name: 'gaussian-per-state',
  description: 'A Gaussian with parameters of its own at each of some states',
  config: z.strictObject({ states: z.int().positive().describe('B') }),
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss', 'gradientEstimator.anyState'],
  inject: [Tokens.action, Tokens.parameters],
  create: ({ states }, action, parameters) => {
    const width = actionWidth(action);
    const group = parameters.group(GROUP);
    for (const name of ['mean', 'logStd']) group.declare(name, [states, width], constant(0));
    return {
      program: (step) => {
        const infer = (observation_BO: tf.Tensor): Belief => {
          const { mean, logStd } = step.parameters(GROUP);
          const rows = (x: tf.Tensor) => tf.slice(x, [0, 0], [observation_BO.shape[0]!, width]);
          const logStd_BA = tf.clipByValue(rows(logStd), ...LOG_STD_RANGE);
          return gaussianDensity({ mean_BA: rows(mean), logStd_BA }, 'tanh', step.noise);
        };
        return {
          infer,
          loss: () => {
            const { observation_BO } = step.batch;
            const belief = infer(observation_BO);
            const { loss, results } = step.gradientEstimator.surrogate(belief, observation_BO);
            return { losses: [{ value: loss, group: GROUP, rows: 'mean' }], belief, results };
          },
        };
      },
    };
  },
});

export interface AscentOptions {
  /** Steps of Adam from each start. */
  readonly steps: number;
  /** Actions per state and step. */
  readonly samples: number;
}

/** Rates of Adam at the first and the last step; in between by a cosine. */
const RATES = { from: 0.05, to: 0.0005, over: 'run', shape: 'cosine' } as const;

/** The slots of an ascent on each state's own objective, whatever the agent's inference is. */
const ascentSlots = (states: number, samples: number): Readonly<Record<string, SlotConfig>> => ({
  posterior: { use: 'gaussian-per-state', states },
  gradientEstimator: { use: 'reparameterised', samples },
  data: { use: 'replay', batchSize: states, capacity: 1 },
  optimiser: { use: 'adam', learningRate: RATES },
  // What else is learned has its step, and only the first one runs.
  schedule: { use: 'off-policy', steps: [['eStep'], ['value'], ['temperature']] },
});

/** Where ascents start besides what is known: the standard Gaussian, and narrow ones anywhere. */
function starts(length: number): Gaussians[] {
  const stream = new Streams(1).stream('starts');
  const scattered = Float32Array.from({ length }, () => stream.normal());
  return [
    { mean: new Float32Array(length), logStd: new Float32Array(length) },
    { mean: scattered, logStd: new Float32Array(length).fill(Math.log(0.3)) },
  ];
}

/**
 * Where ascents on each state's own objective end, from several starts: as good as a Gaussian gets there, without a network.
 *
 * @param known - further starts
 */
export async function ascended(
  agent: Agent,
  { observation, episode }: VisitedStates,
  known: readonly Gaussians[],
  { steps, samples }: AscentOptions,
): Promise<Gaussians[]> {
  const run = agentWith(agent, ascentSlots(episode.length, samples), {
    plugins: [gaussianPerState],
    replaced: [GROUP],
  });
  const pipeline = await run.open();
  try {
    pipeline.batch.columns.observation.set(observation);
    const [step] = pipeline.steps;
    const views = pipeline.parameters.views(GROUP);
    const of = (name: string) => views.find((view) => view.name.endsWith(name))!.data;
    const [mean, logStd] = [of('/mean'), of('/logStd')];
    return [...known, ...starts(mean.length)].map((start) => {
      mean.set(start.mean);
      logStd.set(start.logStd);
      for (let i = 0; i < steps; i++) step.run({ envSteps: i, updates: i, rollouts: 0, fraction: i / steps });
      return {
        mean: mean.slice(),
        logStd: logStd.map((x) => Math.min(Math.max(x, LOG_STD_RANGE[0]), LOG_STD_RANGE[1])),
      };
    });
  } finally {
    run.dispose();
  }
}
