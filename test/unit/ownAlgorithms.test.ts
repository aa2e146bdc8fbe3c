import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import { pendulum } from '@vem/envs';
import { type BoundSlot, type DataSource, iterate, type Pipeline, type SlotMap } from '@vem/framework';
import { tanhGaussian } from '@vem/posteriors';
import { replay, samplePosterior } from '@vem/training';
import { twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import {
  delayedActor,
  freshCritics,
  manyCritics,
  modeWithNoise,
  oneAction,
} from '../../examples/own-algorithms/src/index.js';
import { drawn } from '../../examples/own-algorithms/src/manyCritics.js';
import { withMembers } from '../support/exchanged.js';
import { numbers, openedRuns } from '../support/openedRuns.js';
import { array, engines, runProgram } from '../support/runProgram.js';
import { ROOT } from './sources.js';

const hidden = [8];
const START = 20;
const small = { environment: pendulum(), data: replay({ batchSize: 16, capacity: 1000, startAfter: START }) };

const open = openedRuns();

const learn = (pipeline: Pipeline, updates: number) => {
  while (pipeline.progress.updates < updates) iterate(pipeline);
};

describe('algorithms as a user writes them', () => {
  it.each(['delayedActor', 'freshCritics'])('%s is a preset of at most 40 lines', (name) => {
    const source = readFileSync(join(ROOT, `examples/own-algorithms/src/${name}.ts`), 'utf8');
    expect(source.split('\n').length - 1).toBeLessThanOrEqual(40);
  });

  it('the delayed actor and all copies wait for every second update of the critics', async () => {
    const target = { kind: 'polyak', tau: 0.005, every: 2 } as const;
    const pipeline = await open({
      ...delayedActor(),
      posterior: oneAction({ hidden, target }),
      valueEstimator: twinQ({ hidden, target, combineForEStep: 'first' }),
      behaviour: modeWithNoise({ warmUpSteps: START }),
      ...small,
    });
    learn(pipeline, 2);
    const state = () => ({
      actor: [numbers(pipeline, 'posterior'), numbers(pipeline, 'posterior', 'target')],
      copies: numbers(pipeline, 'valueEstimator', 'target'),
      critics: numbers(pipeline, 'valueEstimator'),
    });
    const before = state();
    learn(pipeline, 3);
    const odd = state();
    expect(odd).toEqual({ ...before, critics: odd.critics });
    expect(odd.critics).not.toEqual(before.critics);
    learn(pipeline, 4);
    const even = state();
    expect(even.actor[0]).not.toEqual(before.actor[0]);
    expect(even.actor[1]).not.toEqual(before.actor[1]);
    expect(even.copies).not.toEqual(before.copies);
  });
});

describe('fresh critics', () => {
  /** A data source that keeps what it handed out. */
  const watched = (filled: string[]) => {
    const bound: BoundSlot = small.data;
    const create = bound.create as unknown as (...given: unknown[]) => DataSource;
    const fill = (source: DataSource) => (batch: Record<string, Float32Array>, rows: number, stream: never) => {
      source.fill(batch, rows, stream);
      filled.push([...batch.observation].join());
    };
    const watching = (...given: unknown[]) => {
      const source = create(...given);
      return withMembers(source, { fill: fill(source) });
    };
    return { ...bound, create: watching } as unknown as SlotMap['data'];
  };
  const slotsOf = (preset: SlotMap, filled: string[], tau: number): SlotMap => ({
    ...preset,
    posterior: tanhGaussian({ hidden }),
    valueEstimator: manyCritics({ hidden, critics: 3, tau }),
    behaviour: samplePosterior({ warmUpSteps: START }),
    environment: small.environment,
    data: watched(filled),
  });

  it('learn twenty times per step, each time from a batch of its own, their copies too; the policy once', async () => {
    const filled: string[] = [];
    const pipeline = await open(slotsOf(freshCritics(), filled, 0.1));
    learn(pipeline, 20);
    const from = filled.length;
    const seen = { critics: new Set<string>(), copies: new Set<string>(), policies: new Set<string>() };
    const { envSteps } = pipeline.progress;
    for (let update = 21; update <= 40; update++) {
      learn(pipeline, update);
      seen.critics.add(numbers(pipeline, 'valueEstimator').join());
      seen.copies.add(numbers(pipeline, 'valueEstimator', 'target').join());
      seen.policies.add(numbers(pipeline, 'posterior').join());
    }
    expect(pipeline.progress.envSteps).toBe(envSteps + 1);
    expect([seen.critics.size, seen.copies.size, seen.policies.size]).toEqual([20, 20, 2]);
    expect(new Set(filled.slice(from)).size).toBe(20);
  });

  it('or twenty times before their copies follow once', async () => {
    const filled: string[] = [];
    const pipeline = await open(slotsOf(freshCritics('copies-after-all'), filled, 0.1));
    learn(pipeline, 1);
    const from = filled.length;
    const { envSteps } = pipeline.progress;
    const before = numbers(pipeline, 'valueEstimator', 'target');
    learn(pipeline, 2);
    expect(pipeline.progress.envSteps).toBe(envSteps + 1);
    // The policy learns from the update's own batch, the critics from twenty others.
    expect(new Set(filled.slice(from)).size).toBe(21);
    const online = numbers(pipeline, 'valueEstimator');
    for (const [i, value] of numbers(pipeline, 'valueEstimator', 'target').entries())
      expect(Math.abs(value - (before[i] + 0.1 * (online[i] - before[i])))).toBeLessThan(1e-5);
  });

  it('are drawn without replacement', async () => {
    const uniform = [0.2, 0.9, 0.5, 0.7];
    for (const [count, chosen] of [
      [1, [0, 1, 0, 0]],
      [2, [0, 1, 0, 1]],
      [4, [1, 1, 1, 1]],
    ] as const) {
      const body = ({ given }: Readonly<Record<string, tf.Tensor>>) => {
        const noise = { uniform: () => given, normal: () => given };
        return { chosen: drawn(count, uniform.length, noise) };
      };
      const { chosen: found } = await runProgram(engines.compiled, { given: array([4], uniform) }, body);
      expect(found).toEqual(chosen);
    }
  });
});
