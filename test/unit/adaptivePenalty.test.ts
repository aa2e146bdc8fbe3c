import { cartPole, pendulum } from '@vem/envs';
import { composeUnchecked, iterate, type Pipeline, type Run, type SlotMap } from '@vem/framework';
import { ratioGradient } from '@vem/posteriors';
import { adaptivePenalty } from '@vem/priors';
import { adam, everyBatch } from '@vem/training';
import { afterEach, describe, expect, it } from 'vitest';
import { smallOnPolicy } from '../support/smallOnPolicy.js';

const runs: Run[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.dispose();
});

type Penalty = Parameters<typeof adaptivePenalty>[0];

const penalised = (kind: 'box' | 'discrete', penalty: Penalty, learningRate = 3e-3): SlotMap => ({
  ...smallOnPolicy(kind),
  environment: kind === 'box' ? pendulum() : cartPole(),
  gradientEstimator: ratioGradient(),
  trustRegion: adaptivePenalty(penalty),
  optimiser: adam({ learningRate }),
  schedule: everyBatch({
    steps: [['value', 'eStep'], { phases: ['trustRegion', 'mStep'], every: { rollouts: 1 } }],
  }),
});

async function open(slots: SlotMap): Promise<Pipeline> {
  const run = composeUnchecked(slots, { seed: 3, environments: 2 });
  runs.push(run);
  return run.open();
}

const beta = ({ parameters }: Pipeline) => parameters.views('trustRegion')[0].data[0];

/** Until this many roll-outs were learned from. */
function learn(pipeline: Pipeline, rollouts: number, each?: () => void): void {
  while (pipeline.progress.rollouts < rollouts) {
    iterate(pipeline);
    each?.();
  }
}

const scalar = (pipeline: Pipeline, name: string) =>
  pipeline.steps.flatMap((step) => step.executable.outputs[name] ?? [])[0].data[0];

describe.each(['box', 'discrete'] as const)('the adaptive penalty, %s', (kind) => {
  it('halves after roll-outs that moved too little, once each, and not in between', async () => {
    const pipeline = await open(penalised(kind, { target: 1 }, 1e-5));
    const seen: number[] = [];
    let rollouts = 0;
    learn(pipeline, 3, () => {
      if (pipeline.progress.rollouts === rollouts) expect(beta(pipeline)).toBe(0.5 ** rollouts);
      else {
        rollouts++;
        seen.push(beta(pipeline));
      }
    });
    expect(seen).toEqual([0.5, 0.25, 0.125]);
  });

  it('doubles after roll-outs that moved too far', async () => {
    const pipeline = await open(penalised(kind, { target: 1e-9 }));
    learn(pipeline, 3);
    expect(beta(pipeline)).toBe(8);
  });

  it('is judged by all rows of the roll-out, against the copy that is about to be replaced', async () => {
    const pipeline = await open(penalised(kind, { target: 0.01 }));
    learn(pipeline, 2);
    // 2 environments, 16 steps.
    const { batch } = pipeline;
    expect(batch.layout.rows).toBe(8);
    expect(scalar(pipeline, 'metric/trustRegion/kl')).toBeGreaterThan(0);
    // The prior's own report is the reverse divergence: close to it, and not of the replaced copy, where it would be 0.
    const ratio = scalar(pipeline, 'metric/mStep/kl') / scalar(pipeline, 'metric/trustRegion/kl');
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it('keeps the posterior nearer, the larger β is', async () => {
    const moves = await Promise.all(
      [1e-3, 1e3].map(async (initialBeta) => {
        const pipeline = await open(
          penalised(kind, { initialBeta, target: 0.01, tolerance: 1e6, bounds: [1e-6, 1e6] }),
        );
        learn(pipeline, 1);
        expect(beta(pipeline)).toBeCloseTo(initialBeta, 3);
        return scalar(pipeline, 'metric/trustRegion/kl');
      }),
    );
    expect(moves[1]).toBeLessThan(0.5 * moves[0]);
  });

  it('measures the divergence either way round', async () => {
    const pipeline = await open(penalised(kind, { direction: 'reverse' }));
    learn(pipeline, 1);
    expect(scalar(pipeline, 'metric/trustRegion/kl')).toBeCloseTo(scalar(pipeline, 'metric/mStep/kl'), 6);
  });
});
