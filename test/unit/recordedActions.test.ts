import { chain, discreteBandit } from '@vem/envs';
import { type SlotMap, standardised } from '@vem/framework';
import { advantageScore, batchWeights, categorical, clippedRatio, fixedTemperature, klDual } from '@vem/posteriors';
import { categoricalKl, learnedCategorical, weightedMle } from '@vem/priors';
import { offPolicy } from '@vem/training';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/batchWeights.json' with { type: 'json' };
import table from '../fixtures/clippedRatio.json' with { type: 'json' };
import { type RecordedRow, RecordedRows } from '../support/recordedRows.js';
import { array, engines, runProgram } from '../support/runProgram.js';

const close = (received: Iterable<number>, expected: readonly number[], digits = 6) => {
  const values = [...received];
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of values.entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], digits);
};
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/** A policy over two actions that starts even in the bandit's single state: its logits are the biases, 0. */
const even: SlotMap = {
  environment: discreteBandit({ payoffs: [0, 1] }),
  posterior: categorical({ hidden: [] }),
};

/** Rows at which the even policy has these ratios. */
const withRatios = (rows: readonly { readonly ratio: number; readonly advantage: number }[]): RecordedRow[] =>
  rows.map(({ ratio, advantage }, row) => ({
    observation: [1],
    action: row % 2,
    advantage,
    logMu: Math.log(0.5 / ratio),
  }));

/** Opened with all logits at 0. */
async function onEven(rows: readonly RecordedRow[], slots: SlotMap, threads = 1) {
  const run = await RecordedRows.open(rows, { ...even, ...slots }, threads);
  for (const tensor of ['policy/layer0/kernel', 'policy/layer0/bias']) run.parameter('posterior', tensor).fill(0);
  return run;
}

describe('clipped ratios', () => {
  const { clip, quadrants } = table;
  const plain = { clip, normaliseAdvantages: false };

  it.each(quadrants)(
    'gain $gain at ratio $ratio and advantage $advantage',
    async ({ ratio, advantage, gain, slope }) => {
      const run = await onEven(withRatios([{ ratio, advantage }]), { gradientEstimator: clippedRatio(plain) });
      run.update();
      expect(run.output('loss/posterior')).toBeCloseTo(-gain, 5);
      // d(−gain)/d(logit of the action) = −slope · ρ · (1 − π).
      close(
        run.gradient('posterior', 'policy/layer0/bias').subarray(0, 2),
        [-slope * ratio * 0.5, slope * ratio * 0.5],
        5,
      );
    },
  );

  it('say how many were clipped, how far the policy went, and what the mean ratio is', async () => {
    const ratios = quadrants.map(({ ratio }) => ratio);
    const run = await onEven(withRatios(quadrants), { gradientEstimator: clippedRatio(plain) });
    run.update();
    expect(run.metric('posterior/clipFraction')).toBeCloseTo(4 / 6, 6);
    expect(run.metric('posterior/ratio')).toBeCloseTo(mean(ratios), 6);
    expect(run.metric('posterior/approximateKl')).toBeCloseTo(mean(ratios.map((r) => r - 1 - Math.log(r))), 6);
    expect(run.metric('posterior/entropy')).toBeCloseTo(Math.log(2), 6);
  });

  it('pay for a lack of entropy by the temperature, once', async () => {
    const rows = withRatios(quadrants);
    const without = await onEven(rows, { gradientEstimator: clippedRatio(plain) });
    const paying = await onEven(rows, {
      gradientEstimator: clippedRatio(plain),
      temperature: fixedTemperature({ alpha: 0.3 }),
    });
    without.update();
    paying.update();
    expect(paying.output('loss/posterior') - without.output('loss/posterior')).toBeCloseTo(-0.3 * Math.log(2), 5);
  });

  it('standardise advantages over the rows, by the unbiased deviation', async () => {
    const advantages = [1, 2, 3, 10];
    const rows = withRatios(advantages.map((advantage) => ({ ratio: 1, advantage })));
    const run = await onEven(rows, { gradientEstimator: clippedRatio({ clip }) });
    run.update();
    const deviation = Math.sqrt(sum(advantages.map((a) => (a - 4) ** 2)) / 3);
    const standard = advantages.map((a) => (a - 4) / (deviation + 1e-8));
    // Actions 0, 1, 0, 1 under even probabilities.
    const slope = mean(standard.map((a, row) => -a * (row % 2 === 0 ? 0.5 : -0.5)));
    close(run.gradient('posterior', 'policy/layer0/bias').subarray(0, 2), [slope, -slope]);
  });

  it('have their clip moved over the run', async () => {
    const run = await onEven(withRatios([{ ratio: 1.3, advantage: 1 }]), {
      gradientEstimator: clippedRatio({
        clip: { from: 0.2, to: 0, over: 'run', shape: 'linear' },
        normaliseAdvantages: false,
      }),
    });
    run.update();
    expect(run.output('loss/posterior')).toBeCloseTo(-1.2, 5);
  });
});

describe('a roll-out that was learned from enough', () => {
  // (ρ − 1) − log ρ at ρ = 1.3, in every row.
  const kl = 0.3 - Math.log(1.3);
  const rows = withRatios([
    { ratio: 1.3, advantage: 1 },
    { ratio: 1.3, advantage: -1 },
  ]);
  const signals = async (options: Parameters<typeof clippedRatio>[0]) => {
    const run = await onEven(rows, { gradientEstimator: clippedRatio({ normaliseAdvantages: false, ...options }) });
    const before = [...run.parameter('posterior', 'policy/layer0/bias')];
    run.update();
    const moved = run.parameter('posterior', 'policy/layer0/bias').some((value, i) => value !== before[i]);
    return { run, moved };
  };

  it('is taken to the end of its epoch beyond the target (CleanRL)', async () => {
    const { run, moved } = await signals({ targetKl: kl - 1e-3, klStop: 'afterEpoch' });
    expect(run.output('signal/stopAfterEpoch')).toBeCloseTo(1e-3, 5);
    expect(moved).toBe(true);
  });

  it('is left without this step beyond 1.5 times the target (Stable-Baselines3)', async () => {
    const { run, moved } = await signals({ targetKl: (kl - 1e-3) / 1.5, klStop: 'beforeStep' });
    expect(run.output('signal/stop')).toBeCloseTo(1e-3, 5);
    expect(run.output('signal/veto')).toBeCloseTo(1e-3, 5);
    expect(moved).toBe(false);
  });

  it('goes on below it', async () => {
    const { run, moved } = await signals({ targetKl: kl / 1.4, klStop: 'beforeStep' });
    expect(run.output('signal/veto')).toBeLessThan(0);
    expect(moved).toBe(true);
  });
});

describe('the first gradient of PPO', () => {
  // Three states, two actions; whoever acted is the policy as it is.
  const states = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const rows: RecordedRow[] = states.flatMap((observation, s) =>
    [0, 1].map((action) => ({ observation, action, advantage: s - 1.5 * action + 0.25, logMu: Math.log(0.5) })),
  );
  const on: SlotMap = {
    environment: chain(),
    posterior: categorical({ hidden: [] }),
    temperature: fixedTemperature({ alpha: 0.1 }),
  };
  const gradientOf = async (gradientEstimator: NonNullable<SlotMap['gradientEstimator']>) => {
    const run = await RecordedRows.open(rows, { ...on, gradientEstimator });
    for (const tensor of ['policy/layer0/kernel', 'policy/layer0/bias']) run.parameter('posterior', tensor).fill(0);
    return run.update().gradients('posterior');
  };

  it.each([true, false])('is that of A2C (advantages normalised: %s)', async (normaliseAdvantages) => {
    const clipped = await gradientOf(clippedRatio({ normaliseAdvantages }));
    const score = await gradientOf(advantageScore({ normaliseAdvantages }));
    expect(Math.max(...score.map(Math.abs))).toBeGreaterThan(0.01);
    close(clipped, score);
  });
});

describe('losses that need the whole batch', () => {
  const rows = withRatios(table.quadrants.slice(0, 4));

  it('are left to one thread: advantages that are normalised', async () => {
    const run = await onEven(rows, { gradientEstimator: clippedRatio() }, 2);
    expect(run.alone).toContain('couples the rows');
  });

  it('are shared where advantages are not, with the gradient of one thread', async () => {
    const estimator = { gradientEstimator: clippedRatio({ normaliseAdvantages: false }) };
    const [one, two] = [await onEven(rows, estimator), await onEven(rows, estimator, 2)];
    expect(two.alone).toBeUndefined();
    close(two.update().gradients('posterior'), one.update().gradients('posterior'));
    expect(two.metric('posterior/clipFraction')).toBeCloseTo(one.metric('posterior/clipFraction'), 6);
  });

  it('are left to one thread: weights over the batch', async () => {
    const run = await RecordedRows.open(rows, vMpo({}), 2);
    expect(run.alone).toContain('couples the rows');
  });
});

/** V-MPO's E- and M-step on the bandit, its policy even at the start. */
function vMpo(slots: SlotMap): SlotMap {
  return {
    environment: discreteBandit({ payoffs: [0, 1, 2] }),
    prior: learnedCategorical({ hidden: [] }),
    posterior: batchWeights(),
    mStep: weightedMle({ decoupled: false }),
    temperature: fixedTemperature({ alpha: golden.eta }),
    schedule: offPolicy({ steps: [['eStep', 'mStep', 'temperature']] }),
    ...slots,
  };
}

describe('weights over a batch', () => {
  const { advantage, eta, weights, topRows, bound, dual } = golden;
  const rows: RecordedRow[] = advantage.map((value, row) => ({
    observation: [1],
    action: row % 3,
    advantage: value,
    logMu: Math.log(1 / 3),
  }));

  it('give the prior their rows by weight, as a sum over the batch and not a mean', async () => {
    const run = (await RecordedRows.open(rows, vMpo({}))).update();
    // −Σ ψ log p at even probabilities; its slope in a logit is −(Σ ψ over the rows of that action − 1/3).
    expect(run.output('loss/prior')).toBeCloseTo(Math.log(3), 6);
    const slope = [0, 1, 2].map((action) => 1 / 3 - sum(weights.filter((_, i) => topRows[i] % 3 === action)));
    close(run.gradient('prior', 'prior/layer0/bias').subarray(0, 3), slope);
    expect(run.metric('posterior/effectiveSampleSize')).toBeCloseTo(1 / sum(weights.map((w) => w * w)), 5);
    expect(run.metric('posterior/kl')).toBeCloseTo(sum(weights.map((w) => w * Math.log(3 * w))), 5);
  });

  it('are weighted regression by a softmax of the advantages, with all rows and without a trust region', async () => {
    const run = (await RecordedRows.open(rows, vMpo({ posterior: batchWeights({ topFraction: 1 }) }))).update();
    const unnormalised = advantage.map((value) => Math.exp(value / eta));
    const softmax = unnormalised.map((weight) => weight / sum(unnormalised));
    const slope = [0, 1, 2].map((action) => 1 / 3 - sum(softmax.filter((_, row) => row % 3 === action)));
    close(run.gradient('prior', 'prior/layer0/bias').subarray(0, 3), slope);
  });

  it('adapt the temperature on the better half, and the trust region on all rows', async () => {
    const slots = vMpo({
      temperature: klDual({ bound, initialAlpha: eta }),
      trustRegion: categoricalKl({ bound: 0.01 }),
    });
    const run = (await RecordedRows.open(rows, slots)).update();
    expect(run.output('loss/temperature')).toBeCloseTo(dual, 5);
    // Nothing has moved yet: the multiplier's loss is λ · bound.
    expect(run.metric('mStep/trustRegionKl')).toBeCloseTo(0, 7);
    expect(run.output('loss/trustRegion')).toBeCloseTo(3 * 0.01, 5);
  });
});

describe('the deviation of advantages', () => {
  it('is the same on both engines', async () => {
    const values = [0.3, -2, 5, 0.1, 7];
    const results = await Promise.all(
      Object.values(engines).map((open) =>
        runProgram(open, { x: array([5], values) }, ({ x }) => ({ result: standardised(x) })),
      ),
    );
    close(results[0].result, results[1].result);
  });
});
