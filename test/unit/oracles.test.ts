import { cartPole, pendulum } from '@vem/envs';
import type { LossOracle, OracleDemand, SlotMap } from '@vem/framework';
import { categorical, gaussian, ratioGradient } from '@vem/posteriors';
import { averageKl, previousPolicy, snapshot } from '@vem/priors';
import { offPolicy } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { asking } from '../support/asking.js';
import { RecordedRows } from '../support/recordedRows.js';

const ROWS = 6;
/** Numbers that are all different, and the same in every run. */
const wave = (i: number) => Math.sin(1.7 * i + 0.3);

const rows = (kind: 'box' | 'finite') =>
  Array.from({ length: ROWS }, (_, i) => ({
    observation: Array.from({ length: kind === 'box' ? 3 : 4 }, (_, j) => wave(5 * i + j)),
    action: kind === 'box' ? [wave(31 * i)] : i % 2,
    advantage: wave(17 * i),
    logMu: -0.7,
  }));

const slots = (kind: 'box' | 'finite', divergence: 'closed' | 'sampled' = 'closed'): SlotMap => ({
  environment: kind === 'box' ? pendulum() : cartPole(),
  posterior: (kind === 'box' ? gaussian : categorical)({ hidden: [5], activation: 'tanh', initialiser: 'orthogonal' }),
  prior: previousPolicy(),
  mStep: snapshot({ rule: { kind: 'copyEvery', updates: 1000 } }),
  trustRegion: averageKl({ divergence }),
  gradientEstimator: ratioGradient({ normaliseAdvantages: false }),
  schedule: offPolicy({ steps: [['eStep'], ['mStep']] }),
});

const ALL: OracleDemand = {
  groups: ['posterior'],
  losses: ['value', 'gradient', 'hessianVector', 'rowGradients'],
  constraints: ['value', 'gradient', 'hessianVector'],
  functions: { logLikelihood: ['value', 'rowGradients'] },
};

/** One step on recorded rows, with everything at hand that there is to ask. */
async function ask(
  given: SlotMap,
  kind: 'box' | 'finite',
  hear: (oracle: LossOracle, point: Float32Array, gradient: Float32Array) => void,
  engine: 'compiled' | 'eager' = 'compiled',
) {
  let heard = 0;
  const optimiser = asking(ALL, (...told) => {
    heard++;
    hear(...told);
  });
  const opened = await RecordedRows.open(rows(kind), { ...given, optimiser }, 1, engine);
  opened.update();
  expect(heard).toBe(1);
}

const elsewhere = (point: Float32Array) => point.map((value, i) => (value === 0 ? 0 : value + 0.1 * wave(i)));
const along = (point: Float32Array, step: number, vector: Float32Array) => point.map((x, i) => x + step * vector[i]);
const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i], 0);

describe.each(['box', 'finite'] as const)('what an optimiser may ask about losses, actions %s', (kind) => {
  it('are values and gradients at any point, those of the step at its parameters', async () => {
    await ask(slots(kind), kind, (oracle, point, gradient) => {
      const own = new Float32Array(point.length);
      const value = oracle.gradient(point, own);
      expect([...own]).toEqual([...gradient]);
      expect(oracle.value(point)).toBeCloseTo(value, 6);
      expect(oracle.rows).toBe(ROWS);
      const other = elsewhere(point);
      oracle.gradient(other, own);
      const direction = point.map((_, i) => (own[i] === 0 ? 0 : wave(3 * i)));
      const slope = (oracle.value(along(other, 1e-2, direction)) - oracle.value(along(other, -1e-2, direction))) / 2e-2;
      expect(dot(own, direction) / slope).toBeCloseTo(1, 2);
    });
  });

  it.each(['closed', 'sampled'] as const)(
    'are products with the Hessian of the %s divergence, as its own values have it',
    async (divergence) => {
      await ask(slots(kind, divergence), kind, (oracle, point, gradient) => {
        const [constraint] = oracle.constraints;
        expect(constraint).toMatchObject({ name: 'trustRegion', bound: 0.01 });
        const vector = point.map((_, i) => (gradient[i] === 0 ? 0 : wave(7 * i)));
        const product = new Float32Array(point.length);
        constraint.hessianVector(point, vector, product);
        expect(constraint.value(point)).toBeCloseTo(0, 7);
        const step = 0.05;
        const second =
          (constraint.value(along(point, step, vector)) + constraint.value(along(point, -step, vector))) / step ** 2;
        expect(dot(vector, product) / second).toBeCloseTo(1, 1);
        expect(dot(vector, product)).toBeGreaterThan(0);
        // Symmetric.
        const other = point.map((_, i) => (gradient[i] === 0 ? 0 : wave(11 * i)));
        const image = new Float32Array(point.length);
        constraint.hessianVector(point, other, image);
        expect(dot(vector, image) / dot(other, product)).toBeCloseTo(1, 4);
        // The divergence is 0 at its least.
        constraint.gradient(point, image);
        expect(Math.max(...image.map(Math.abs))).toBeLessThan(1e-6);
      });
    },
  );

  it('are gradients row by row: their mean is the gradient, and that of their squares the sampled Fisher matrix', async () => {
    await ask(slots(kind, 'sampled'), kind, (oracle, point, gradient) => {
      const gradients_Bn = new Float32Array(ROWS * point.length);
      oracle.rowGradients(point, gradients_Bn);
      const mean = point.map((_, i) => {
        let sum = 0;
        for (let b = 0; b < ROWS; b++) sum += gradients_Bn[b * point.length + i];
        return sum / ROWS;
      });
      for (const [i, value] of mean.entries()) expect(value).toBeCloseTo(gradient[i], 6);
      const score_Bn = new Float32Array(ROWS * point.length);
      oracle.functions.logLikelihood.rowGradients(point, score_Bn);
      const vector = point.map((_, i) => (gradient[i] === 0 ? 0 : wave(7 * i)));
      const product = new Float32Array(point.length);
      oracle.constraints[0].hessianVector(point, vector, product);
      const fisher = new Float32Array(point.length);
      for (let b = 0; b < ROWS; b++) {
        const score = score_Bn.subarray(b * point.length, (b + 1) * point.length);
        const share = dot(score, vector) / ROWS;
        for (let i = 0; i < fisher.length; i++) fisher[i] += share * score[i];
      }
      for (const [i, value] of fisher.entries()) expect(value).toBeCloseTo(product[i], 4);
    });
  });

  it('are products with the Hessian of the losses, as differences of gradients have it', async () => {
    await ask(slots(kind), kind, (oracle, point) => {
      const at = elsewhere(point);
      const [plus, minus, product] = [0, 1, 2].map(() => new Float32Array(point.length));
      const vector = point.map((_, i) => wave(7 * i));
      oracle.gradient(along(at, 1e-2, vector), plus);
      oracle.gradient(along(at, -1e-2, vector), minus);
      oracle.hessianVector(at, vector, product);
      for (const [i, value] of product.entries()) expect(value).toBeCloseTo((plus[i] - minus[i]) / 2e-2, 2);
    });
  });
});

describe('an oracle', () => {
  it('answers the same on both engines', async () => {
    const answers: Float32Array[] = [];
    for (const engine of ['compiled', 'eager'] as const)
      await ask(
        slots('box'),
        'box',
        (oracle, point) => {
          const [product, rowwise] = [new Float32Array(point.length), new Float32Array(ROWS * point.length)];
          oracle.constraints[0].hessianVector(
            point,
            point.map((_, i) => wave(i)),
            product,
          );
          oracle.functions.logLikelihood.rowGradients(point, rowwise);
          const values = [oracle.value(elsewhere(point)), oracle.constraints[0].value(elsewhere(point))];
          answers.push(Float32Array.of(...product, ...rowwise, ...values));
        },
        engine,
      );
    const [compiled, eager] = answers;
    for (const [i, value] of compiled.entries()) expect(value).toBeCloseTo(eager[i], 4);
  });

  it('writes nothing but its answers', async () => {
    await ask(slots('finite'), 'finite', (oracle, point, gradient) => {
      const before = [point.slice(), gradient.slice()];
      const [vector, product] = [elsewhere(point), new Float32Array(point.length)];
      oracle.gradient(elsewhere(point), product);
      oracle.constraints[0].hessianVector(elsewhere(point), vector, product);
      oracle.functions.logLikelihood.rowGradients(elsewhere(point), new Float32Array(ROWS * point.length));
      expect([point, gradient]).toEqual(before);
    });
  });

  it('has the columns of the batch', async () => {
    await ask(slots('finite'), 'finite', ({ columns }) => {
      for (const [i, { advantage }] of rows('finite').entries()) expect(columns.advantage[i]).toBeCloseTo(advantage, 6);
    });
  });
});

describe('what an oracle cannot tell is refused', () => {
  const refusal = async (given: SlotMap, demand: OracleDemand) => {
    try {
      await RecordedRows.open(rows('finite'), { ...slots('finite'), ...given, optimiser: asking(demand, () => {}) });
    } catch (error) {
      return error;
    }
    throw new Error('nothing was refused');
  };
  const groups = ['posterior'];

  it('gradients row by row of a loss that couples them', async () => {
    const gradientEstimator = ratioGradient({ normaliseAdvantages: true });
    expect(await refusal({ gradientEstimator }, { groups, losses: ['rowGradients'], constraints: [] })).toMatchObject({
      code: 'VEM_ORACLE_UNANSWERED',
      message: expect.stringContaining('its rows depend on each other'),
    });
  });

  it('constraints and functions that no phase publishes', async () => {
    const functions = { regret: ['value'] } as const;
    expect(await refusal({}, { groups, constraints: [], functions })).toMatchObject({
      code: 'VEM_ORACLE_UNANSWERED',
      received: 'regret',
    });
  });

  it('a constraint that nobody keeps', async () => {
    expect(await refusal({}, { groups })).toMatchObject({ code: 'VEM_CONSTRAINT_IGNORED', slot: 'posterior' });
  });

  it('queries that were not announced', async () => {
    const codes: unknown[] = [];
    const hear = (oracle: LossOracle, point: Float32Array) => {
      for (const query of [
        () => oracle.value(point),
        () => oracle.constraints[0].hessianVector(point, point, point.slice()),
      ])
        try {
          query();
        } catch (error) {
          codes.push((error as { code: string }).code);
        }
    };
    const optimiser = asking({ groups, constraints: ['value'] }, hear);
    (await RecordedRows.open(rows('finite'), { ...slots('finite'), optimiser })).update();
    expect(codes).toEqual(['VEM_ORACLE_NOT_DEMANDED', 'VEM_ORACLE_NOT_DEMANDED']);
  });

  it('nothing by threads: one does all the work, and says so', async () => {
    const optimiser = asking({ groups, constraints: ['value'] }, () => {});
    const opened = await RecordedRows.open(rows('finite'), { ...slots('finite'), optimiser }, 2);
    expect(opened.alone).toContain('asks about the losses of "posterior"');
  });
});
