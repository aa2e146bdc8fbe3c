// What public code of PPO does, one test each: Huang et al. 2022, "The 37 Implementation Details of Proximal Policy
// Optimization". The maths is tested by number beside its source; here the presets are looked at as they run.
import { cartPole, pendulum } from '@vem/envs';
import { composeUnchecked, iterate, type Pipeline, type Run, resolveSlots, type SlotMap } from '@vem/framework';
import { ppo } from '@vem/presets';
import { afterEach, describe, expect, it } from 'vitest';

const runs: Run[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.dispose();
});

const classic = (): SlotMap => ({ ...ppo('cartpole-cleanrl'), environment: cartPole() });
const continuous = (): SlotMap => ({ ...ppo('halfcheetah-cleanrl'), environment: pendulum() });

async function open(slots: SlotMap, environments: number, seed = 1): Promise<Pipeline> {
  const run = composeUnchecked(slots, { seed, environments });
  runs.push(run);
  return run.open();
}

/** Acts until updates are due. */
function collect(pipeline: Pipeline): Pipeline {
  do iterate(pipeline);
  while (pipeline.owed === 0);
  return pipeline;
}

const optionsOf = (slots: SlotMap, slot: keyof SlotMap) => resolveSlots(slots)[slot as 'data']!.config as never;

/** Numbers of a program of the first entry, as of its last run. */
const output = ({ steps }: Pipeline, name: string) => steps[0].executable.outputs[name].data as Float32Array;
const parameter = ({ parameters }: Pipeline, name: string) =>
  parameters.allViews().find((view) => view.name === name)!.data as Float32Array;

describe('PPO’s thirteen core details', () => {
  it('1: environments go side by side, and rows are T·N', async () => {
    const pipeline = await open(classic(), 4);
    collect(pipeline);
    expect(pipeline.progress.envSteps).toBe(4 * 128);
    const rows = pipeline.data.rollouts!.rows();
    expect(rows.advantage).toHaveLength(512);
    expect(rows.observation).toHaveLength(512 * 4);
  });

  it('2: kernels start orthogonal, with √2, and .01 or 1 at the end; biases at 0', async () => {
    const pipeline = await open(classic(), 4);
    const gain = (name: string, columns: number) => {
      const data = parameter(pipeline, name);
      let square = 0;
      for (let row = 0; row < data.length; row += columns) square += data[row] ** 2;
      return Math.sqrt(square);
    };
    expect(gain('posterior/policy/layer1/kernel', 64)).toBeCloseTo(Math.SQRT2, 5);
    expect(gain('posterior/policy/layer2/kernel', 2)).toBeCloseTo(0.01, 6);
    expect(gain('valueEstimator/v/layer2/kernel', 1)).toBeCloseTo(1, 5);
    expect(new Set(parameter(pipeline, 'posterior/policy/layer0/bias'))).toEqual(new Set([0]));
  });

  it('3 and 11: Adam has ε = 1e-5, and one norm of .5 over both networks', () => {
    for (const slots of [classic(), continuous()])
      expect(optionsOf(slots, 'optimiser')).toMatchObject({ epsilon: 1e-5, stepNorm: 0.5 });
  });

  it('4: the rate is that of the iteration that begins, and falls to 0', async () => {
    const pipeline = await open(classic(), 4);
    pipeline.horizon = 4 * 512;
    const moves: number[] = [];
    for (let rollout = 0; rollout < 4; rollout++) {
      collect(pipeline);
      moves.push(pipeline.progress.fraction);
      while (pipeline.owed > 0) iterate(pipeline);
    }
    expect(moves).toEqual([0, 0.25, 0.5, 0.75]);
    expect(optionsOf(classic(), 'optimiser')).toMatchObject({ learningRate: { from: 2.5e-4, to: 0, over: 'run' } });
  });

  it('5: advantages along time, bootstrapped where the roll-out was cut', async () => {
    const pipeline = await open(classic(), 4);
    collect(pipeline);
    const { advantage, value, reward, terminated, truncated, return: returned } = pipeline.data.rollouts!.rows();
    // The last row but one of the first environment: the cut adds γ λ δ of the last one, which saw V(s′).
    const [before, last] = [126 * 4, 127 * 4];
    const goesOn = 1 - Math.max(terminated[before], truncated[before]);
    const delta = reward[before] + 0.99 * goesOn * value[last] - value[before];
    if (goesOn === 1) expect(advantage[before]).toBeCloseTo(delta + 0.99 * 0.95 * advantage[last], 4);
    expect(returned[last]).toBeCloseTo(advantage[last] + value[last], 5);
    expect(advantage[last]).not.toBeCloseTo(reward[last] - value[last], 3);
  });

  it('6: each epoch takes every row once, in a new order', async () => {
    const pipeline = await open(classic(), 4);
    collect(pipeline);
    const { observation } = pipeline.data.rollouts!.rows();
    const key = (data: Float32Array, row: number) => data.slice(row * 4, row * 4 + 4).join();
    const all = Array.from({ length: 512 }, (_, row) => key(observation, row)).sort();
    const orders: string[] = [];
    // `collect` has taken the first minibatch already.
    for (let epoch = 0; epoch < 2; epoch++) {
      const seen: string[] = [];
      for (let minibatch = 0; minibatch < 4; minibatch++) {
        if (epoch + minibatch > 0) iterate(pipeline);
        for (let row = 0; row < 128; row++) seen.push(key(pipeline.batch.columns.observation as Float32Array, row));
      }
      expect([...seen].sort()).toEqual(all);
      orders.push(seen.join());
    }
    expect(orders[1]).not.toBe(orders[0]);
  });

  it('7 and 8: advantages are normalised per minibatch, ratios are clipped at .2', () => {
    expect(optionsOf(classic(), 'gradientEstimator')).toMatchObject({ normaliseAdvantages: true, clip: 0.2 });
    expect(optionsOf(continuous(), 'gradientEstimator')).toMatchObject({ normaliseAdvantages: true, clip: 0.2 });
  });

  it('7: so the first minibatch, at a ratio of 1, has a surrogate of 0 and costs its entropy alone', async () => {
    const pipeline = collect(await open(classic(), 4));
    expect(output(pipeline, 'metric/posterior/ratio')[0]).toBeCloseTo(1, 6);
    const entropy = output(pipeline, 'metric/posterior/entropy')[0];
    expect(output(pipeline, 'loss/posterior')[0]).toBeCloseTo(-0.01 * entropy, 6);
  });

  it('9: the value’s moves are clipped at .2 of what it was annotated with', () => {
    expect(optionsOf(classic(), 'valueEstimator')).toMatchObject({ clip: 0.2 });
    expect(optionsOf({ ...ppo('cartpole-zoo'), environment: cartPole() }, 'valueEstimator')).not.toHaveProperty('clip');
  });

  it('10: the loss is −surrogate − .01 H + .5 · ½ (V − y)²', async () => {
    const pipeline = collect(await open(classic(), 4));
    const { return: returned, value } = pipeline.batch.columns as Record<string, Float32Array>;
    const error = returned.reduce((sum, y, row) => sum + (y - value[row]) ** 2, 0) / returned.length;
    // In the first minibatch nothing has moved, so nothing is clipped.
    expect(output(pipeline, 'loss/valueEstimator')[0]).toBeCloseTo(0.5 * 0.5 * error, 3);
    expect(optionsOf(classic(), 'temperature')).toMatchObject({ alpha: 0.01 });
    expect(optionsOf(continuous(), 'temperature')).toMatchObject({ alpha: 0 });
  });

  it('12: clip fraction, approximate KL and explained variance are logged', async () => {
    const run = composeUnchecked(classic(), { seed: 1, environments: 4 });
    runs.push(run);
    let names: string[] = [];
    for await (const { metrics } of run.train({ envSteps: 512, reportEvery: 512 })) names = Object.keys(metrics);
    expect(names).toEqual(
      expect.arrayContaining([
        'posterior/clipFraction',
        'posterior/approximateKl',
        'valueEstimator/explainedVariance',
        'posterior/entropy',
        'mStep/kl',
      ]),
    );
  });

  it('13: policy and value are networks of their own', async () => {
    const pipeline = await open(classic(), 4);
    const names = pipeline.parameters.trainedGroups.map(({ name }) => name).sort();
    expect(names).toEqual(['posterior', 'valueEstimator']);
  });
});

describe('PPO’s nine details of continuous actions', () => {
  it('1 to 3: a diagonal Gaussian, one log σ per dimension for all states, that starts at 0, densities summed', async () => {
    const pipeline = await open(continuous(), 1);
    expect([...parameter(pipeline, 'posterior/policy/logStd')]).toEqual([0]);
    collect(pipeline);
    const { logMu, preSquash } = pipeline.data.rollouts!.rows();
    expect(logMu).toHaveLength(2048);
    // σ = 1 in torque is ½ in the box; the mean is nearly 0 at first.
    const mean = logMu.reduce((sum, value, row) => {
      const z = preSquash[row] / 0.5;
      return sum + value - (-0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - Math.log(0.5));
    }, 0);
    expect(mean / 2048).toBeCloseTo(0, 1);
  });

  it('4: the networks are apart', async () => {
    const pipeline = await open(continuous(), 1);
    expect(pipeline.parameters.trainedGroups.map(({ name }) => name).sort()).toEqual(['posterior', 'valueEstimator']);
  });

  it('5: actions are stored as they were drawn, and clipped by the environment', async () => {
    const pipeline = await open(continuous(), 1);
    collect(pipeline);
    const { action, preSquash } = pipeline.data.rollouts!.rows();
    expect(Math.max(...action.map(Math.abs))).toBeGreaterThan(1);
    expect([...action]).toEqual([...preSquash]);
  });

  it('6 to 9: observations and discounted returns are normalised, both within ±10', () => {
    expect(optionsOf(continuous(), 'normaliser')).toMatchObject({
      observation: true,
      reward: true,
      discount: 0.99,
      observationClip: 10,
      rewardClip: 10,
    });
  });

  it('and there is no tanh', () => {
    expect(resolveSlots(continuous()).posterior!.name).toBe('gaussian');
  });
});
