import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { lqr } from '@vem/envs';
import { composeUnchecked, definePlugin, iterate, type Pipeline, resumeRun, type SlotMap } from '@vem/framework';
import { ensemble } from '@vem/models';
import { tanhGaussian } from '@vem/posteriors';
import { mbpo } from '@vem/presets';
import { branchedRollouts, offPolicy, runningStatistics } from '@vem/training';
import { twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { linearModel } from '../support/linearModel.js';
import { learn, numbers, openedRuns } from '../support/openedRuns.js';
import { smallMbpo } from '../support/smallModels.js';
import { smallSac } from '../support/smallSac.js';

const tiny = { posterior: tanhGaussian({ hidden: [8] }), valueEstimator: twinQ({ hidden: [8] }) };
const learning = [['value'], ['eStep', 'temperature']] as const;
const fit = { phases: ['model'], every: { envSteps: 100 }, rows: 'epochs', heldOut: 0.2, until: 'stop', repeat: 2 };
const kept = { batchSize: 64, capacity: 10_000, startAfter: 100 };

const open = openedRuns();
const learned = async (slots: SlotMap, updates: number) => learn(await open(slots), updates);
const policy = (pipeline: Pipeline) =>
  ['posterior', 'valueEstimator', 'temperature'].flatMap((group) => numbers(pipeline, group));

describe('recorded rows mixed with imagined ones', () => {
  const withModel = (realRatio: number) => ({
    ...smallSac(),
    ...tiny,
    model: ensemble({ members: 2, elites: 1, hidden: [8], continuation: 'always' }),
    data: branchedRollouts({ ...kept, realRatio, every: 100, rollouts: 64 }),
    schedule: offPolicy({ updatesPerStep: 5, steps: [fit, ...learning] as never }),
  });

  it('are those of SAC, bit for bit, where all of them were recorded: SAC with more updates', async () => {
    const more = { ...smallSac(), ...tiny, schedule: offPolicy({ updatesPerStep: 5, steps: learning as never }) };
    const sac = policy(await learned(more, 8));
    expect(policy(await learned(withModel(1), 8))).toEqual(sac);
    expect(policy(await learned(withModel(0.5), 8))).not.toEqual(sac);
  });
});

const ROLLOUTS = 40;
const BATCH = 20;
const system = { actionCost: 0.1, noiseVariance: 0 };

/** A linear system beside its own exact model, that ends right of a border. */
const endingAt = (border: number) =>
  definePlugin({
    slot: 'model',
    name: 'ending-linear-model',
    description: 'A linear system whose episodes end beyond a border',
    config: z.strictObject({}),
    provides: ['step', 'actionGradient'],
    inject: [],
    create: () => {
      const exact = linearModel(system).create();
      return {
        program: (step) => ({
          ...exact.program(step as never),
          step: (observation_BO, action_BA) => {
            const imagined = exact.program(step as never).step!(observation_BO, action_BA);
            const isIn_B = tf.less(tf.squeeze<tf.Tensor>(imagined.next_BO, [1]), border);
            return { ...imagined, continue_B: tf.cast(isIn_B, 'float32') };
          },
        }),
      };
    },
  })();

const onLine = (slots: SlotMap, data: Parameters<typeof branchedRollouts>[0] = {}): SlotMap => ({
  ...smallSac(),
  ...tiny,
  environment: lqr({ noiseVariance: 0, bound: 1, startDeviation: 0.5 }),
  model: linearModel(system),
  data: branchedRollouts({
    ...kept,
    batchSize: BATCH,
    realRatio: 0.25,
    every: 50,
    rollouts: ROLLOUTS,
    horizon: 3,
    ...data,
  }),
  schedule: offPolicy({ steps: learning as never }),
  ...slots,
});

type Row = Readonly<Record<'observation' | 'action' | 'reward' | 'nextObservation' | 'terminated', number>>;

/** Every imagined row that there is, from many batches. */
async function imaginedRows(slots: SlotMap) {
  const pipeline = await learned(slots, 1);
  const { columns } = pipeline.batch;
  const seen = new Map<string, Row>();
  for (let batch = 0; batch < 80; batch++) {
    pipeline.batch.fill();
    for (let row = BATCH / 4; row < BATCH; row++) {
      const one = Object.fromEntries(
        Object.entries(columns).map(([name, data]) => [name, data[row]]),
      ) as unknown as Row;
      seen.set(JSON.stringify(one), one);
    }
  }
  return { pipeline, rows: [...seen.values()] };
}

describe('roll-outs in an exact model', () => {
  it('have rows that the environment could have given, one after the other, from states that were recorded', async () => {
    const { pipeline, rows } = await imaginedRows(onLine({}));
    expect(rows).toHaveLength(3 * ROLLOUTS);
    for (const { observation, action, reward, nextObservation, terminated } of rows) {
      expect(nextObservation).toBeCloseTo(observation + action, 5);
      expect(reward).toBeCloseTo(-0.5 * (observation ** 2 + 0.1 * action ** 2), 5);
      expect(terminated).toBe(0);
    }
    const { count } = pipeline.data.indexed!;
    const recorded = { observation: new Float32Array(count) };
    pipeline.data.indexed!.read(
      recorded,
      Int32Array.from({ length: count }, (_, row) => row),
    );
    const wasRecorded = new Set(recorded.observation);
    const wasImagined = new Set(rows.map(({ nextObservation }) => nextObservation));
    const starts = rows.filter(({ observation }) => wasRecorded.has(observation));
    const later = rows.filter(({ observation }) => wasImagined.has(observation));
    expect(starts).toHaveLength(ROLLOUTS);
    expect(later).toHaveLength(2 * ROLLOUTS);
  });

  it('end where the model says that episodes do', async () => {
    const { rows } = await imaginedRows(onLine({ model: endingAt(0.3) }));
    const ends = rows.filter(({ terminated }) => terminated === 1);
    expect(ends.length).toBeGreaterThan(10);
    for (const { nextObservation, terminated } of rows) expect(terminated).toBe(nextObservation < 0.3 ? 0 : 1);
    const next = new Set(rows.map(({ observation }) => observation));
    for (const { nextObservation } of ends) expect(next.has(nextObservation)).toBe(false);
    expect(rows.length).toBeLessThan(3 * ROLLOUTS);
  });

  it('make up all of a batch but for the share that was recorded, which comes first', async () => {
    const pipeline = await learned(onLine({}, { realRatio: 0.29 }), 1);
    const { count } = pipeline.data.indexed!;
    const recorded = { nextObservation: new Float32Array(count) };
    pipeline.data.indexed!.read(
      recorded,
      Int32Array.from({ length: count }, (_, row) => row),
    );
    const wasRecorded = new Set(recorded.nextObservation);
    for (let batch = 0; batch < 5; batch++) {
      pipeline.batch.fill();
      const { nextObservation } = pipeline.batch.columns;
      for (let row = 0; row < BATCH; row++) expect(wasRecorded.has(nextObservation[row])).toBe(row < 5);
    }
  });

  it('are longer the longer the run, and forgotten after so many sets', async () => {
    const horizon = { from: 1, to: 5, begin: 100, end: 200 };
    const pipeline = await learned(onLine({}, { horizon, retained: 2 }), 0);
    const sizes: number[] = [];
    for (let last = 0; sizes.length < 5; ) {
      iterate(pipeline);
      const counts = pipeline.data.state()['imagined/counts'] as Float64Array;
      const { envSteps } = pipeline.progress;
      if (pipeline.owed > 0 || envSteps < 100 || Math.floor(envSteps / 50) === last) continue;
      last = Math.floor(envSteps / 50);
      sizes.push(counts.reduce((sum, count, i) => (i % 2 === 0 ? sum + count : sum), 0) / ROLLOUTS);
    }
    // Horizons 1, 3, 5, 5, 5; two sets are kept.
    expect(sizes).toEqual([1, 4, 8, 10, 10]);
  });
});

/** Predicts something else in imagined step k of each roll-out, told by how far the state is from what was recorded. */
const breaking = (value: (next_BO: tf.Tensor) => tf.Tensor) =>
  definePlugin({
    slot: 'model',
    name: 'breaking-model',
    description: 'Moves far away, then breaks',
    config: z.strictObject({}),
    provides: ['step'],
    inject: [],
    create: () => ({
      program: () => ({
        step: (observation_BO) => {
          const reward_B = tf.squeeze<tf.Tensor>(tf.mul(0, observation_BO), [1]);
          const isFar_BO = tf.greater(tf.abs(observation_BO), 5);
          const away_BO = tf.add(tf.mul(0, observation_BO), 6);
          return {
            next_BO: tf.where(isFar_BO, value(observation_BO), away_BO),
            reward_B,
            continue_B: tf.onesLike(reward_B),
          };
        },
        loss: () => ({ losses: [] }),
      }),
    }),
  })();

describe('what a model should not have said', () => {
  const noNumber = (next_BO: tf.Tensor) => tf.log(tf.sub(-1, tf.square(next_BO)));
  const huge = (next_BO: tf.Tensor) => tf.mul(1e6, next_BO);

  it('stops the run where it is no number, and is named by its slot and the imagined step', async () => {
    await expect(learned(onLine({ model: breaking(noNumber) }), 1)).rejects.toThrow(
      expect.objectContaining({ code: 'VEM_IMAGINED_NOT_FINITE', slot: 'model', path: 'step 2' }),
    );
  });

  it('is not learned from where it is far from everything recorded, ends the roll-out, and is told of', async () => {
    const { pipeline, rows } = await imaginedRows(onLine({ model: breaking(huge) }));
    for (const { nextObservation } of rows) expect(nextObservation).toBe(6);
    const metrics = pipeline.imagine!.takeMetrics();
    expect(metrics).toMatchObject({ 'data/exploded1': 0, 'data/exploded2': 1 });
    expect(metrics['data/exploded3']).toBeUndefined();
    expect(pipeline.data.warnings!({ exploded1: 0, exploded2: 1 })).toEqual([
      expect.stringMatching(/in imagined step 2 .*far from everything/),
    ]);
  });

  it('stops the run where nothing else is left', async () => {
    await expect(learned(onLine({ model: breaking(huge) }, { reach: 0.1 }), 1)).rejects.toThrow(
      expect.objectContaining({ code: 'VEM_IMAGINED_EXPLODED', slot: 'model', path: 'step 1' }),
    );
  });

  it('is told of where it was asked outside of what it was fitted to, by imagined step', async () => {
    const pipeline = await learned(smallMbpo, 1);
    const metrics = pipeline.imagine!.takeMetrics();
    for (const name of ['model/outside1', 'model/outside2', 'model/goingOn1', 'model/reward2'])
      expect(metrics[name]).toEqual(expect.any(Number));
    expect(pipeline.slots.model!.warnings!({ outside2: 0.7 })).toEqual([
      expect.stringMatching(/in imagined step 2 .*outside/),
    ]);
  });
});

/** Everything that the data source remembers. */
const bytes = ({ data }: Pipeline) =>
  Object.entries(data.state()).map(([name, value]) =>
    typeof value === 'number' ? [name, value] : [name, Buffer.from(value.buffer).toString('latin1')],
  );

describe('imagined rows', () => {
  it('are refused where they could not be what the others are', async () => {
    await expect(learned({ ...smallMbpo, normaliser: runningStatistics() }, 0)).rejects.toThrow(
      expect.objectContaining({ code: 'VEM_FEATURE_UNSUPPORTED', slot: 'data' }),
    );
    const opened = branchedRollouts().create() as { open(columns: object[]): unknown };
    expect(() =>
      opened.open([
        { name: 'observation', size: 1 },
        { name: 'logMu', size: 1 },
      ]),
    ).toThrow(expect.objectContaining({ code: 'VEM_IMAGINED_COLUMN', path: 'logMu' }));
    expect(() => branchedRollouts({ horizon: { from: 1, to: 5, begin: 10, end: 10 } })).toThrow(/begin/);
    expect(mbpo('hopper').data.config).toMatchObject({ horizon: { from: 1, to: 15 }, realRatio: 0.05 });
  });

  it('are remembered: a run that is stored in the middle of a fit or of a roll-out goes on bit for bit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vem-imagined-'));
    try {
      const data = branchedRollouts({ batchSize: 16, startAfter: 20, every: 25, rollouts: 2500, horizon: 2 });
      const slots = { ...smallMbpo, data };
      const run = composeUnchecked(slots, { seed: 5, environments: 2 });
      const pipeline = await run.open();
      const stored: { readonly turn: number; readonly directory: string }[] = [];
      const TURNS = 60;
      const fitting = () => pipeline.fits.state().current !== -1;
      const step = () => pipeline.data.state()['rollouts/step'] as number;
      const group = () => pipeline.data.state()['rollouts/group'] as number;
      // In the middle of a fit, and between two steps of the second group of roll-outs.
      const moments = [fitting, () => step() === 1 && group() === 1];
      for (let turn = 0; turn < TURNS; turn++) {
        if (moments[0]?.()) {
          const directory = join(folder, `${turn}`);
          await run.checkpoint(directory);
          stored.push({ turn, directory });
          moments.shift();
        }
        iterate(pipeline);
      }
      expect(moments).toEqual([]);
      const whole = run.parameterHash();
      const batch = { ...pipeline.batch.columns };
      for (const { turn, directory } of stored) {
        const resumed = await resumeRun(slots as never, directory);
        const other = await resumed.run.open();
        for (let t = turn; t < TURNS; t++) iterate(other);
        expect(resumed.run.parameterHash()).toBe(whole);
        expect(other.batch.columns).toEqual(batch);
        expect(bytes(other)).toEqual(bytes(pipeline));
        resumed.run.dispose();
      }
      run.dispose();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
