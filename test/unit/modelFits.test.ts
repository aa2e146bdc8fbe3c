import { lqr } from '@vem/envs';
import { composeUnchecked, type Pipeline, type Report, type SlotMap } from '@vem/framework';
import { ensemble } from '@vem/models';
import { tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { offPolicy, replay } from '@vem/training';
import { twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { smallSac } from '../support/smallSac.js';

const fit = { phases: ['model'], every: { envSteps: 100 }, rows: 'epochs', heldOut: 0.2, until: 'stop', batchSize: 64 };
const learning = [['value'], ['eStep', 'temperature']];

const linear = (model: Parameters<typeof ensemble>[0] = {}, entry: object = fit): SlotMap => ({
  ...sac(),
  environment: lqr({ noiseVariance: 0.01, bound: 1, startDeviation: 0.5 }),
  posterior: tanhGaussian({ hidden: [8] }),
  valueEstimator: twinQ({ hidden: [8] }),
  data: replay({ batchSize: 16, startAfter: 200 }),
  model: ensemble({ members: 3, elites: 2, hidden: [16], continuation: 'always', ...model }),
  schedule: offPolicy({ updatesPerStep: 0.1, steps: [entry, ...learning] as never }),
});

async function train(slots: SlotMap, envSteps: number) {
  const run = composeUnchecked(slots, { seed: 1 });
  const pipeline = await run.open();
  const reports: Report[] = [];
  for await (const report of run.train({ envSteps, reportEvery: 100 })) reports.push(report);
  return { run, pipeline, reports };
}

const group = (pipeline: Pipeline, name: string) =>
  Object.fromEntries(pipeline.parameters.views(name).map((view) => [view.name, [...view.data]]));

describe('an ensemble that is fitted in epochs', () => {
  it('is fitted when it is due, to convergence, and predicts a linear system as well as its noise lets it', async () => {
    const { run, reports } = await train(linear(), 400);
    const fitted = reports.filter(({ metrics }) => 'model/epochs' in metrics);
    expect(fitted.map(({ envSteps }) => envSteps)).toEqual([200, 300, 400]);
    for (const { metrics } of fitted) expect(metrics['model/epochs']).toBeGreaterThan(5);
    const { metrics } = fitted.at(-1)!;
    // Noise of deviation .1 on states of deviation ≈ .6, growing with √t over the horizon; no model does better.
    expect(metrics['model/error1']).toBeLessThan(0.35);
    expect(metrics['model/error5']).toBeGreaterThan(metrics['model/error1']);
    expect(metrics['model/error5']).toBeLessThan(1);
    run.dispose();
  });

  it('has members of their own, the best of which are its elite', async () => {
    const { run, pipeline } = await train(linear(), 210);
    const { 'model/elites/member': elite } = group(pipeline, 'model/elites');
    expect(new Set(elite).size).toBe(2);
    const kernel = group(pipeline, 'model')['model/outcome/layer0/kernel'];
    const [first, second] = [
      kernel.slice(0, kernel.length / 3),
      kernel.slice(kernel.length / 3, (2 * kernel.length) / 3),
    ];
    expect(first).not.toEqual(second);
    // Inputs are scaled by the rows that were learned from.
    const scale = group(pipeline, 'model/scale');
    for (const deviation of scale['model/scale/input/deviation']) expect(deviation).not.toBe(1);
    run.dispose();
  });

  it('does not learn on what is held out: fits by chance end early', async () => {
    // Nothing can be predicted of what is noise alone.
    const noise = { ...linear(), environment: lqr({ stateGain: 0, actionGain: 0, noiseVariance: 1, stateCost: 0 }) };
    const { run, reports } = await train(noise, 200);
    const { metrics } = reports.at(-1)!;
    expect(metrics['model/error1']).toBeGreaterThan(0.6);
    expect(metrics['model/epochs']).toBeLessThan(60);
    run.dispose();
  });

  it('may be deterministic, and has as many epochs as it is given', async () => {
    const { run, reports } = await train(linear({ outcome: 'deterministic' }, { ...fit, repeat: 3 }), 200);
    expect(reports.at(-1)!.metrics['model/epochs']).toBe(3);
    run.dispose();
  });
});

describe('a fit that diverges', () => {
  it('stops the run, and is named by its slot and when it was', async () => {
    await expect(train(linear({ learningRate: 1e20 }), 210)).rejects.toThrow(
      /Slot "model": .*became (NaN|-?Infinity).*/,
    );
  });
});

describe('fits in epochs are refused', () => {
  it.each([
    ['together with other phases', { ...fit, phases: ['model', 'value'] }, /several phases/],
    ['at the ends of roll-outs', { ...fit, every: { rollouts: 1 } }, /roll-outs/],
    ['of plugins that are fitted batch by batch', { ...fit, phases: ['value'] }, /batch by batch/],
  ])('%s', async (_what, entry, message) => {
    await expect(train(linear({}, entry), 1)).rejects.toThrow(message);
  });

  it('on rows that stand for windows', async () => {
    const slots = { ...linear(), data: replay({ window: 3 }) };
    await expect(train(slots, 1)).rejects.toThrow(expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING' }));
  });

  it('of more elites than members', () => {
    expect(() => ensemble({ members: 2, elites: 3 })).toThrow(/elites/);
  });

  it('and a model that no step fits is one, too', async () => {
    const slots = { ...smallSac(), model: ensemble({ hidden: [8] }) };
    await expect(train(slots, 1)).rejects.toThrow(expect.objectContaining({ code: 'VEM_PHASE_NOT_SCHEDULED' }));
  });
});
