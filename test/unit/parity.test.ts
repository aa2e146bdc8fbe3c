import { pendulum } from '@vem/envs';
import { composeUnchecked, iterate, type Pipeline, type Run, type SlotMap } from '@vem/framework';
import { deterministic, targetKl } from '@vem/posteriors';
import { td3 } from '@vem/presets';
import { gaussian } from '@vem/priors';
import { noisyMode, replay } from '@vem/training';
import { twinQ } from '@vem/values';
import { afterEach, describe, expect, it } from 'vitest';
import { scheduledTemperature } from '../support/scheduledTemperature.js';
import { smallMpo } from '../support/smallMpo.js';
import { smallSac } from '../support/smallSac.js';

const WARM_UP = 150;
const UPDATES = 50;
const CHANGE = 25;

/** Random actions throughout, so both engines see the same transitions and only what they compute can differ. */
const learning = (activation: 'relu' | 'elu') =>
  smallSac({ activation, startAfter: WARM_UP + 1, warmUpSteps: WARM_UP + UPDATES });

const runs: Run[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.dispose();
});

async function open(slots: SlotMap, engine: 'eager' | 'compiled'): Promise<Pipeline> {
  const run = composeUnchecked(slots, { seed: 5, engine });
  runs.push(run);
  return run.open();
}

/** ‖difference‖ / ‖weights‖ of every parameter tensor and target copy. */
function deviations(reference: Pipeline, other: Pipeline): Readonly<Record<string, number>> {
  const others = other.parameters.allViews();
  return Object.fromEntries(
    reference.parameters.allViews().map(({ name, data }, index) => {
      const difference = Math.hypot(...data.map((value, i) => value - others[index].data[i]));
      return [name, difference / Math.hypot(...data)];
    }),
  );
}

/** One environment step at a time on both engines, until both have made all updates. */
async function learnOnBoth(slots: SlotMap, afterUpdate: (pipeline: Pipeline) => void = () => {}): Promise<void> {
  const [eager, compiled] = [await open(slots, 'eager'), await open(slots, 'compiled')];
  const trained = ({ parameters }: Pipeline) => parameters.trainedGroups.flatMap(({ name }) => parameters.views(name));
  const start = trained(compiled).map(({ data }) => data.slice());
  while (eager.progress.updates < UPDATES) {
    for (const pipeline of [eager, compiled]) iterate(pipeline);
    expect(compiled.progress).toEqual(eager.progress);
    if (eager.progress.updates === 0) continue;
    expect(compiled.batch.columns).toEqual(eager.batch.columns);
    for (const pipeline of [eager, compiled]) afterUpdate(pipeline);
  }
  const apart = Object.entries(deviations(eager, compiled)).filter(([, deviation]) => !(deviation <= 1e-5));
  expect(apart).toEqual([]);
  const moved = trained(compiled).map(({ data }, index) => String(data) !== String(start[index]));
  expect(moved).toEqual(moved.map(() => true));
}

describe('the compiled engine learns what the eager one learns', () => {
  // A pre-activation within rounding of 0 falls on either side of the ReLU, and Adam drives the two runs apart from
  // there. That is rare (some runs in a hundred) and none of it happens in this one; the smooth ELU cannot have it.
  it('SAC', () => learnOnBoth(learning('relu')));

  it('SAC with a Gaussian prior and a target divergence', () =>
    learnOnBoth({ ...learning('elu'), prior: gaussian({ std: 0.8 }), temperature: targetKl({ nats: 1 }) }));

  it('TD3', () =>
    learnOnBoth({
      ...td3(),
      environment: pendulum(),
      posterior: deterministic({ hidden: [32, 32], activation: 'elu' }),
      valueEstimator: twinQ({ hidden: [32, 32], activation: 'elu', combineForEStep: 'first' }),
      behaviour: noisyMode({ warmUpSteps: WARM_UP + UPDATES }),
      data: replay({ batchSize: 64, capacity: 10_000, startAfter: WARM_UP + 1 }),
    }));

  it('MPO', () =>
    learnOnBoth(smallMpo({ activation: 'elu', startAfter: WARM_UP + 1, warmUpSteps: WARM_UP + UPDATES })));

  it('SAC with a temperature that changes on schedule', () => {
    const temperature = scheduledTemperature({ first: 0.5, second: 0.05, updates: CHANGE });
    return learnOnBoth({ ...learning('elu'), temperature }, ({ steps, progress }) => {
      const alpha = steps[1].executable.outputs['metric/temperature/alpha'].data[0];
      expect(alpha).toBe(Math.fround(progress.updates <= CHANGE ? 0.5 : 0.05));
    });
  });
});
