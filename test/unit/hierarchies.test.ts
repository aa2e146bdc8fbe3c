import { lqr, pointMass } from '@vem/envs';
import { composeUnchecked, type Pipeline, type SlotMap } from '@vem/framework';
import { fixedTemperature, gaussianMixture, hierarchicalGaussian, stratified } from '@vem/posteriors';
import { hdp, sac } from '@vem/presets';
import { hierarchicalGaussian as latentPrior } from '@vem/priors';
import { replay, sampleLatent, samplePosterior, sequenceReplay } from '@vem/training';
import { retrace, twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/tasks.json' with { type: 'json' };
import { expectClose } from '../support/relative.js';

const { means, latentStd, actionStd, marginalKl, bound } = golden.latent;
const hidden: number[] = [];

/** One dimension of everything, without hidden layers, in the state 0: biases are all there is, but for what low levels make of z. */
const scalar = (over: SlotMap = {}): SlotMap => ({
  ...hdp(),
  environment: lqr(),
  prior: latentPrior({ latents: 1, hidden, deviation: 'exponential' }),
  posterior: hierarchicalGaussian({ latents: 1, hidden }),
  valueEstimator: twinQ({ hidden: [4] }),
  temperature: fixedTemperature({ alpha: 1 }),
  behaviour: samplePosterior({ warmUpSteps: 0 }),
  data: replay({ batchSize: 64, capacity: 64, startAfter: 1 }),
  ...over,
});

/** z ∼ N(mean, latentStd), u ∼ N(gain z, actionStd). */
function set({ parameters }: Pipeline, group: string, mean: number, gain: number): void {
  for (const { name, data } of parameters.views(group)) {
    data.fill(0);
    if (name.endsWith('high/layer0/bias')) data.set([mean, Math.log(latentStd)]);
    if (name.endsWith('low/layer0/bias')) data.set([0, Math.log(actionStd)]);
    // [observation and z, mean and log σ]
    if (name.endsWith('low/layer0/kernel')) data[data.length - 2] = gain;
  }
  if (parameters.views(group).length > 0 && group === 'prior') parameters.copyToTarget(group);
}

/** Metrics of one E-step, at these parameters, on what was experienced so far. */
async function opened(slots: SlotMap) {
  const run = composeUnchecked(slots, { seed: 2 });
  const pipeline = await run.open();
  for (let t = 0; t < 64; t++) pipeline.slots.data.append(pipeline.actor.act(pipeline.progress));
  const metric = (name: string) => {
    pipeline.batch.fill();
    const step = pipeline.steps[1];
    step.executable.run();
    return step.executable.outputs[`metric/${name}`].data[0] as number;
  };
  return { run, pipeline, metric };
}

describe('a hierarchical default policy', () => {
  it('pays the bound on the divergence part by part, which is more than that of actions', async () => {
    const { run, pipeline, metric } = await opened(scalar());
    set(pipeline, 'posterior', means[0], 1);
    set(pipeline, 'prior', means[1], 1);
    const kl = metric('posterior/kl');
    expectClose(kl, bound);
    expect(kl).toBeGreaterThan(marginalKl);
    // Where actions do not hang on the latent they are alike, and the latent is paid for all the same.
    set(pipeline, 'posterior', means[0], 0);
    set(pipeline, 'prior', means[1], 0);
    expectClose(metric('posterior/kl'), bound);
    run.dispose();
  });

  it('pays for latents alone where the low level is the posterior’s own', async () => {
    const prior = latentPrior({ latents: 1, hidden, deviation: 'exponential', low: 'posterior' });
    const { run, pipeline, metric } = await opened(scalar({ prior }));
    set(pipeline, 'posterior', means[0], 3);
    set(pipeline, 'prior', means[1], 1);
    expect(pipeline.parameters.views('prior').every(({ name }) => !name.includes('/low/'))).toBe(true);
    expectClose(metric('posterior/kl'), bound);
    set(pipeline, 'prior', means[0], 1);
    expect(Math.abs(metric('posterior/kl'))).toBeLessThan(1e-6);
    run.dispose();
  });

  it('expects latents to go on as an autoregression says, but for the first step', async () => {
    const a = 0.8;
    const prior = latentPrior({ latents: 1, hidden, latent: 'autoregressive', persistence: a, low: 'posterior' });
    const { run, pipeline, metric } = await opened(
      scalar({ prior, mStep: undefined, behaviour: sampleLatent({ latents: 1, warmUpSteps: 0 }) }),
    );
    set(pipeline, 'posterior', means[0], 1);
    // By hand, at the batch's own rows: KL(N(m, 1) ‖ N(a z, 1 − a²)), and KL(N(m, 1) ‖ N(0, 1)) in first steps.
    const kl = metric('posterior/kl');
    const batch = pipeline.batch.columns.observation;
    let expected = 0;
    const width = batch.length / 64;
    for (let b = 0; b < 64; b++) {
      const [z, , begun] = batch.subarray(b * width + width - 3, (b + 1) * width);
      const variance = 1 - a ** 2 * begun;
      expected += (((means[0] - a * z) ** 2 + 1) / variance - 1 + Math.log(variance)) / 2 / 64;
    }
    expectClose(kl, expected, 1e-3);
    run.dispose();
  });
});

describe('a held latent', () => {
  it('goes on for as many steps as it is held, and its term counts where it is drawn', async () => {
    const hold = 3;
    const { run, pipeline, metric } = await opened(
      scalar({ behaviour: sampleLatent({ latents: 1, hold, warmUpSteps: 0 }) }),
    );
    set(pipeline, 'posterior', means[0], 1);
    set(pipeline, 'prior', means[1], 1);
    const kl = metric('posterior/kl');
    const batch = pipeline.batch.columns.observation;
    const width = batch.length / 64;
    let free = 0;
    for (let b = 0; b < 64; b++) if (batch[b * width + width - 2] < 0.5) free++;
    expect(free).toBeGreaterThan(0);
    expect(free).toBeLessThan(64);
    expectClose(kl, (bound * free) / 64);
    const seen: number[][] = [];
    for (let t = 0; t < 12; t++) {
      const { columns } = pipeline.actor.act(pipeline.progress);
      seen.push([...columns.nextObservation.subarray(-3)]);
    }
    for (let t = 1; t < seen.length; t++) {
      const [[before, left], [z]] = [seen[t - 1], seen[t]];
      expect(z === before).toBe(left > 0.5);
    }
    run.dispose();
  });

  it('is no part of what priors and posteriors see', async () => {
    const run = composeUnchecked(
      { ...scalar(), environment: pointMass(), behaviour: sampleLatent({ latents: 1 }) },
      { seed: 1 },
    );
    const { parameters } = await run.open();
    const kernel = parameters.views('posterior').find(({ name }) => name.endsWith('high/layer0/kernel'))!;
    expect(kernel.shape).toEqual([6, 2]);
    run.dispose();
  });

  it('has no density of actions alone, of which returns along sequences would form ratios', () => {
    const along = { behaviour: samplePosterior({ warmUp: 'policy' }), data: sequenceReplay(), returns: retrace() };
    expect(() => composeUnchecked(scalar(along), { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', path: 'posterior.logProb' }),
    );
  });

  it.each([
    ['prior', { prior: latentPrior({ latents: 2, hidden }) }],
    ['behaviour', { behaviour: sampleLatent({ latents: 2 }) }],
  ])('has the same dimension in posterior and %s, or is refused', async (_slot, over) => {
    const learned = async () => {
      for await (const _ of composeUnchecked(scalar(over), { seed: 1 }).train({ envSteps: 4 }));
    };
    await expect(learned()).rejects.toMatchObject({ code: 'VEM_LATENTS_DIFFER' });
  });

  it('is the one that the posterior draws, or is refused', async () => {
    const mixture = {
      ...sac(),
      environment: lqr(),
      posterior: gaussianMixture({ hidden }),
      gradientEstimator: stratified(),
      behaviour: sampleLatent({ latents: 1 }),
    };
    await expect(composeUnchecked(mixture, { seed: 1 }).open()).rejects.toMatchObject({ code: 'VEM_LATENT_NOT_DRAWN' });
  });
});
