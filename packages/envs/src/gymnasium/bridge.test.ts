import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type EnvironmentFactory, findPlugin, Streams, type VectorEnvironment, VemError } from '@vem/framework';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChildCommand } from './child.js';
import { GymnasiumEnvironment } from './environment.js';
import { gymnasium, gymnasiumFamily, probe } from './plugin.js';

const SCRIPT = fileURLToPath(new URL('./testing/fakeChild.mjs', import.meta.url));
const fake: ChildCommand = { command: process.execPath, args: [SCRIPT] };
const opened: VectorEnvironment[] = [];

afterEach(() => {
  for (const environment of opened.splice(0)) environment.dispose();
});

const stream = (seed: number) => new Streams(seed).stream('environment');

/** Copies of the fake environment that `make` describes; a fault is kept from the probe before them. */
function open(make: Record<string, unknown>, count = 1, { seed = 1, timeout = 20 } = {}): VectorEnvironment {
  const { fault: _fault, ...harmless } = make;
  const spec = probe({ id: 'Fake-v0', make: harmless }, fake, timeout);
  const environment = new GymnasiumEnvironment(spec, { id: 'Fake-v0', make }, count, stream(seed), fake, timeout);
  opened.push(environment);
  return environment;
}

function errorOf(act: () => unknown): VemError {
  try {
    act();
  } catch (error) {
    if (error instanceof VemError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Child processes of this one, by their ids. */
const children = (): string[] =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === process.pid);

function parentOf(id: string): number {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

const onLinux = process.platform === 'linux';

describe('copies in a child process', () => {
  it('are described before they are made for a run', () => {
    const { spec } = open({ size: 5, dimension: 2, limit: 9, threshold: 3 });
    expect(spec).toMatchObject({
      id: 'gym:Fake-v0',
      observation: {
        parts: [
          { name: 'state', size: 4 },
          { name: 'last', size: 1 },
        ],
        size: 5,
      },
      action: { kind: 'box', dimension: 2, low: [-2, -2], high: [2, 2] },
      timeLimit: 9,
    });
    expect(spec.solved).toMatchObject({ episodes: 100, description: 'mean return ≥ 3 over 100 episodes' });
    expect(open({ choices: 3 }).spec).toMatchObject({ action: { kind: 'finite', count: 3 }, timeLimit: undefined });
  });

  it.each([1, 3, 8])('%i of them: rewards, flags, final and first observations', (count) => {
    const environment = open({ choices: 10, length: 3, size: 7 }, count);
    const observation_NO = environment.reset();
    const seeds = Array.from({ length: count }, (_, n) => observation_NO[7 * n]);
    const rows = (values: Float32Array) =>
      Array.from({ length: count }, (_, n) => Array.from(values.subarray(7 * n, 7 * n + 4)));
    const actions = Int32Array.from({ length: count }, (_, n) => n % 10);
    for (let t = 1; t <= 7; t++) {
      const time = ((t - 1) % 3) + 1;
      const episode = Math.floor((t - 1) / 3);
      const step = environment.step(actions);
      expect(Array.from(step.reward_N)).toEqual(Array(count).fill(time));
      expect(Array.from(step.terminated_N)).toEqual(Array(count).fill(time === 3 ? 1 : 0));
      expect(Array.from(step.truncated_N)).toEqual(Array(count).fill(0));
      const led = seeds.map((seed, n) => [seed + episode, time, n, actions[n]]);
      expect(rows(step.nextObservation_NO)).toEqual(led);
      expect(rows(step.observation_NO)).toEqual(
        time === 3 ? seeds.map((seed, n) => [seed + episode + 1, 0, n, 0]) : led,
      );
      expect(step.observation_NO).toBe(observation_NO);
    }
  });

  it('tell truncation from termination', () => {
    const environment = open({ choices: 2, limit: 2 }, 2);
    environment.reset();
    const flags = () => {
      const { terminated_N, truncated_N } = environment.step(Int32Array.of(0, 1));
      return [...terminated_N, ...truncated_N];
    };
    expect([flags(), flags(), flags()]).toEqual([
      [0, 0, 0, 0],
      [0, 0, 1, 1],
      [0, 0, 0, 0],
    ]);
  });

  it('may have observations longer than what a pipe holds', () => {
    const environment = open({ choices: 2, size: 30_000, length: 2 }, 3);
    expect(environment.reset()).toHaveLength(90_000);
    environment.step(Int32Array.of(0, 0, 0));
    const { nextObservation_NO, observation_NO } = environment.step(Int32Array.of(1, 1, 1));
    expect([nextObservation_NO[60_001], nextObservation_NO[60_003]]).toEqual([2, 1]);
    expect([observation_NO[60_001], observation_NO[60_002]]).toEqual([0, 2]);
  });

  it('clip box actions and refuse what is none', () => {
    const environment = open({ dimension: 2 }, 2);
    environment.reset();
    const { nextObservation_NO } = environment.step(Float32Array.of(0, 9, 0, -9));
    expect([nextObservation_NO[3], nextObservation_NO[7]]).toEqual([2, -2]);
    for (const action of [Float32Array.of(0, 0, 0), Float32Array.of(0, 0, Number.NaN, 0)])
      expect(errorOf(() => environment.step(action)).code).toBe('VEM_ENVIRONMENT_ACTION');
    const finite = open({ choices: 2 });
    finite.reset();
    for (const action of [2, -1, 0.5, Number.NaN])
      expect(errorOf(() => finite.step(Float32Array.of(action))).code).toBe('VEM_ENVIRONMENT_ACTION');
  });

  it('are seeded by the stream: equal for equal seeds, new ones after a restart', () => {
    const make = { choices: 2 };
    const seedsOf = (environment: VectorEnvironment) => Array.from(environment.reset()).filter((_, i) => i % 4 === 0);
    const [one, same, other] = [open(make, 3), open(make, 3), open(make, 3, { seed: 2 })];
    const first = seedsOf(one);
    expect(new Set(first).size).toBe(3);
    expect(seedsOf(same)).toEqual(first);
    expect(seedsOf(other)).not.toEqual(first);
    const state = one.state();
    const second = seedsOf(one);
    expect(second).not.toEqual(first);
    // Running episodes are lost; those that follow begin as they would have.
    expect(state.exact).toBe(false);
    same.step(Int32Array.of(1, 1, 1));
    same.restore(state);
    expect(seedsOf(same)).toEqual(second);
  });

  it('refuse steps before a reset, counts that are none, and use after disposal', () => {
    const environment = open({ choices: 2 });
    expect(errorOf(() => environment.step(Int32Array.of(0))).code).toBe('VEM_ENVIRONMENT_NOT_STARTED');
    expect(errorOf(() => open({ choices: 2 }, 0)).code).toBe('VEM_ENVIRONMENT_COUNT');
    environment.reset();
    environment.dispose();
    environment.dispose();
    expect(errorOf(() => environment.step(Int32Array.of(0))).code).toBe('VEM_ENVIRONMENT_NOT_STARTED');
  });
});

describe('a child that fails', () => {
  it.each([
    { fault: 'exit', code: 'VEM_GYMNASIUM_DIED', says: /with status 7 during step\(\)[\s\S]*out of luck/ },
    { fault: 'kill', code: 'VEM_GYMNASIUM_DIED', says: /by SIGKILL during step\(\)/ },
    { fault: 'close', code: 'VEM_GYMNASIUM_DIED', says: /with status 0 during step\(\)[\s\S]*half an answer/ },
    { fault: 'huge', code: 'VEM_GYMNASIUM_ANSWER', says: /at most 1073741824 bytes; received 2147483656/ },
    { fault: 'status', code: 'VEM_GYMNASIUM_ANSWER', says: /a status is 0 or 1; received 17/ },
    { fault: 'short', code: 'VEM_GYMNASIUM_ANSWER', says: /it has 40 bytes; received 24/ },
    { fault: 'two', code: 'VEM_GYMNASIUM_ANSWER', says: /its length is 24 bytes; received 48/ },
  ])('in the middle of a run: $fault', ({ fault, code, says }) => {
    const environment = open({ choices: 2, fault, at: 3 });
    environment.reset();
    const step = () => environment.step(Int32Array.of(0));
    step();
    step();
    const error = errorOf(step);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
    // It stays as it is, with the same explanation where there is one.
    expect(errorOf(step).code).toBe('VEM_GYMNASIUM_DIED');
  });

  it('by not answering is ended in time, with its last words', () => {
    const environment = open({ choices: 2, fault: 'hang', at: 1 }, 1, { timeout: 0.4 });
    environment.reset();
    const error = errorOf(() => environment.step(Int32Array.of(0)));
    expect(error.code).toBe('VEM_GYMNASIUM_HUNG');
    expect(error.message).toMatch(/step\(\) must be answered within 0.4 s[\s\S]*going round in circles/);
  });

  it.each([{ half: false }, { half: true }])('and leaves a process with its pipes behind: $half', ({ half }) => {
    const environment = open({ choices: 2, fault: 'orphan', half, at: 2 }, 1, { timeout: 60 });
    environment.reset();
    const step = () => environment.step(Int32Array.of(0));
    step();
    const start = performance.now();
    const error = errorOf(step);
    expect(error.code).toBe('VEM_GYMNASIUM_DIED');
    expect(error.message).toMatch(/by SIGKILL during step\(\)/);
    expect(performance.now() - start).toBeLessThan(6000);
    expect(errorOf(step).code).toBe('VEM_GYMNASIUM_DIED');
  });

  it('is not taken for hung while nothing is asked of it', async () => {
    const environment = open({ choices: 2 }, 1, { timeout: 0.2 });
    environment.reset();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(environment.step(Int32Array.of(0)).reward_N[0]).toBe(1);
  });

  it.each([
    { refusal: { kind: 'missing', message: "No module named 'gymnasium'" }, code: 'VEM_GYMNASIUM_MISSING' },
    { refusal: { kind: 'make', message: 'NameNotFound: Fake' }, code: 'VEM_GYMNASIUM_MAKE' },
    { refusal: { kind: 'space', message: '', where: 'action', received: 'Text(3)' }, code: 'VEM_GYMNASIUM_SPACE' },
    { refusal: { kind: 'failed', message: 'ValueError: x', trace: ['line 3'] }, code: 'VEM_GYMNASIUM_FAILED' },
  ])('with a reason: $code', ({ refusal, code }) => {
    const make = { fault: 'refuse', at: 'open', refusal };
    const error = errorOf(() => probe({ id: 'Fake-v0', make }, fake, 20));
    expect(error.code).toBe(code);
    expect(error.message).toContain(refusal.received ?? refusal.message);
  });

  it('in the environment goes on with the next episode', () => {
    const refusal = { kind: 'failed', message: 'ValueError: too far', trace: ['in step', 'x'.repeat(3000)] };
    const environment = open({ choices: 2, fault: 'refuse', at: 2, refusal });
    environment.reset();
    const step = () => environment.step(Int32Array.of(1));
    step();
    expect(errorOf(step).message).toMatch(/step\(\) failed: ValueError: too far/);
    environment.reset();
    expect(step().nextObservation_NO[3]).toBe(1);
  });

  it.each([
    { description: { observation: [['a', 0]] }, code: 'VEM_GYMNASIUM_ANSWER' },
    { description: { action: { kind: 'box', low: [null], high: [1] } }, code: 'VEM_GYMNASIUM_SPACE' },
    { description: { action: { kind: 'box', low: [1], high: [1] } }, code: 'VEM_GYMNASIUM_SPACE' },
  ])('to describe its spaces: $description', ({ description, code }) => {
    expect(errorOf(() => probe({ id: 'Fake-v0', make: { description } }, fake, 20)).code).toBe(code);
  });

  it('to write JSON, or to have the spaces that the probe saw', () => {
    expect(errorOf(() => probe({ id: 'Fake-v0', make: { fault: 'text', at: 'open' } }, fake, 20)).code).toBe(
      'VEM_GYMNASIUM_ANSWER',
    );
    const spec = probe({ id: 'Fake-v0', make: { size: 3 } }, fake, 20);
    const wanted = { id: 'Fake-v0', make: { size: 4 } };
    expect(errorOf(() => new GymnasiumEnvironment(spec, wanted, 1, stream(1), fake, 20)).code).toBe(
      'VEM_GYMNASIUM_SPACE',
    );
  });

  it('to start', () => {
    const nowhere = { command: '/nowhere/python', args: [] };
    const error = errorOf(() => probe({ id: 'Fake-v0', make: {} }, nowhere, 20));
    expect(error.code).toBe('VEM_PYTHON_MISSING');
    expect(error.message).toContain('/nowhere/python');
  });
});

describe.runIf(onLinux)('processes and descriptors', () => {
  const descriptors = () => readdirSync('/proc/self/fd').length;

  it('are gone after disposal, and after a failure', async () => {
    open({ choices: 2 }).dispose();
    // Threads of the first keeper, and what they hold, are gone a moment later.
    await vi.waitFor(() => expect(children()).toEqual([]));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = descriptors();
    for (let cycle = 0; cycle < 5; cycle++) {
      const environment = open({ choices: 2, ...(cycle % 2 ? { fault: 'kill' } : {}), at: 1 });
      environment.reset();
      if (cycle % 2) expect(errorOf(() => environment.step(Int32Array.of(0))).code).toBe('VEM_GYMNASIUM_DIED');
      else environment.step(Int32Array.of(0));
      expect(children()).toHaveLength(cycle % 2 ? 0 : 1);
      environment.dispose();
      expect(children()).toEqual([]);
    }
    await vi.waitFor(() => expect(descriptors()).toBeLessThanOrEqual(before), { timeout: 5000 });
  });
});

describe('the plugins gym:<id>', () => {
  it('are found by name, and only by such names', () => {
    expect(findPlugin('gym:CartPole-v1', [gymnasiumFamily])?.pluginName).toBe('gym:CartPole-v1');
    expect(findPlugin('CartPole-v1', [gymnasiumFamily])).toBeUndefined();
    expect(gymnasiumFamily.pluginName).toBe('gym:<id>');
  });

  it('say what is wrong before a run begins', () => {
    vi.stubEnv('VEM_PYTHON', '/nowhere/python');
    try {
      expect(errorOf(() => gymnasium('CartPole-v1')).code).toBe('VEM_PYTHON_MISSING');
      expect(errorOf(() => gymnasium('')).code).toBe('VEM_GYMNASIUM_ID');
      expect(errorOf(() => gymnasiumFamily.bind({})).code).toBe('VEM_GYMNASIUM_ID');
      expect(errorOf(() => gymnasium('CartPole-v1', { timeout: -1 })).code).toBe('VEM_PLUGIN_OPTIONS');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('provide the kind of actions that the environment has', () => {
    const { spec }: Pick<EnvironmentFactory, 'spec'> = {
      spec: probe({ id: 'Fake-v0', make: { choices: 2 } }, fake, 20),
    };
    expect(spec.action.kind).toBe('finite');
  });
});
