import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cartPole, pendulum } from '@vem/envs';
import { compose, fromRun, iterate, loadPolicy, type Run, resumeRun } from '@vem/framework';
import { categorical, tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { learnedCategorical, learnedGaussian } from '@vem/priors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallPresets } from '../support/smallPresets.js';

const folder = mkdtempSync(join(tmpdir(), 'vem-initialise-'));
const box = join(folder, 'box');
const discrete = join(folder, 'discrete');
const behindCheckpoints = join(folder, 'checkpoints');
const hidden = [8];

const tensorsOf = async (run: Run) =>
  Object.fromEntries((await run.open()).parameters.allViews().map(({ name, data }) => [name, [...data]]));
let stored: Awaited<ReturnType<typeof tensorsOf>>;

beforeAll(async () => {
  const first = compose(smallPresets['sac, box'], { seed: 3 });
  const pipeline = await first.open();
  while (pipeline.progress.updates < 30) iterate(pipeline);
  await first.save(box);
  await first.checkpoint(behindCheckpoints);
  stored = await tensorsOf(first);
  first.dispose();
  const second = compose(smallPresets['sac, discrete'], { seed: 3 });
  await second.save(discrete);
  second.dispose();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const gaussianPrior = (options: object = {}) => ({
  ...sac(),
  environment: pendulum(),
  posterior: tanhGaussian({ hidden }),
  prior: learnedGaussian({ hidden, trainable: false, deviation: 'exponential', ...options }),
});

describe('initialise', () => {
  it.each([
    ['a stored policy', box],
    ['a folder of checkpoints', behindCheckpoints],
  ])('makes a prior of the posterior of %s', async (_what, directory) => {
    const initialise = { prior: fromRun(directory, { group: 'posterior' }) };
    const run = compose(gaussianPrior(), { seed: 9, initialise });
    const other = compose(gaussianPrior(), { seed: 9 });
    const [tensors, plain] = [await tensorsOf(run), await tensorsOf(other)];
    for (const name of Object.keys(tensors)) {
      const expected = name.startsWith('prior/')
        ? stored[name.replace('prior/prior/', 'posterior/policy/')]
        : plain[name];
      expect(tensors[name], name).toEqual(expected);
    }
    expect(run.config.initialised).toMatchObject({ prior: { group: 'posterior', copy: 'online' } });
    await run.save(join(folder, 'again'));
    expect((await loadPolicy(join(folder, 'again'))).config.initialised).toEqual(run.config.initialised);
    const again = join(folder, 'checkpoints of the new run');
    await run.checkpoint(again);
    const { run: resumed } = await resumeRun(gaussianPrior(), again);
    expect(resumed.config).toEqual(run.config);
    expect(resumed.parameterHash()).toBe(run.parameterHash());
    for (const each of [run, other, resumed]) each.dispose();
  });

  it('gives target copies the same numbers, and takes groups of the same name by default', async () => {
    const initialise = { valueEstimator: fromRun(box), temperature: fromRun(box) };
    const run = compose(smallPresets['sac, box'], { seed: 9, initialise });
    const tensors = await tensorsOf(run);
    for (const name of Object.keys(tensors).filter((key) => /^(valueEstimator|temperature)/.test(key)))
      expect(tensors[name], name).toEqual(stored[name.replace('@target', '')]);
    const lagging = compose(smallPresets['sac, box'], {
      seed: 9,
      initialise: { valueEstimator: fromRun(box, { copy: 'target' }) },
    });
    const taken = await tensorsOf(lagging);
    for (const name of Object.keys(taken).filter((key) => key.startsWith('valueEstimator/')))
      expect(taken[name], name).toEqual(stored[name.replace('valueEstimator', 'valueEstimator@target')]);
    run.dispose();
    lagging.dispose();
  });

  it('makes a categorical prior act like the posterior that it came from', async () => {
    const slots = {
      ...sac(),
      environment: cartPole(),
      posterior: categorical({ hidden }),
      prior: learnedCategorical({ hidden, trainable: false }),
    };
    const run = compose(slots, { seed: 1, initialise: { prior: fromRun(discrete, { group: 'posterior' }) } });
    const tensors = await tensorsOf(run);
    expect(tensors['prior/prior/layer0/kernel'].some((x) => x !== 0)).toBe(true);
    run.dispose();
  });

  it.each([
    [
      'an unknown group',
      () => compose(gaussianPrior(), { seed: 1, initialise: { piror: fromRun(box) } }),
      'VEM_INITIALISE_GROUP',
      /Did you mean "prior"/,
    ],
    [
      'a group that is not stored',
      () => compose(gaussianPrior(), { seed: 1, initialise: { prior: fromRun(box) } }),
      'VEM_INITIALISE_SOURCE',
      /posterior/,
    ],
    [
      'another shape',
      () =>
        compose(gaussianPrior({ hidden: [16] }), {
          seed: 1,
          initialise: { prior: fromRun(box, { group: 'posterior' }) },
        }),
      'VEM_INITIALISE_MISMATCH',
      /has shape \[3,16\] here and \[3,8\] there/,
    ],
    [
      'another meaning',
      () =>
        compose(gaussianPrior({ deviation: 'softplus' }), {
          seed: 1,
          initialise: { prior: fromRun(box, { group: 'posterior' }) },
        }),
      'VEM_INITIALISE_MISMATCH',
      /softplus/,
    ],
    [
      'a group that does not match while another one does',
      () => compose(gaussianPrior(), { seed: 1, initialise: { prior: fromRun(box, { group: 'valueEstimator' }) } }),
      'VEM_INITIALISE_MISMATCH',
      /Groups there that match: posterior/,
    ],
    ['a folder that is not there', () => fromRun(join(folder, 'nowhere')), 'VEM_CHECKPOINT_MISSING', /nowhere/],
  ])('refuses %s', (_what, act, code, message) => {
    expect(act).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});
