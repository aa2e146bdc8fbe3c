import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chain } from '@vem/envs';
import {
  composeUnchecked,
  type EnvironmentFactory,
  evaluatePolicy,
  loadPolicy,
  readTrajectories,
  VemError,
} from '@vem/framework';
import { messagePassing } from '@vem/presets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exactVisits } from './exactVisits.js';
import { playedTrajectories } from './trajectories.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vem-trajectories-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const horizon = 6;
const origin = { createdBy: 'a test' };

async function solved() {
  const run = composeUnchecked(
    { ...messagePassing('variational'), environment: chain({ timeLimit: horizon }) },
    { seed: 1 },
  );
  for await (const _report of run.train({ envSteps: 0 }));
  return { run, factory: chain({ timeLimit: horizon }).create() as EnvironmentFactory };
}

const stored = (file: unknown, name = 'file.json') => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(file));
  return path;
};

describe('recorded trajectories', () => {
  it('are the episodes of an evaluation, and are read as they were taken', async () => {
    const { run, factory } = await solved();
    await run.save(join(folder, 'policy'));
    const policy = await loadPolicy(join(folder, 'policy'));
    const options = { episodes: 3, seed: 7, stochastic: true, maxSteps: 100 };
    const { file, returns } = playedTrajectories(policy, factory, options, origin);
    const evaluation = await evaluatePolicy(policy, factory, { episodes: 3, seed: 7, stochastic: true });
    for (const [i, value] of evaluation.returns.entries()) expect(returns[i]).toBeCloseTo(value, 5);
    const { spec } = factory;
    const { rows, episodes, columns } = readTrajectories(stored(file), spec.observation, spec.action);
    expect([rows, episodes]).toEqual([3 * horizon, 3]);
    expect([...columns.time]).toEqual([0, 1, 2].flatMap(() => [0, 1, 2, 3, 4, 5]));
    expect([...columns.truncated]).toEqual([...columns.time].map((time) => (time === horizon - 1 ? 1 : 0)));
    // Each step is observed as the one before led to.
    for (let row = 1; row < rows; row++)
      if (columns.time[row] > 0)
        expect(columns.observation.subarray(3 * row, 3 * row + 3)).toEqual(
          columns.nextObservation.subarray(3 * row - 3, 3 * row),
        );
    policy.dispose();
    run.dispose();
  });

  it('or exact visits, of a policy that minds the time', async () => {
    const { run, factory } = await solved();
    const { file, meanReturn } = await exactVisits(run, factory, { name: 'a run', acting: 'posterior' }, origin);
    const weights = file.columns.weight!;
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(horizon, 6);
    const { returns } = await run.evaluate({ episodes: 2000, stochastic: true });
    const mean = returns.reduce((sum, one) => sum + one, 0) / returns.length;
    const deviation = Math.sqrt(returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / returns.length);
    expect(Math.abs(meanReturn - mean)).toBeLessThan((4 * deviation) / Math.sqrt(returns.length));
    run.dispose();
  });

  const whole = {
    format: 'vem-trajectories',
    version: 1,
    episodes: 1,
    columns: {
      episode: [0],
      time: [0],
      observation: [[1, 0, 0]],
      action: [1],
      reward: [0],
      nextObservation: [[0, 1, 0]],
      terminated: [0],
      truncated: [0],
    },
  };
  const withColumns = (columns: object) => ({ ...whole, columns: { ...whole.columns, ...columns } });

  it.each([
    ['no JSON', '{', 'VEM_TRAJECTORIES_INVALID', /it is no JSON/],
    ['another format', { ...whole, version: 2 }, 'VEM_TRAJECTORIES_INVALID', /version/],
    ['columns of different lengths', withColumns({ reward: [0, 1] }), 'VEM_TRAJECTORIES_INVALID', /columns\.reward/],
    [
      'no steps',
      withColumns(Object.fromEntries(Object.keys(whole.columns).map((name) => [name, []]))),
      'VEM_TRAJECTORIES_INVALID',
      /at least one/,
    ],
    [
      'narrow observations',
      withColumns({ observation: [[1, 0]] }),
      'VEM_TRAJECTORIES_SPACES',
      /observation\.0: 3 numbers/,
    ],
    ['an action that there is not', withColumns({ action: [2] }), 'VEM_TRAJECTORIES_SPACES', /below 2/],
    ['real actions', withColumns({ action: [[0.5]] }), 'VEM_TRAJECTORIES_SPACES', /below 2/],
    ['a column of its own', withColumns({ colour: [0] }), 'VEM_TRAJECTORIES_INVALID', /colour/],
  ])('with %s are refused', (_what, file, code, message) => {
    const { spec } = chain().create() as EnvironmentFactory;
    const path = stored(file);
    if (typeof file === 'string') writeFileSync(path, file);
    const read = () => readTrajectories(path, spec.observation, spec.action);
    expect(read).toThrow(VemError);
    expect(read).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  it('that are not there are refused', () => {
    const { spec } = chain().create() as EnvironmentFactory;
    expect(() => readTrajectories(join(folder, 'none.json'), spec.observation, spec.action)).toThrow(
      expect.objectContaining({ code: 'VEM_TRAJECTORIES_UNREADABLE' }),
    );
  });
});
