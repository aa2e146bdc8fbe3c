import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cartPole, chain } from '@vem/envs';
import { compose, composeUnchecked, iterate, type Pipeline, type Run, resumeRun, type SlotMap } from '@vem/framework';
import { categorical, exactCategorical, fixedTemperature } from '@vem/posteriors';
import { sac, sql } from '@vem/presets';
import { adam, replay, samplePosterior } from '@vem/training';
import { actionValues, logSumExp, table } from '@vem/values';
import { afterEach, describe, expect, it } from 'vitest';
import { smallMpo } from '../support/smallMpo.js';
import { smallSac } from '../support/smallSac.js';

const runs: Run[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.dispose();
});

/** The pipeline after some updates. */
async function learn(slots: SlotMap, threads: number, updates = 30): Promise<Pipeline> {
  const run = composeUnchecked(slots, { seed: 3, threads });
  runs.push(run);
  const pipeline = await run.open();
  while (pipeline.progress.updates < updates) iterate(pipeline);
  return pipeline;
}

const hash = () => runs.at(-1)!.parameterHash();

const onCartPole = (): SlotMap => ({
  ...sac(),
  environment: cartPole(),
  posterior: categorical({ hidden: [32, 32], activation: 'elu' }),
  valueEstimator: actionValues({ hidden: [32, 32], activation: 'elu' }),
  behaviour: samplePosterior({ warmUpSteps: 1000 }),
  data: replay({ batchSize: 64, startAfter: 100, capacity: 1000 }),
  optimiser: adam({ learningRate: 1e-3 }),
});

describe('threads that share a batch', () => {
  it.each([2, 4])(
    'take the steps that one thread takes, where learning needs no noise (%i threads)',
    async (threads) => {
      const [one, several] = [await learn(onCartPole(), 1), await learn(onCartPole(), threads)];
      expect(several.alone).toBeUndefined();
      expect(several.batch.columns).toEqual(one.batch.columns);
      const expected = one.parameters.allViews();
      for (const [index, { name, data }] of several.parameters.allViews().entries()) {
        const difference = Math.hypot(...data.map((value, i) => value - expected[index].data[i]));
        expect(difference / Math.hypot(...data), name).toBeLessThan(1e-5);
      }
      const metrics = ({ update }: Pipeline): Record<string, number> =>
        Object.assign({}, ...update.steps.map((step) => step.takeMetrics()));
      const ofSeveral = metrics(several);
      for (const [name, value] of Object.entries(metrics(one))) expect(ofSeveral[name], name).toBeCloseTo(value, 4);
    },
  );

  it.each([
    ['SAC', () => smallSac({ startAfter: 70 })],
    ['MPO', () => smallMpo()],
  ])('repeat bit for bit with noise, each thread with its own (%s)', async (_name, slots) => {
    await learn(slots(), 2);
    const first = hash();
    await learn(slots(), 2);
    expect(hash()).toBe(first);
    await learn(slots(), 1);
    expect(hash()).not.toBe(first);
  });

  it('leave it to one thread where a loss couples the rows', async () => {
    const slots: SlotMap = {
      ...sql(),
      environment: chain(),
      posterior: exactCategorical(),
      valueEstimator: table(),
      bootstrap: logSumExp(),
      temperature: fixedTemperature(),
      behaviour: samplePosterior(),
      data: replay({ batchSize: 64, startAfter: 100 }),
    };
    const { alone } = await learn(slots, 2);
    expect(alone).toMatch(/"valueEstimator" couples/);
    const first = hash();
    await learn(slots, 1);
    expect(hash()).toBe(first);
  });

  it('need a batch that can be shared out equally', async () => {
    await expect(learn(smallSac(), 3)).rejects.toThrowError(expect.objectContaining({ code: 'VEM_THREADS_ROWS' }));
  });

  it('resume with as many threads as before, and with others only where other numbers are accepted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vem-threads-'));
    const slots = smallSac({ startAfter: 70 });
    const train = async (run: Run, envSteps: number) => {
      for await (const _ of run.train({ envSteps }));
    };
    const started = (threads: number) => {
      const run = compose(slots, { seed: 3, threads });
      runs.push(run);
      return run;
    };
    try {
      const whole = started(2);
      await train(whole, 120);
      const interrupted = started(2);
      await train(interrupted, 90);
      const { directory } = await interrupted.checkpoint(folder);
      const { run, inexact } = await resumeRun(slots, folder);
      runs.push(run);
      expect(inexact).toEqual([]);
      expect(run.config.threads).toBe(2);
      await train(run, 120);
      expect(run.parameterHash()).toBe(whole.parameterHash());
      await expect(started(1).restore(directory)).rejects.toThrowError(
        expect.objectContaining({
          code: 'VEM_RESUME_INEXACT',
          message: expect.stringMatching(/threads was "2" and is "1"/),
        }),
      );
      expect(await started(1).restore(directory, { allowInexact: true })).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
