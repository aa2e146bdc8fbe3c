import { cartPole, pendulum } from '@vem/envs';
import { composeUnchecked, iterate, type Pipeline, type Run, type SlotMap } from '@vem/framework';
import { advantageScore, clippedRatio } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { everyBatch } from '@vem/training';
import { afterEach, describe, expect, it } from 'vitest';
import { smallPresets } from '../support/smallPresets.js';

const runs: Run[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.dispose();
});

/** The pipeline after some roll-outs. */
async function learn(slots: SlotMap, threads: number): Promise<Pipeline> {
  const run = composeUnchecked(slots, { seed: 3, environments: 2, threads });
  runs.push(run);
  const pipeline = await run.open();
  while (pipeline.progress.rollouts < 4) iterate(pipeline);
  return pipeline;
}

function expectSame(several: Pipeline, one: Pipeline): void {
  const expected = one.parameters.allViews();
  for (const [index, { name, data }] of several.parameters.allViews().entries()) {
    const difference = Math.hypot(...data.map((value, i) => value - expected[index].data[i]));
    expect(difference, name).toBeLessThanOrEqual(1e-5 * Math.hypot(...data));
  }
}

const { 'ppo, box': box, 'ppo, discrete': discrete, 'a2c, box': onBox, 'a2c, discrete': onCartPole } = smallPresets;
/** PPO with plain advantages and without the reports on whole roll-outs, whose rows stand in order of time. */
const plain = ({ mStep: _copy, ...slots }: SlotMap): SlotMap => ({
  ...slots,
  prior: uniform(),
  gradientEstimator: clippedRatio({ normaliseAdvantages: false }),
  schedule: everyBatch({ steps: [['value', 'eStep']] }),
});

describe('two threads take the steps of one on rows of roll-outs', () => {
  it.each<[string, SlotMap]>([
    ['PPO with plain advantages, box', plain(box)],
    ['PPO with plain advantages, discrete', plain(discrete)],
    ['A2C, box', { ...onBox, environment: pendulum() }],
    ['A2C, discrete', { ...onCartPole, environment: cartPole() }],
  ])('%s', async (_name, slots) => {
    const [one, two] = [await learn(slots, 1), await learn(slots, 2)];
    expect(two.alone).toBeUndefined();
    expectSame(two, one);
  });
});

describe('two threads leave it to one, and learn the same to the bit', () => {
  it.each<[string, SlotMap, string]>([
    ['PPO', box, 'couples the rows'],
    [
      'A2C with normalised advantages',
      { ...onCartPole, gradientEstimator: advantageScore({ normaliseAdvantages: true }) },
      'couples the rows',
    ],
    ['V-MPO, box', smallPresets['vmpo, box'], 'couples the rows'],
    ['V-MPO, discrete', smallPresets['vmpo, discrete'], 'couples the rows'],
    ['PPO with an adaptive penalty', smallPresets['ppo with an adaptive penalty, discrete'], 'couples the rows'],
  ])('%s', async (_name, slots, why) => {
    const two = await learn(slots, 2);
    expect(two.alone).toContain(why);
    const hash = runs.at(-1)!.parameterHash();
    await learn(slots, 1);
    expect(runs.at(-1)!.parameterHash()).toBe(hash);
  });
});
