import { compiledEngine } from '@vem/compiler';
import {
  type HostContext,
  type NormaliserProgram,
  observationSpace,
  ParameterStore,
  type ProgramSlot,
  type StepContext,
  Streams,
  type Transitions,
} from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { runningStatistics } from './runningStatistics.js';

const [N, O] = [3, 2];
const PROGRESS = { envSteps: 0, updates: 0, rollouts: 0, fraction: 0 };
const IDLE = { vectors: 0, attach: () => ({ step() {}, state: () => ({}), restore() {} }) };

/** Step t of three environments. The second number of an observation is far from 0, where naive sums of squares fail. */
function stepAt(t: number, carried = 0): Transitions {
  const rows = Array.from({ length: N }, (_, n) => n);
  const observe = (n: number) => [
    ...Array.from({ length: O }, (_, o) => (o === 1 ? 1000 : 1) + Math.sin(1.7 * t + n + 2 * o) * (1 + n)),
    ...Array.from({ length: carried }, () => -77),
  ];
  return {
    count: N,
    columns: {
      observation: Float32Array.from(rows.flatMap(observe)),
      reward: Float32Array.from(rows, (n) => Math.cos(0.3 * t + n) - 0.2 * n),
      terminated: Float32Array.from(rows, (n) => ((t + n) % 11 === 10 ? 1 : 0)),
      truncated: Float32Array.from(rows, (n) => ((t + 2 * n) % 17 === 16 ? 1 : 0)),
    },
  };
}

/**
 * Gymnasium 1.4's `RunningMeanStd` on the observations of these steps, and on the returns of Stable-Baselines3's
 * `VecNormalize` (γ .99); what they make of step 5. NumPy, double precision.
 */
const NUMPY = {
  20: {
    mean: [1.0926225819398898, 999.937780458517],
    variance: [2.33229667100334, 4.014985838525438],
    returnVariance: 10.379434013651654,
    observation: [
      [0.46219946060792655, -0.4079765628585537],
      [-0.15906695972703933, -0.8427707644288549],
      [-1.7887213045135284, -0.06824980580982393],
    ],
    reward: [0.021956394050120648, -0.31074884855740936, -0.4148279803513218],
  },
  40: {
    mean: [1.000610118694461, 999.9749652308234],
    variance: [2.3528879289288587, 3.1678335484433413],
    returnVariance: 10.695002808530623,
    observation: [
      [0.5201580167593237, -0.480191767373557],
      [-0.09838392853503605, -0.9696826145935197],
      [-1.720891657245298, -0.09772774754419988],
    ],
    reward: [0.02163004391078731, -0.3061300149824205, -0.4086621605505847],
  },
};

type Component = ProgramSlot<NormaliserProgram> & Required<Pick<ProgramSlot<NormaliserProgram>, 'watch' | 'settle'>>;

/** The plugin with its parameters, and what programs would make of numbers now. */
function open(options: Parameters<typeof runningStatistics>[0] = {}) {
  const parameters = new ParameterStore();
  const dependencies = [observationSpace({ position: O }), parameters] as never[];
  const component = runningStatistics(options).create(...dependencies) as Component;
  parameters.build(new Streams(1), IDLE);
  const held = (group: string) =>
    Object.fromEntries(parameters.views(group).map(({ name, data }) => [name.slice(group.length + 1), data]));
  const apply = (observation: readonly number[], reward: readonly number[]) => {
    const views = parameters.allViews();
    const inputs: Record<string, { shape: readonly number[]; values: ArrayLike<number> }> = {
      observation: { shape: [observation.length / O, O], values: observation },
      reward: { shape: [reward.length], values: reward },
      ...Object.fromEntries(views.map(({ name, shape, data }) => [name, { shape, values: data }])),
    };
    const engine = compiledEngine();
    const executable = engine.load({
      name: 'normalise',
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, { shape }]) => [name, { shape, dtype: 'float32' as const }]),
      ),
      body: (given) => {
        const group = Object.entries(given).filter(([name]) => name.startsWith('normaliser/'));
        const own = Object.fromEntries(group.map(([name, tensor]) => [name.slice('normaliser/'.length), tensor]));
        const program = component.program({ parameters: () => own } as unknown as StepContext);
        return { observation: program.observation(given.observation), reward: program.reward(given.reward) };
      },
    });
    for (const [name, port] of Object.entries(executable.inputs)) port.data.set(Float32Array.from(inputs[name].values));
    executable.run();
    const read = (name: string) => [...(executable.outputs[name].data as Float32Array)];
    const result = { observation: read('observation'), reward: read('reward') };
    engine.dispose();
    return result;
  };
  return {
    component,
    parameters,
    held: () => held('normaliser'),
    apply,
    watch: (from: number, to: number, carried = 0) => {
      for (let t = from; t < to; t++) component.watch(stepAt(t, carried), PROGRESS);
    },
    settle: () => component.settle({ parameters: held } as unknown as HostContext),
  };
}

const fifth = () => {
  const { observation, reward } = stepAt(5).columns;
  return [[...observation], [...reward]] as const;
};

function expectNear(actual: readonly number[], expected: readonly number[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, digits);
}

describe('runningStatistics', () => {
  it('takes so many environment steps into account and no more', () => {
    const counts = [undefined, 2 * N].map((envSteps) => {
      const { component, held, settle } = open({ envSteps });
      for (let t = 0; t < 5; t++) component.watch(stepAt(t), { ...PROGRESS, envSteps: N * t });
      settle();
      return held()['observation/count'][0];
    });
    expect(counts.map(Math.round)).toEqual([5 * N, 2 * N]);
  });

  it('has the numbers of NumPy', () => {
    const { component, held, watch, settle, apply } = open();
    for (const steps of [20, 40] as const) {
      watch(steps - 20, steps);
      settle();
      const { mean, variance, returnVariance, observation, reward } = NUMPY[steps];
      const { 'observation/count': count, ...rest } = held();
      expect(count[0]).toBe(Math.fround(N * steps + 1e-4));
      expect([...rest['observation/mean']]).toEqual(mean.map(Math.fround));
      expectNear([...rest['observation/variance']], variance, 5);
      expectNear([...rest['reward/variance']], [returnVariance], 5);
      // In double precision before they are published; the weight of the start, 1e-4, is a parameter in single precision.
      const state = component.state!();
      expectNear([...(state['observation/mean'] as Float64Array)], mean, 9);
      const squares = [...(state['observation/squares'] as Float64Array)];
      expectNear(
        squares.map((sum) => sum / (N * steps + 1e-4)),
        variance,
        6,
      );
      const made = apply(...fifth());
      // Observations near 1000 have 4 digits behind the point in single precision.
      expectNear(made.observation, observation.flat(), 3);
      expectNear(made.reward, reward, 6);
    }
  });

  it('leaves numbers as they are at first, and moves only when it settles', () => {
    const { watch, settle, apply, held } = open();
    const numbers = [[0.5, -3], [2]] as const;
    expect(apply(...numbers)).toEqual({ observation: numbers[0], reward: numbers[1] });
    watch(0, 20);
    expect(apply(...numbers)).toEqual({ observation: numbers[0], reward: numbers[1] });
    settle();
    const settled = structuredClone(held());
    const made = apply(...numbers);
    expect(made.reward[0]).toBeLessThan(1);
    watch(20, 40);
    expect(held()).toEqual(settled);
    expect(apply(...numbers)).toEqual(made);
    settle();
    expect(held()).not.toEqual(settled);
  });

  it('clips at its bounds', () => {
    const { watch, settle, apply } = open({ observationClip: 2, rewardClip: 0.5 });
    watch(0, 20);
    settle();
    const made = apply([1e6, -1e6], [1e6, -1e6]);
    expect(made).toEqual({ observation: [2, -2], reward: [0.5, -0.5] });
  });

  it('scales rewards by the spread of returns that begin anew after any end', () => {
    const { component, settle, held } = open({ observation: false, discount: 0.5 });
    const ends = [
      [0, 0],
      [1, 0],
      [0, 1],
      [0, 0],
    ];
    for (const [terminated, truncated] of ends) {
      const column = (value: number) => Float32Array.of(value);
      const columns = { observation: new Float32Array(O), reward: column(1) };
      component.watch(
        { count: 1, columns: { ...columns, terminated: column(terminated), truncated: column(truncated) } },
        PROGRESS,
      );
    }
    settle();
    // 1, 1.5 | 1 | 1: with the prior's 1e-4 rows of mean 0 and variance 1.
    const returns = [1, 1.5, 1, 1];
    const mean = returns.reduce((sum, value) => sum + value) / 4.0001;
    const square = (returns.reduce((sum, value) => sum + value * value, 0) + 1e-4) / 4.0001;
    expect(held()['reward/variance'][0]).toBeCloseTo(square - mean * mean, 6);
    expect(Object.keys(held())).toEqual(['reward/count', 'reward/mean', 'reward/variance']);
  });

  it('does what its options say, and nothing else', () => {
    const rewardsOnly = open({ observation: false });
    const observationsOnly = open({ reward: false });
    const neither = open({ observation: false, reward: false });
    for (const one of [rewardsOnly, observationsOnly]) {
      one.watch(0, 20);
      one.settle();
    }
    neither.watch(0, 20);
    const [observation, reward] = [[0.5, 1001], [2]];
    expect(rewardsOnly.apply(observation, reward).observation).toEqual(observation);
    expect(rewardsOnly.apply(observation, reward).reward).not.toEqual(reward);
    expect(observationsOnly.apply(observation, reward).observation).not.toEqual(observation);
    expect(observationsOnly.apply(observation, reward).reward).toEqual(reward);
    expect(neither.apply(observation, reward)).toEqual({ observation, reward });
  });

  it('leaves what a behaviour carries behind observations alone', () => {
    const [plain, carrying] = [open(), open()];
    plain.watch(0, 20);
    carrying.watch(0, 20, 3);
    expect(carrying.component.state!()).toEqual(plain.component.state!());
  });

  it('goes on bit for bit from a state', () => {
    const [through, resumed] = [open(), open()];
    through.watch(0, 20);
    through.settle();
    through.watch(20, 27);
    const state = structuredClone(through.component.state!());
    resumed.component.restore!(state);
    for (const [name, values] of Object.entries(through.held())) resumed.held()[name].set(values);
    expect(resumed.component.state!()).toEqual(through.component.state!());
    for (const one of [through, resumed]) {
      one.watch(27, 40);
      one.settle();
    }
    expect(resumed.component.state!()).toEqual(through.component.state!());
    expect(resumed.held()).toEqual(through.held());
  });

  it('takes another run’s statistics for its own past', () => {
    const [through, first, second] = [open(), open(), open()];
    through.watch(0, 40);
    through.settle();
    first.watch(0, 20);
    first.settle();
    for (const [name, values] of Object.entries(first.held())) second.held()[name].set(values);
    second.watch(20, 40);
    second.settle();
    for (const name of ['observation/count', 'observation/mean'])
      expectNear([...second.held()[name]], [...through.held()[name]], 3);
    expectNear([...second.held()['observation/variance']], [...through.held()['observation/variance']], 3);
  });

  it('trains nothing and refuses the state of something else', () => {
    const { parameters, component } = open();
    expect(parameters.trainedGroups).toEqual([]);
    const code = (state: object) => {
      try {
        component.restore!(state as ReturnType<NonNullable<Component['state']>>);
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return undefined;
    };
    const state = component.state!();
    expect(code(state)).toBeUndefined();
    expect(code({})).toBe('VEM_STATE_INVALID');
    expect(code({ ...state, 'observation/mean': new Float64Array(O + 1) })).toBe('VEM_STATE_INVALID');
  });
});
