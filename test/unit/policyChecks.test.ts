import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ActionSpace,
  box,
  compose,
  defineEnvironment,
  type EnvironmentFactory,
  environmentPlugin,
  evaluatePolicy,
  finite,
  loadPolicy,
  type ObservationSpace,
  observationSpace,
  type Policy,
  resumeRun,
  singleBounds,
} from '@vem/framework';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readCheckpoint, writeCheckpoint } from '../../packages/framework/src/store/files/directory.js';
import { decodeSafetensors, encodeSafetensors } from '../../packages/framework/src/store/files/safetensors.js';
import { smallMpo } from '../support/smallMpo.js';
import { smallSac } from '../support/smallSac.js';

// What a stored policy does in an environment, and what it refuses to do.

interface Shape {
  readonly observation?: ObservationSpace;
  readonly action?: ActionSpace;
  readonly timeLimit?: number;
}

/** An environment that rewards large actions. */
const environment = ({
  observation = observationSpace({ x: 2, y: 1 }),
  action = box({ low: [-2], high: [2] }),
  timeLimit = 10,
}: Shape = {}) =>
  environmentPlugin(
    defineEnvironment({
      id: 'Shaped',
      description: 'a test',
      source: 'a test',
      config: z.strictObject({}),
      observation,
      action,
      timeLimit,
      create: () => ({
        stateSize: 1,
        reset: (state, stream) => {
          state[0] = stream.normal();
        },
        step(state, act, outcome, stream) {
          state[0] = stream.normal();
          outcome.reward = typeof act === 'number' ? act : act[0];
        },
        observe: (state, entries) => void entries.fill(state[0]),
      }),
    }),
  );

const factoryOf = (shape: Shape): EnvironmentFactory => environment(shape)().create() as EnvironmentFactory;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vem-policies-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A policy after a little training that pushes actions to their bounds. */
async function policyOf(name: string, slots: object, shape: Shape = {}): Promise<Policy> {
  const directory = join(folder, name);
  const run = compose({ ...slots, environment: environment(shape)() } as never, { seed: 1 });
  for await (const _report of run.train({ envSteps: 600 }));
  await run.save(directory);
  run.dispose();
  return loadPolicy(directory);
}

describe('actions of a stored policy', () => {
  it.each([
    ['bounds that single precision has', [-2], [2]],
    ['bounds that it has not', [-0.3], [0.1]],
    ['several dimensions', [-0.1, 100.1], [0.7, 100.3]],
  ])('stay within %s, by its best and by samples', async (name, low, high) => {
    const space = box({ low, high });
    const policy = await policyOf(`mpo-${name.replaceAll(' ', '-')}`, smallMpo(), { action: space });
    const bounds = singleBounds(space);
    for (const manner of [policy.evaluation, 'sample'] as const) {
      for (let i = 0; i < 30; i++) {
        policy.act([i - 15, 3, -3], manner).forEach((value, k) => {
          expect(value).toBeGreaterThanOrEqual(bounds.low[k]);
          expect(value).toBeLessThanOrEqual(bounds.high[k]);
        });
      }
      // What others get who run the graph without vem.
      const acting = policy.acting(manner, undefined);
      acting.observation.fill(1000);
      acting.run();
      for (const value of acting.action) expect(Math.abs(value)).toBeLessThanOrEqual(1);
    }
    policy.dispose();
  });
});

describe('a stored policy', () => {
  let policy: Policy;
  beforeAll(async () => {
    policy = await policyOf('sac', smallSac());
  });
  afterAll(() => policy.dispose());

  it.each([
    ['a smaller observation', { observation: observationSpace({ x: 2 }) }, 'size of the observation', '3', '2'],
    ['a larger observation', { observation: observationSpace({ x: 2, y: 1, z: 1 }) }, 'size', '3', '4'],
    ['parts in another order', { observation: observationSpace({ y: 1, x: 2 }) }, 'parts', '"x: 2"', '"y: 1"'],
    ['parts of other names', { observation: observationSpace({ x: 2, w: 1 }) }, 'parts', '"y: 1"', '"w: 1"'],
    ['more actions', { action: box({ low: [-2, -2], high: [2, 2] }) }, 'number of actions', '1', '2'],
    ['actions of another kind', { action: finite(3) }, 'kind of actions', '"box"', '"finite"'],
    ['a lower bound', { action: box({ low: [-3], high: [2] }) }, 'lower bounds', '[-2]', '[-3]'],
    ['an upper bound', { action: box({ low: [-2], high: [20] }) }, 'upper bounds', '[2]', '[20]'],
  ] as const)('is not evaluated on an environment with %s', async (_what, shape, what, expected, received) => {
    const evaluated = evaluatePolicy(policy, factoryOf(shape), { episodes: 1 });
    await expect(evaluated).rejects.toMatchObject({ code: 'VEM_POLICY_SPACES' });
    for (const text of [what, expected, received])
      await expect(evaluated).rejects.toMatchObject({ message: expect.stringContaining(text) });
  });

  it('may be evaluated under another time limit', async () => {
    const { lengths } = await evaluatePolicy(policy, factoryOf({ timeLimit: 3 }), { episodes: 2 });
    expect(lengths).toEqual([3, 3]);
  });

  it.each([
    ['NaN', [0, Number.NaN, 0]],
    ['infinity', [Number.NEGATIVE_INFINITY, 0, 0]],
    ['more than single precision holds', [0, 0, 1e39]],
    ['nothing', [0, undefined as unknown as number, 0]],
    ['text', [0, 'a' as unknown as number, 0]],
    ['too few', [0, 0]],
    ['too many', [0, 0, 0, 0]],
  ])('refuses an observation of %s', (_what, observation) => {
    expect(() => policy.act(observation)).toThrow(expect.objectContaining({ code: 'VEM_POLICY_OBSERVATION' }));
  });

  it.each([
    ['transposed', (data: Float32Array, [a, b]: readonly number[]) => ({ data, shape: [b, a] })],
    ['flat', (data: Float32Array) => ({ data, shape: [data.length] })],
    ['whole numbers', (data: Float32Array, shape: readonly number[]) => ({ data: Int32Array.from(data), shape })],
    ['bytes', (data: Float32Array, shape: readonly number[]) => ({ data: Uint8Array.from(data), shape })],
  ])('does not act with parameters that are %s', async (what, change) => {
    const directory = join(folder, `changed-${what}`);
    const { manifest, files } = readCheckpoint(policy.directory);
    const { tensors } = decodeSafetensors(files['parameters.safetensors'], 'parameters');
    const isWide = ([name, { shape }]: readonly [string, { readonly shape: readonly number[] }]) =>
      name.startsWith('posterior/') && shape.length === 2 && shape[0] !== shape[1];
    const [name, { data, shape }] = Object.entries(tensors).find(isWide)!;
    const changed = { ...tensors, [name]: change(data as Float32Array, shape) };
    writeCheckpoint(directory, {
      ...manifest,
      files: { ...files, 'parameters.safetensors': encodeSafetensors(changed) },
    });
    const other = await loadPolicy(directory);
    expect(() => other.act([0, 0, 0])).toThrow(expect.objectContaining({ code: 'VEM_POLICY_SHAPE' }));
  });

  it.each([
    ['no graph', () => new TextEncoder().encode('no graph')],
    ['half of it', (model: Uint8Array) => model.subarray(0, model.length / 2)],
  ])('does not act by a graph that is %s', async (what, change) => {
    const directory = join(folder, `graph-${what.replaceAll(' ', '-')}`);
    const { manifest, files } = readCheckpoint(policy.directory);
    const broken = Object.entries(files).map(([name, content]) => [
      name,
      name.endsWith('.onnx') ? change(content) : content,
    ]);
    writeCheckpoint(directory, { ...manifest, files: Object.fromEntries(broken) });
    const other = await loadPolicy(directory);
    expect(() => other.act([0, 0, 0])).toThrow(expect.objectContaining({ code: 'VEM_POLICY_GRAPH' }));
  });
});

describe('a run that is resumed', () => {
  it.each([
    ['upper bound of actions', { action: box({ low: [-2], high: [50] }) }, 'upper bounds of actions'],
    ['order of parts', { observation: observationSpace({ y: 1, x: 2 }) }, 'parts of the observation'],
    ['time limit', { timeLimit: 11 }, 'time limit'],
  ] as const)('does not go on in an environment with another %s', async (_what, shape, path) => {
    const directory = join(folder, 'checkpoints');
    if (!existsSync(directory)) {
      const run = compose({ ...smallSac(), environment: environment()() } as never, { seed: 1 });
      for await (const _report of run.train({ envSteps: 30, checkpoints: { directory } }));
      run.dispose();
    }
    await expect(
      resumeRun({ ...smallSac(), environment: environment(shape)() } as never, directory),
    ).rejects.toMatchObject({
      code: 'VEM_RESUME_CONFIGURATION',
      path,
    });
    const { run, inexact } = await resumeRun({ ...smallSac(), environment: environment()() } as never, directory);
    expect(inexact).toEqual([]);
    run.dispose();
    expect(readFileSync(join(directory, 'at-000000000030', 'manifest.json'), 'utf8')).toContain('"timeLimit": 10');
  });
});
