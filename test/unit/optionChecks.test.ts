import { cartPole, chain, pendulum } from '@vem/envs';
import { box, compose, defineEnvironment, environmentPlugin, finite, observationSpace } from '@vem/framework';
import { fixedTemperature, klDual, tanhGaussian, targetEntropy, targetKl } from '@vem/posteriors';
import { mpo, sac, sql } from '@vem/presets';
import { adaptivePenalty } from '@vem/priors';
import { replay } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { smallMpo } from '../support/smallMpo.js';
import { smallSac } from '../support/smallSac.js';
import { tinyFiniteSac } from '../support/tinySac.js';

type Logger = NonNullable<Parameters<typeof compose>[1]['logger']>;

// Options that contradict each other are refused, those that cannot do what they are for are warned about.

/** A logger that keeps warnings. */
function tellingLogger(warnings: string[]): Logger {
  const quiet = () => {};
  const warn = (...told: unknown[]) => warnings.push(String(told.at(-1)));
  return { warn, info: quiet, debug: quiet } as unknown as Logger;
}

/** What composing and training these slots warns of. */
async function warningsOf(slots: object, envSteps = 0): Promise<string[]> {
  const warnings: string[] = [];
  const logger = tellingLogger(warnings);
  const run = compose(slots as never, { seed: 1, logger });
  if (envSteps > 0) for await (const _report of run.train({ envSteps, reportEvery: envSteps / 2 }));
  run.dispose();
  return warnings;
}

describe('ranges', () => {
  it.each([
    ['posterior', () => tanhGaussian({ logStdRange: [2, -20] })],
    ['temperature', () => targetEntropy({ bounds: [10, -20] })],
    ['temperature', () => targetKl({ nats: 1, bounds: [0, -1] })],
    ['trustRegion', () => adaptivePenalty({ bounds: [2, 1] })],
  ] as const)('have their lower end first: slot %s', (slot, make) => {
    expect(make).toThrow(
      expect.objectContaining({
        code: 'VEM_PLUGIN_OPTIONS',
        slot,
        message: expect.stringContaining('the lower end comes first'),
      }),
    );
  });

  it('may be a point', () => {
    expect(tanhGaussian({ logStdRange: [-1, -1] }).config).toMatchObject({ logStdRange: [-1, -1] });
  });

  it('that α does not start in are told of', async () => {
    const [told] = await warningsOf({
      ...smallSac(),
      temperature: targetEntropy({ initialAlpha: 100, bounds: [-5, 1] }),
    });
    expect(told).toMatch(/log initialAlpha is 4.61, outside of `bounds`, -5 to 1/);
    const kl = targetKl({ nats: 1, initialAlpha: 1e-4, bounds: [-5, 1] });
    expect(await warningsOf({ ...smallSac(), temperature: kl })).toEqual([expect.stringContaining('-9.21')]);
  });
});

describe('targets that no distribution meets', () => {
  const reach = /is out of reach, the limit is/;

  it.each([
    ['more entropy than 2 actions have', cartPole(), targetEntropy({ target: 0.8 }), /log 2 \(0.693\)/],
    ['as much as only the uniform one has', cartPole(), targetEntropy({ target: Math.LN2 }), reach],
    ['all of log K by its fraction', cartPole(), targetEntropy({ discreteFraction: 1 }), reach],
    ['less than 0 over actions', cartPole(), targetEntropy({ target: -1 }), /at least 0/],
    ['more than log K from a uniform prior', cartPole(), targetKl({ nats: 1 }), /a divergence of 1 nats/],
  ] as const)('%s', async (_what, environment, temperature, says) => {
    const slots = { ...tinyFiniteSac(), environment, temperature };
    expect(await warningsOf(slots)).toEqual([expect.stringMatching(says)]);
  });

  it.each([
    ['one dimension', 1, 1],
    ['three dimensions', 3, 2.1],
  ])('more entropy than [−1, 1]^A has, A: %s', async (_what, dimension, target) => {
    const space = { low: Array(dimension).fill(-1), high: Array(dimension).fill(1) };
    const slots = { ...smallSac(), environment: still(box(space))(), temperature: targetEntropy({ target }) };
    expect(await warningsOf(slots)).toEqual([expect.stringMatching(reach)]);
  });

  it.each([
    ['a box', smallSac(), targetEntropy()],
    ['actions', tinyFiniteSac(), targetEntropy()],
    ['a divergence', tinyFiniteSac(), targetKl({ nats: 0.3 })],
    ['nothing', tinyFiniteSac(), fixedTemperature({ alpha: 1 })],
  ])('are no others: %s', async (_what, slots, temperature) => {
    expect(await warningsOf({ ...slots, temperature })).toEqual([]);
  });

  it('a bound on weights beyond the log of their number', async () => {
    const dual = (bound: number) => ({
      ...smallMpo({ startAfter: 20, warmUpSteps: 20 }),
      temperature: klDual({ bound }),
    });
    expect(await warningsOf(dual(2), 60)).toEqual([
      expect.stringMatching(/cannot bind: weights on 5 actions are at most log 5 = 1.609/),
    ]);
    expect(await warningsOf(dual(1.6), 60)).toEqual([]);
  });
});

/** An environment where nothing happens. */
const still = (action: ReturnType<typeof box> | ReturnType<typeof finite>, scale = 1) =>
  environmentPlugin(
    defineEnvironment({
      id: `Still${scale}`,
      description: 'a test',
      source: 'a test',
      config: z.strictObject({}),
      observation: observationSpace({ small: 1, large: 2 }),
      action,
      timeLimit: 10,
      create: () => ({
        stateSize: 2,
        reset: (state, stream) => {
          state[0] = stream.normal();
        },
        step: (state, _action, outcome, stream) => {
          state[0] = stream.normal();
          outcome.reward = 0;
        },
        observe: (state, entries) => {
          entries[0] = state[0];
          entries[1] = state[0] / 10;
          entries[2] = scale * state[0];
        },
      }),
    }),
  );

describe('one action', () => {
  const small = { data: replay({ batchSize: 8, startAfter: 20 }) };

  it.each([
    ['sac', sac()],
    ['sql', sql()],
    ['mpo', mpo()],
  ])('is enough for %s', async (_name, preset) => {
    const run = compose({ ...preset, ...small, environment: still(finite(1))() } as never, { seed: 1 });
    for await (const { metrics } of run.train({ envSteps: 60, reportEvery: 60 }))
      for (const value of Object.values(metrics)) expect(Number.isFinite(value)).toBe(true);
    expect(run.counters.updates).toBeGreaterThan(0);
    expect((await run.evaluate({ episodes: 1 })).meanReturn).toBe(0);
    run.dispose();
  });
});

describe('observations far from 1 in size', () => {
  const slots = (scale: number) => ({
    ...smallSac({ startAfter: 20, warmUpSteps: 20 }),
    environment: still(box({ low: [-1], high: [1] }), scale)(),
  });

  it.each([
    [1e3, /"large\[1\]" is mostly beyond ±100/],
    [1e6, /"large\[1\]" is mostly beyond ±100/],
  ])('are told of, once, with what helps: × %s', async (scale, says) => {
    expect(await warningsOf(slots(scale), 80)).toEqual([expect.stringMatching(says)]);
    expect((await warningsOf(slots(scale), 80))[0]).toContain('normaliser');
  });

  it.each([1, 10, 0])('are no others: × %s', async (scale) => {
    expect(await warningsOf(slots(scale), 80)).toEqual([]);
  });
});

describe('a run without an update', () => {
  it('says so at its end', async () => {
    expect(await warningsOf({ ...smallSac(), environment: pendulum() }, 60)).toEqual([
      expect.stringMatching(/no update was made in 60 environment steps: .*data.startAfter/),
    ]);
    expect(await warningsOf({ ...smallSac(), environment: pendulum() }, 120)).toEqual([]);
  });
});

describe('episodes of evaluations that do not end', () => {
  it('are cut while training, counted, and told of once', async () => {
    const warnings: string[] = [];
    const logger = tellingLogger(warnings);
    const slots = { ...tinyFiniteSac(), environment: chain({ timeLimit: null }) };
    const run = compose(slots as never, { seed: 1, logger });
    const evaluations = [];
    for await (const { evaluation } of run.train({
      envSteps: 40,
      evaluateEvery: 20,
      evaluateEpisodes: 2,
      maxEpisodeSteps: 30,
    }))
      evaluations.push(evaluation);
    expect(evaluations).toMatchObject([
      { lengths: [30, 30], cut: 2 },
      { lengths: [30, 30], cut: 2 },
    ]);
    expect(warnings.filter((text) => /do not end and are cut/.test(text))).toHaveLength(1);
    await expect(run.evaluate({ episodes: 1, maxEpisodeSteps: 30 })).rejects.toMatchObject({
      code: 'VEM_EPISODE_ENDLESS',
    });
    run.dispose();
  });
});

describe('sizes', () => {
  it.each([
    ['networks', { posterior: tanhGaussian({ hidden: [100_000, 100_000] }) }, /posterior 160 GB/],
    ['batches', { data: replay({ batchSize: 2 ** 20 }), environment: wide(2000)() }, /A column of a batch/],
  ])('of %s are known before they are made', async (_what, change, says) => {
    const start = performance.now();
    const open = async () => {
      const run = compose({ ...smallSac(), ...change } as never, { seed: 1 });
      await run.open();
    };
    await expect(open()).rejects.toMatchObject({ code: 'VEM_MEMORY_LIMIT', message: expect.stringMatching(says) });
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

function wide(size: number) {
  return environmentPlugin(
    defineEnvironment({
      id: 'Wide',
      description: 'a test',
      source: 'a test',
      config: z.strictObject({}),
      observation: observationSpace({ x: size }),
      action: box({ low: [-1], high: [1] }),
      create: () => ({
        stateSize: 1,
        reset: () => {},
        step: () => {},
        observe: (_state, entries) => void entries.fill(0),
      }),
    }),
  );
}
