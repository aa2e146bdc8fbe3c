import { chain, chainModel } from '@vem/envs';
import { composeUnchecked, type Pipeline, type Run, type SlotMap } from '@vem/framework';
import { categorical, fixedTemperature } from '@vem/posteriors';
import { erpg, maxentPg } from '@vem/presets';
import { uniform } from '@vem/priors';
import { sgd } from '@vem/training';
import { rewardToGo, softQValue, stateValue } from '@vem/values';
import { afterEach, describe, expect, it } from 'vitest';
import { pathsOf, weightedPaths } from '../support/weightedPaths.js';

const LENGTH = 4;
const STATES = 3;
const UPDATES = 3;
const paths = pathsOf(
  chainModel(),
  [
    [0.4, 0.6],
    [0.7, 0.3],
    [0.5, 0.5],
  ],
  LENGTH,
);
const hidden = [8];

const common: SlotMap = {
  environment: chain({ timeLimit: LENGTH }),
  posterior: categorical({ hidden }),
  temperature: fixedTemperature({ alpha: 0.3 }),
  data: weightedPaths(paths, LENGTH, STATES),
  optimiser: sgd({ learningRate: 0.1 }),
};
const value = stateValue({ hidden });
const subjects: Readonly<Record<string, SlotMap>> = {
  'maxent-pg, a learned baseline': { ...maxentPg(), ...common, valueEstimator: value },
  'maxent-pg, whole paths': { ...maxentPg('none'), ...common, returns: rewardToGo({ scope: 'path', units: 'nats' }) },
  'maxent-pg, one left out': { ...maxentPg('time-mean'), ...common },
  'maxent-pg, averages that are remembered': {
    ...maxentPg('decaying-average'),
    ...common,
    returns: rewardToGo({ baseline: 'decayingAverage', decaySteps: 3 }),
  },
  'maxent-pg, by squared scores': { ...maxentPg('optimal'), ...common },
  erpg: { ...erpg(), ...common, valueEstimator: value },
  'erpg as soft Q-learning': { ...erpg('soft-q'), ...common, valueEstimator: softQValue({ hidden }) },
};

const runs: Run[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.dispose();
});

/** Parameters after some updates on the same paths. */
async function learned(
  slots: SlotMap,
  options: { engine?: 'eager' | 'compiled'; threads?: number },
): Promise<Pipeline> {
  const run = composeUnchecked({ ...slots, prior: uniform({ reference: 'normalised' }) }, { seed: 3, ...options });
  runs.push(run);
  const pipeline = await run.open();
  for (let update = 0; update < UPDATES; update++) {
    pipeline.annotate!.run(pipeline.progress);
    pipeline.batch.fill();
    pipeline.update.run(pipeline.progress);
    pipeline.settle();
  }
  return pipeline;
}

function closeTogether(first: Pipeline, second: Pipeline): void {
  const others = second.parameters.allViews();
  for (const [index, { name, data }] of first.parameters.allViews().entries()) {
    const difference = Math.hypot(...data.map((x, i) => x - others[index].data[i]));
    expect(difference / Math.max(Math.hypot(...data), 1e-3), name).toBeLessThan(1e-5);
  }
}

describe('learning from whole paths', () => {
  it.each(Object.entries(subjects))('is the same compiled and eager: %s', async (_name, slots) => {
    closeTogether(await learned(slots, { engine: 'eager' }), await learned(slots, { engine: 'compiled' }));
  });

  it.each(['maxent-pg, a learned baseline', 'erpg as soft Q-learning'])(
    'is the same where two threads share the rows, as weights come with them: %s',
    async (name) => {
      closeTogether(await learned(subjects[name], { threads: 1 }), await learned(subjects[name], { threads: 2 }));
    },
  );

  it('moves the averages that are remembered', async () => {
    const { parameters } = await learned(subjects['maxent-pg, averages that are remembered'], {});
    const [{ data }] = parameters.views('returns');
    expect([...data].every((average) => average !== 0)).toBe(true);
  });
});
