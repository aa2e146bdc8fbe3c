import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gymnasium } from '@vem/envs';
import { type EnvironmentFactory, Streams, storedActionWidth, type VectorEnvironment, VemError } from '@vem/framework';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PYTHON, pythonHas } from '../support/outside.js';

// What an environment in Python hands out is checked where it enters: shapes, types, ranges, results of reset and step.

const ready = pythonHas('gymnasium');

/** Environments whose spaces, observations, rewards and flags are Python expressions. */
const MODULE = `
import gymnasium, multiprocessing, numpy, os, time
from gymnasium import spaces
from numpy import array, float32, float64, inf, int64, nan, uint8, zeros

class Odd(gymnasium.Env):
    def __init__(self, observation="Box(-9, 9, (3,))", value="zeros(3, float32)", late=None, reward="1.0", ends="False",
                 cut="False", action="Box(-1, 1, (1,))", result=None, first=None, does=None):
        self.observation_space = eval(observation, vars(spaces) | globals())
        self.action_space = eval(action, vars(spaces) | globals())
        self.value, self.late, self.reward, self.ends, self.cut = value, late, reward, ends, cut
        self.result, self.first, self.does, self.options = result, first, does, None

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.time, self.options = 0, options
        return (eval(self.value), {}) if self.first is None else eval(self.first)

    def step(self, action):
        self.time += 1
        if self.does:
            exec(self.does)
        if self.result:
            return eval(self.result)
        value = self.late if self.late and self.time >= 2 else self.value
        return eval(value), eval(self.reward), eval(self.ends), eval(self.cut), {}

gymnasium.register(id="Odd-v0", entry_point=Odd)
`;

const opened: VectorEnvironment[] = [];
let folder = '';
const before = process.cwd();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vem-bridge-'));
  writeFileSync(join(folder, 'odd_envs.py'), MODULE);
  process.chdir(folder);
});
afterEach(() => {
  for (const environment of opened.splice(0)) environment.dispose();
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

type Options = { readonly make?: Record<string, string>; readonly reset?: Record<string, number>; timeout?: number };

function open({ make = {}, ...options }: Options): VectorEnvironment {
  const bound = gymnasium('odd_envs:Odd-v0', { make, ...options });
  const factory = (bound.create as () => EnvironmentFactory)();
  const environment = factory.create(1, new Streams(1).stream('environment'));
  opened.push(environment);
  return environment;
}

/** Some steps, as far as they go: rewards, flags and observations. */
function play(environment: VectorEnvironment, steps = 3) {
  const { action } = environment.spec;
  const width = storedActionWidth(action);
  const none = action.kind === 'finite' ? new Int32Array(width) : new Float32Array(width);
  const observations = [[...environment.reset()]];
  const rewards: number[] = [];
  const flags: number[][] = [];
  for (let t = 0; t < steps; t++) {
    const step = environment.step(none);
    observations.push([...step.nextObservation_NO]);
    rewards.push(step.reward_N[0]);
    flags.push([step.terminated_N[0], step.truncated_N[0]]);
  }
  return { observations, rewards, flags };
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

const refused = (make: Record<string, string>): string => {
  const error = errorOf(() => play(open({ make })));
  expect(error.code).toBe('VEM_GYMNASIUM_FAILED');
  return error.message;
};

describe.runIf(ready)('observations that are not what their space says', () => {
  it.each([
    ['Box(-9, 9, (3,))', 'zeros(2)', /shape \(3,\), received an array of shape \(2,\)/],
    ['Box(-9, 9, (3,))', 'zeros(4)', /shape \(3,\), received an array of shape \(4,\)/],
    ['Box(-9, 9, (2, 3))', 'zeros((3, 2))', /shape \(2, 3\), received an array of shape \(3, 2\)/],
    ['Box(-9, 9, (2, 3))', 'zeros(6)', /shape \(2, 3\), received an array of shape \(6,\)/],
    ['Box(-9, 9, (3,))', '0.5', /received 0.5 \(float\)/],
    ['Box(-9, 9, (3,))', 'None', /received None/],
    ['Box(-9, 9, (3,))', '[1, [2], 3]', /received \[1, \[2\], 3\] \(list\)/],
    ['Box(-9, 9, (3,))', 'array(["a", "b", "c"])', /received an array of shape \(3,\) and type <U1/],
    ['Box(-9, 9, (3,))', 'zeros(3) * 1j', /type complex128/],
    ['Discrete(4)', '-1', /a whole number from 0 to 3, received -1/],
    ['Discrete(4)', '4', /a whole number from 0 to 3, received 4/],
    ['Discrete(4, start=2)', '1', /from 2 to 5, received 1/],
    ['Discrete(4)', '1.5', /received 1.5/],
    ['Discrete(4)', 'nan', /received nan/],
    ['Discrete(4)', 'array([1, 2])', /received an array of shape \(2,\)/],
    ['MultiDiscrete([3, 2])', 'array([3, 0])', /entry 0, must be a whole number from 0 to 2, received 3/],
    ['MultiDiscrete([3, 2])', 'array([0, -1])', /entry 1, must be a whole number from 0 to 1, received -1/],
    ['MultiDiscrete([3, 2])', 'array([1])', /shape \(2,\)/],
    ['MultiBinary(3)', 'array([0, 2, 1])', /entry 1, must be a whole number from 0 to 1, received 2/],
    ['MultiBinary(3)', '1', /shape \(3,\)/],
    [
      'Dict({"a": Box(-1, 1, (2,)), "b": Discrete(2)})',
      '{"a": zeros(2)}',
      /keys \['a', 'b'\], received the keys \['a'\]/,
    ],
    ['Dict({"a": Box(-1, 1, (2,))})', 'zeros(2)', /must have the keys \['a'\], received an array/],
    ['Dict({"a": Box(-1, 1, (2,))})', '{"a": 0.0}', /the observation's part 'a' must be numbers of shape \(2,\)/],
    ['Tuple((Discrete(2), Discrete(2)))', '(1, 1, 1)', /a tuple of 2/],
  ])('%s: %s', (observation, value, says) => {
    expect(refused({ observation, value })).toMatch(says);
  });

  it('are found at whatever step they come', () => {
    const value = 'zeros(3)';
    expect(refused({ value, late: 'zeros((1, 3))' })).toMatch(/step\(\) failed: .*shape \(1, 3\)/);
    expect(refused({ observation: 'Discrete(3)', value: '1', late: '3' })).toMatch(/step\(\) failed/);
  });

  it.each([
    ['Box(-9, 9, (1,))', '0.5', [0.5]],
    ['Box(-9, 9, (3,))', '[1, 2, 3]', [1, 2, 3]],
    ['Box(0, 255, (2, 2), uint8)', 'array([[1, 2], [3, 4]], uint8)', [1, 2, 3, 4]],
    ['Discrete(3)', 'array([2])', [0, 0, 1]],
    ['Discrete(3, start=-1)', '-1', [1, 0, 0]],
    ['MultiDiscrete([2, 3])', '(1, 2)', [0, 1, 0, 0, 1]],
    ['MultiBinary(2)', 'array([True, False])', [1, 0]],
  ])('are taken as they are where they are: %s, %s', (observation, value, expected) => {
    expect(play(open({ make: { observation, value } })).observations).toEqual(Array(4).fill(expected));
  });
});

describe.runIf(ready)('rewards and flags', () => {
  it.each(['array([2.5])', 'array([[2.5]])', 'float32(2.5)', 'array(2.5)'])('a reward may be %s', (reward) => {
    expect(play(open({ make: { reward } })).rewards).toEqual([2.5, 2.5, 2.5]);
  });

  it.each(['array([1.0, 2.0])', 'zeros(0)', 'None', '"much"', '1j', '[1, [2]]'])('but not %s', (reward) => {
    expect(refused({ reward })).toMatch(/the reward must be one number, received/);
  });

  it.each(['2', 'array([True])', 'numpy.True_', '-1.5'])('`terminated` may be %s', (ends) => {
    expect(play(open({ make: { ends } })).flags).toEqual([1, 1, 1].map((flag) => [flag, 0]));
  });

  it.each(['3', 'array([[1]])'])('`truncated` may be %s', (cut) => {
    expect(play(open({ make: { cut } })).flags).toEqual([1, 1, 1].map((flag) => [0, flag]));
    expect(play(open({ make: { cut, ends: '7' } })).flags[0]).toEqual([1, 0]);
  });

  it.each(['"yes"', 'None', 'array([True, False])'])('but not %s', (ends) => {
    expect(refused({ ends })).toMatch(/`terminated` must be true or false, received/);
    expect(refused({ cut: ends })).toMatch(/`truncated` must be true or false, received/);
  });

  it('reset and step return what Gymnasium says they do', () => {
    expect(refused({ first: 'zeros(3)' })).toMatch(/reset\(\) must return \(observation, info\), received an array/);
    expect(refused({ observation: 'Box(-1, 1, (1,))', first: 'zeros(2)' })).toMatch(/reset\(\) must return/);
    expect(refused({ result: '(zeros(3), 1.0, False, {})' })).toMatch(/step\(\) must return .*received a tuple of 4/);
  });
});

describe.runIf(ready)('names of parts', () => {
  const names = (observation: string, value: string) => {
    const environment = open({ make: { observation, value } });
    play(environment);
    return environment.spec.observation.parts.map(({ name, size }) => `${name} ${size}`);
  };

  it('are whole paths, also below a key that is called "observation"', () => {
    const inner = 'Dict({"x": Box(-1, 1, (2,)), "observation": Discrete(2)})';
    expect(
      names(
        `Dict({"observation": ${inner}, "x": Discrete(3)})`,
        '{"observation": {"x": zeros(2), "observation": 1}, "x": 0}',
      ),
    ).toEqual(['observation.observation 2', 'observation.x 2', 'x 3']);
  });

  it('stay different where keys contain dots or look like indices', () => {
    expect(names('Dict({"a": Dict({"b": Discrete(2)}), "a.b": Discrete(3)})', '{"a": {"b": 1}, "a.b": 2}')).toEqual([
      'a.b 2',
      'a.b#2 3',
    ]);
    expect(
      names(
        'Dict({"a": Tuple((Discrete(2),)), "a.0": Discrete(3), "a.0#2": Discrete(4)})',
        '{"a": (1,), "a.0": 2, "a.0#2": 3}',
      ),
    ).toEqual(['a.0 2', 'a.0#2 3', 'a.0#2#2 4']);
  });

  it('leave out what holds nothing, and refuse an observation that is nothing', () => {
    expect(
      names(
        'Dict({"a": Box(-1, 1, (0, 3)), "b": Discrete(2), "c": Box(-1, 1, (0,))})',
        '{"a": zeros((0, 3)), "b": 1, "c": zeros(0)}',
      ),
    ).toEqual(['b 2']);
    expect(errorOf(() => open({ make: { observation: 'Box(-1, 1, (0,))' } })).code).toBe('VEM_GYMNASIUM_SPACE');
    expect(errorOf(() => open({ make: { action: 'Box(-1, 1, (0,))' } })).code).toBe('VEM_GYMNASIUM_SPACE');
  });
});

describe.runIf(ready)('actions and resets', () => {
  it.each([
    ['MultiDiscrete([3, 2])', /TransformAction\(env, lambda a: numpy.array\(numpy.unravel_index/],
    ['MultiBinary(3)', /TransformAction\(env, lambda a: \(a >> numpy.arange/],
    ['Box(0, 3, (2,), int64)', /TransformAction\(env, lambda a: numpy.rint\(a\)/],
    ['Box(-inf, inf, (1,))', /TransformAction\(env, lambda a: a, Box\(-1, 1,/],
    ['Box(-1e39, 1e39, (1,), float64)', /TransformAction\(env, lambda a: a, Box\(-1, 1,/],
    ['Dict({"a": Discrete(2)})', /TransformAction\(env, a function of the new action/],
  ])('%s are refused with a wrapper that helps', (action, says) => {
    const error = errorOf(() => open({ make: { action } }));
    expect(error.code).toBe('VEM_GYMNASIUM_SPACE');
    expect(error.message).toMatch(says);
  });

  it('the wrappers of the hints work', () => {
    const wrapped = (action: string, change: string, space: string, act: string) =>
      execFileSync(
        PYTHON,
        [
          '-c',
          `import numpy, gymnasium\nfrom gymnasium.spaces import *\nimport odd_envs\nenv = odd_envs.Odd(action=${JSON.stringify(action)}, does="print(action)")\nw = gymnasium.wrappers.TransformAction(env, ${change}, ${space})\nw.reset()\nw.step(${act})`,
        ],
        { encoding: 'utf8' },
      ).trim();
    const unravel = 'lambda a: numpy.array(numpy.unravel_index(a, env.action_space.nvec))';
    expect(wrapped('MultiDiscrete([3, 2])', unravel, 'Discrete(env.action_space.nvec.prod())', '5')).toBe('[2 1]');
    const bits = 'lambda a: (a >> numpy.arange(env.action_space.n)) & 1';
    expect(wrapped('MultiBinary(3)', bits, 'Discrete(2 ** env.action_space.n)', '5')).toBe('[1 0 1]');
    const rounded = 'lambda a: numpy.rint(a).astype(env.action_space.dtype)';
    const space = 'Box(env.action_space.low, env.action_space.high, dtype=numpy.float32)';
    expect(wrapped('Box(0, 3, (2,), int64)', rounded, space, 'numpy.array([0.4, 2.6])')).toBe('[0 3]');
  });

  it('every reset is given the options, that of a new episode too', () => {
    const make = {
      value: 'array([self.options["level"] if self.options else -1, self.time, 0])',
      ends: 'self.time == 2',
    };
    const environment = open({ make, reset: { level: 7 } });
    expect(play(environment, 5).observations.map(([level]) => level)).toEqual(Array(6).fill(7));
    expect(play(open({ make }), 1).observations[0][0]).toBe(-1);
  });
});

describe.runIf(ready && process.platform === 'linux')('a process that dies and leaves a child behind', () => {
  const forked = 'multiprocessing.get_context("fork").Process(target=time.sleep, args=(20,), daemon=False).start()';

  it.each([
    ['killed', `self.time == 3 and (${forked}, os.kill(os.getpid(), 9))`, /by SIGKILL during step/],
    ['ended by itself', `self.time == 3 and (${forked}, os._exit(3))`, /with status 3 during step/],
    [
      'in a session of its own',
      'self.time == 3 and (os.fork() or (os.setsid(), time.sleep(20))) and os.kill(os.getpid(), 9)',
      /by SIGKILL during step/,
    ],
  ])('%s', (_how, does, says) => {
    const environment = open({ make: { does }, timeout: 15 });
    const start = performance.now();
    const error = errorOf(() => play(environment, 5));
    expect(error.code).toBe('VEM_GYMNASIUM_DIED');
    expect(error.message).toMatch(says);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe.runIf(ready)('modules of the working folder', () => {
  const python = (...args: string[]) =>
    new Promise<string>((resolve) => {
      const script = new URL('../../packages/envs/python/gymnasium_child.py', import.meta.url).pathname;
      const child = spawn(PYTHON, ['-u', script, ...args], {
        stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
        cwd: folder,
      });
      let output = '';
      child.stderr?.on('data', (text) => {
        output += String(text);
      });
      const request = Buffer.from(JSON.stringify({ id: 'told:CartPole-v1', make: {}, count: 1 }));
      const header = Buffer.alloc(8);
      header.writeUInt32LE(1, 0);
      header.writeUInt32LE(request.length, 4);
      child.stdin?.end(Buffer.concat([header, request]));
      child.on('close', () => resolve(output));
    });

  it('are imported only when that was said, and never in another’s place', async () => {
    writeFileSync(join(folder, 'told.py'), 'import sys\nprint("told ran", file=sys.stderr)\n');
    writeFileSync(join(folder, 'gymnasium.py'), 'import sys\nprint("shadow ran", file=sys.stderr)\n');
    try {
      expect(await python()).toBe('');
      expect(await python('--working-folder')).toBe('told ran\n');
    } finally {
      rmSync(join(folder, 'gymnasium.py'));
    }
  });
});
