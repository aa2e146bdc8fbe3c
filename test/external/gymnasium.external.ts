import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cartPole, gymnasium, pendulum } from '@vem/envs';
import { type EnvironmentFactory, Streams, storedActionWidth, type VectorEnvironment, VemError } from '@vem/framework';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pythonHas } from '../support/outside.js';

const vem = fileURLToPath(new URL('../../packages/suite/bin/vem.js', import.meta.url));
/** In full, because other checkouts may be tested at the same time. */
const script = fileURLToPath(new URL('../../packages/envs/python/gymnasium_child.py', import.meta.url));

const ready = pythonHas('gymnasium');
if (!ready) console.log('skipped: environments gym:<id> need python3 with gymnasium');

/** Gymnasium hands out single precision, and keeps Pendulum's state in double as the native one does. */
const TOLERANCE = 1e-5;

const opened: VectorEnvironment[] = [];
afterEach(() => {
  for (const environment of opened.splice(0)) environment.dispose();
});

const make = (factory: EnvironmentFactory, count: number, seed = 1): VectorEnvironment => {
  const environment = factory.create(count, new Streams(seed).stream('environment'));
  opened.push(environment);
  return environment;
};

/** Random actions for N copies, redrawn at each call. */
function actor({ spec, count }: VectorEnvironment, seed: number): () => Float32Array | Int32Array {
  const stream = new Streams(seed).stream('action');
  const { action: space } = spec;
  const length = count * storedActionWidth(space);
  if (space.kind === 'finite') return () => Int32Array.from({ length }, () => stream.integer(space.count));
  return () =>
    Float32Array.from({ length }, (_, i) => {
      const axis = i % space.dimension;
      return space.low[axis] + stream.uniform() * (space.high[axis] - space.low[axis]);
    });
}

/** What these tests start, they or their children, inherits this; other tests may have bridges at the same time. */
process.env.VEM_BRIDGE_TEST = `of ${process.pid}.`;

/** Processes of the bridge, by their ids. */
const bridges = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const ours = readFileSync(`/proc/${name}/environ`, 'utf8').includes(`VEM_BRIDGE_TEST=of ${process.pid}.`);
        return ours && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(script);
      } catch {
        return false;
      }
    })
    .map(Number);

/** Environments that exist for these tests, in a module that the process imports from its working directory. */
const MODULE = `
import gymnasium, numpy, os, sys, time
from gymnasium import spaces

class Mixed(gymnasium.Env):
    observation_space = spaces.Dict({
        "position": spaces.Box(-1, 1, (2, 2)),
        "gear": spaces.Discrete(3, start=1),
        "more": spaces.Tuple((spaces.MultiBinary(2), spaces.MultiDiscrete([2, 3]))),
    })
    action_space = spaces.Box(numpy.array([[-1.0, 0.0]]), numpy.array([[1.0, 0.1]]), dtype=numpy.float64)

    def __init__(self, trouble=None, actions=None):
        self.trouble, self.time = trouble, 0
        if actions == "many":
            self.action_space = spaces.MultiDiscrete([2, 2])
        if actions == "endless":
            self.action_space = spaces.Box(-numpy.inf, 1, (1,))

    def look(self):
        position = numpy.array([[0.25, 0.5], [self.time, numpy.random.random()]], numpy.float32)
        return {"position": position, "gear": 1 + self.time % 3, "more": (numpy.array([1, 0]), numpy.array([1, 2]))}

    def reset(self, seed=None, options=None):
        super().reset(seed=seed)
        self.time = 0
        return self.look(), {}

    def step(self, action):
        assert self.action_space.contains(action), action
        print("on standard output")
        self.time += 1
        if self.trouble == "raise":
            raise ValueError("too far")
        if self.trouble == "exit":
            sys.stderr.write("no more\\n")
            os._exit(3)
        if self.trouble == "sleep":
            time.sleep(1000)
        if self.trouble == "spin":
            while True:
                pass
        return self.look(), float(action[0, 1]), self.time == 4, self.time == 4, {}

gymnasium.register("Mixed-v0", Mixed)
`;

describe.skipIf(!ready)('gym:<id>', { timeout: 300_000 }, () => {
  it('Pendulum-v1 equals the native one under the same states and actions', () => {
    const bridged = make(gymnasium('Pendulum-v1').create() as EnvironmentFactory, 1);
    const native = make(pendulum().create() as EnvironmentFactory, 1);
    const act = actor(bridged, 2);
    const observation = bridged.reset();
    const own = native.reset();
    /** Starts the native one where Gymnasium's reset put the other. */
    const align = () => {
      const [cosine, sine, velocity] = observation;
      native.restore({
        arrays: {
          state: Float64Array.of(Math.atan2(sine, cosine), velocity),
          elapsed: Int32Array.of(0),
          running: Uint8Array.of(1),
        },
        stream: [1, 2, 3, 4],
      });
    };
    align();
    for (let t = 1; t <= 1000; t++) {
      // An angle in single precision is wrong in the eighth digit, which a hanging pendulum may double each few steps.
      const action = act();
      const [a, b] = [bridged.step(action), native.step(action)];
      for (let i = 0; i < 3; i++)
        expect(Math.abs(a.nextObservation_NO[i] - b.nextObservation_NO[i])).toBeLessThan(100 * TOLERANCE);
      expect(Math.abs(a.reward_N[0] - b.reward_N[0])).toBeLessThan(100 * TOLERANCE);
      expect([a.terminated_N[0], a.truncated_N[0]]).toEqual([0, t % 200 === 0 ? 1 : 0]);
      expect([b.terminated_N[0], b.truncated_N[0]]).toEqual([0, t % 200 === 0 ? 1 : 0]);
      if (t % 200 === 0) align();
    }
    expect(own).toHaveLength(3);
  });

  it('CartPole-v1 equals the native one under the same states and actions', () => {
    const bridged = make(gymnasium('CartPole-v1').create() as EnvironmentFactory, 1);
    const native = make(cartPole().create() as EnvironmentFactory, 1);
    expect(bridged.spec).toMatchObject({ action: { kind: 'finite', count: 2 }, timeLimit: 500 });
    expect(bridged.spec.solved?.description).toBe(native.spec.solved?.description);
    const act = actor(bridged, 3);
    const observation = bridged.reset();
    native.reset();
    let ended = 0;
    let starting = true;
    for (let t = 1; t <= 1000; t++) {
      if (starting) {
        native.restore({
          arrays: {
            state: Float64Array.from(observation),
            elapsed: Int32Array.of(0),
            running: Uint8Array.of(1),
          },
          stream: [1, 2, 3, 4],
        });
      }
      const action = act();
      const [a, b] = [bridged.step(action), native.step(action)];
      for (let i = 0; i < 4; i++)
        expect(Math.abs(a.nextObservation_NO[i] - b.nextObservation_NO[i])).toBeLessThan(TOLERANCE);
      expect([a.reward_N[0], a.terminated_N[0], a.truncated_N[0]]).toEqual([
        b.reward_N[0],
        b.terminated_N[0],
        b.truncated_N[0],
      ]);
      starting = a.terminated_N[0] + a.truncated_N[0] > 0;
      if (starting) ended += 1;
    }
    expect(ended).toBeGreaterThan(10);
  });

  it('repeats itself with the same seed', () => {
    const factory = gymnasium('Acrobot-v1').create() as EnvironmentFactory;
    const roll = (seed: number) => {
      const environment = make(factory, 3, seed);
      const act = actor(environment, 1);
      environment.reset();
      return Array.from({ length: 600 }, () => Array.from(environment.step(act()).observation_NO)).flat();
    };
    const first = roll(1);
    expect(roll(1)).toEqual(first);
    expect(roll(2)).not.toEqual(first);
  });

  it('takes 10,000 random steps with flat memory', () => {
    const environment = make(gymnasium('Pendulum-v1').create() as EnvironmentFactory, 2);
    const [child] = bridges().filter((id) => isDescendant(id, process.pid));
    const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1]);
    const act = actor(environment, 1);
    environment.reset();
    const steps = (count: number) => {
      for (let t = 0; t < count; t++) environment.step(act());
    };
    steps(2000);
    const before = { child: resident(), own: process.memoryUsage().rss };
    steps(10_000);
    expect(resident() - before.child).toBeLessThan(2 * 1024);
    expect(process.memoryUsage().rss - before.own).toBeLessThan(64 * 2 ** 20);
  });

  describe('environments of a module', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vem-gymnasium-'));
    const origin = process.cwd();

    const mixed = (options: Record<string, string> = {}, timeout = 60): EnvironmentFactory => {
      writeFileSync(join(folder, 'vem_mixed.py'), MODULE);
      vi.stubEnv('PYTHONPATH', folder);
      return gymnasium('vem_mixed:Mixed-v0', { make: options, timeout }).create() as EnvironmentFactory;
    };
    afterEach(() => {
      vi.unstubAllEnvs();
      process.chdir(origin);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
    });

    const codeOf = (act: () => unknown): VemError => {
      try {
        act();
      } catch (error) {
        if (error instanceof VemError) return error;
        throw error;
      }
      throw new Error('nothing was thrown');
    };

    it('flatten dictionaries and tuples, one-hot where they are discrete, and take shaped actions', () => {
      const factory = mixed();
      expect(factory.spec.observation.parts).toEqual([
        { name: 'gear', size: 3 },
        { name: 'more.0', size: 2 },
        { name: 'more.1', size: 5 },
        { name: 'position', size: 4 },
      ]);
      expect(factory.spec.action).toEqual({ kind: 'box', dimension: 2, low: [-1, 0], high: [1, 0.1] });
      const environment = make(factory, 2);
      const observation = environment.reset();
      expect(Array.from(observation.subarray(0, 13))).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0.25, 0.5, 0]);
      // 0.1 in single precision lies above the bound in double precision.
      const action = Float32Array.of(0, 0.1, 0, 5);
      const step = environment.step(action);
      expect(Array.from(step.reward_N)).toEqual([0.1, 0.1]);
      expect(Array.from(step.nextObservation_NO.subarray(0, 3))).toEqual([0, 1, 0]);
      for (let t = 0; t < 3; t++) environment.step(action);
      // Both flags at once: the termination counts.
      expect([...step.terminated_N, ...step.truncated_N]).toEqual([1, 1, 0, 0]);
      expect([step.nextObservation_NO[12], step.observation_NO[12]]).toEqual([4, 0]);
    });

    it('repeat themselves although they draw from the global generator', () => {
      const factory = mixed();
      const draw = () => make(factory, 1).reset()[13];
      expect(draw()).toBe(draw());
    });

    it.each([
      ['many', 'action', /MultiDiscrete/],
      ['endless', 'action', /null/],
    ])('are refused with actions "%s"', (actions, path, received) => {
      const error = codeOf(() => mixed({ actions }));
      expect(error).toMatchObject({ code: 'VEM_GYMNASIUM_SPACE', path });
      expect(error.message).toMatch(received);
    });

    it.each([
      ['raise', 'VEM_GYMNASIUM_FAILED', /ValueError: too far/],
      ['exit', 'VEM_GYMNASIUM_DIED', /with status 3[\s\S]*no more/],
      ['sleep', 'VEM_GYMNASIUM_HUNG', /vem_mixed.py", line \d+ in step/],
      ['spin', 'VEM_GYMNASIUM_HUNG', /vem_mixed.py", line \d+ in step/],
    ])('that %s are reported as %s', (trouble, code, says) => {
      const environment = make(mixed({ trouble }, 1), 1);
      environment.reset();
      const error = codeOf(() => environment.step(Float32Array.of(0, 0)));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(says);
    });

    it('end with a parent that is killed, whatever they are doing', async () => {
      mixed({ trouble: 'spin' });
      const args = ['train', 'sac', '--env', 'gym:vem_mixed:Mixed-v0', '--set', 'environment.make.trouble=spin'];
      const run = spawn(process.execPath, [vem, ...args, '--steps', '300', '--out', join(folder, 'run')], {
        stdio: 'ignore',
        cwd: folder,
      });
      const own = () => bridges().filter((id) => isDescendant(id, run.pid!));
      const isThere = () => vi.waitFor(() => expect(own().length).toBe(1), { timeout: 60_000, interval: 100 });
      await isThere();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      // The first may have been the one that looks at the spaces.
      await isThere();
      const [child] = own();
      expect(child).toBeGreaterThan(0);
      process.kill(run.pid!, 'SIGKILL');
      await vi.waitFor(() => expect(bridges()).not.toContain(child), {
        timeout: 20_000,
        interval: 100,
      });
    });
  });

  it('says what is missing: the environment, and arguments it does not take', () => {
    expect(() => gymnasium('Pendulm-v1')).toThrow(/Did you mean: `Pendulum`/);
    expect(() => gymnasium('Pendulum-v1', { make: { mass: 3 } })).toThrow(
      expect.objectContaining({ code: 'VEM_GYMNASIUM_MAKE', exitStatus: 2 }),
    );
  });

  it('reports the killing of its process', () => {
    const environment = make(gymnasium('Pendulum-v1').create() as EnvironmentFactory, 1);
    environment.reset();
    for (const id of bridges()) if (isDescendant(id, process.pid)) process.kill(id, 'SIGKILL');
    expect(() => {
      for (let t = 0; t < 1000; t++) environment.step(Float32Array.of(0));
    }).toThrow(expect.objectContaining({ code: 'VEM_GYMNASIUM_DIED' }));
  });

  it('works from the command line: explain, train, evaluate, compare', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vem-gymnasium-'));
    const call = (...args: string[]) =>
      JSON.parse(
        execFileSync(process.execPath, [vem, ...args, '--json'], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
      );
    try {
      expect(call('explain', 'sac', '--env', 'gym:CartPole-v1').slots.posterior.use).toBe('categorical');
      const out = join(folder, 'run');
      const set = ['--set', 'environment.make.g=9.81', '--envs', '2'];
      const trained = call('train', 'sac', '--env', 'gym:Pendulum-v1', '--steps', '300', ...set, '--out', out);
      expect(trained).toMatchObject({ environment: 'gym:Pendulum-v1', envSteps: 300, status: 'complete' });
      expect(call('evaluate', out, '--episodes', '2').returns).toHaveLength(2);
      const again = join(folder, 'again');
      const repeated = call('train', '--config', join(out, 'config.json'), '--out', again);
      expect(repeated.parameterHash).toBe(trained.parameterHash);
      expect(repeated.evaluation).toEqual(trained.evaluation);
      const suite = join(folder, 'suite.json');
      writeFileSync(
        suite,
        JSON.stringify({
          name: 'bridge',
          description: 'two environments of Gymnasium',
          rows: [{ name: 'sac', preset: 'sac' }],
          environments: ['Pendulum-v1', 'CartPole-v1'].map((id) => ({ id: `gym:${id}`, steps: 300 })),
          seeds: 1,
          episodes: 2,
          curvePoints: 1,
        }),
      );
      const { rows } = call('compare', '--suite', suite, '--out', join(folder, 'compare'));
      expect(rows.map((row: { status: string }) => row.status)).toEqual(['complete', 'complete']);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(bridges()).toEqual([]);
  });
});

/** Whether a process was started by another one, or by a process that this one started. */
function isDescendant(id: number, ancestor: number): boolean {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8');
    const parent = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
    return parent === ancestor || (parent > 1 && isDescendant(parent, ancestor));
  } catch {
    return false;
  }
}
