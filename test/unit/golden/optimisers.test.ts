import { type Optimiser, ParameterStore, type Progress, Streams } from '@vem/framework';
import { adam, perGroup, rmsProp, sgd } from '@vem/training';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/torch/optimisers.json' with { type: 'json' };
import { wave } from '../../support/wave.js';

const groups = Object.entries(golden.groups);
const names = groups.map(([name]) => name);

/** Where a run of as many steps is before a step, from 1 on. */
const before = (step: number): Progress => ({
  envSteps: 10 * (step - 1),
  updates: step - 1,
  rollouts: 0,
  fraction: (step - 1) / golden.steps,
});

/** The parameters of all groups after each step, on the loss Σ cos(t (i + 1)) x_i + x_i² / 2. */
function course(optimiser: Optimiser): number[][] {
  const store = new ParameterStore();
  for (const [shift, [name, size]] of groups.entries())
    store.group(name).declare('x', [size], (target) => target.set(wave(size, shift)));
  store.build(new Streams(1), optimiser);
  return Array.from({ length: golden.steps }, (_, index) => {
    for (const name of names) {
      const [{ data: x }] = store.views(name);
      store.gradientViews(name)[0].data.set(x.map((value, i) => Math.cos((index + 1) * (i + 1)) + value));
    }
    store.step(names, before(index + 1));
    return names.flatMap((name) => [...store.views(name)[0].data]);
  });
}

type Case = keyof typeof golden.cases;

const annealed = { from: 0.05, to: 0 };

/** The same annealing over the steps of the run, in place of its fraction. */
const inSteps = { ...annealed, over: 10 * golden.steps };

const subjects: readonly (readonly [Case, string, Optimiser])[] = [
  ['adam', 'adam', adam({ learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-5 }).create()],
  ['adamWithStepNorm', 'adam', adam({ learningRate: 0.01, epsilon: 1e-5, stepNorm: 0.5 }).create()],
  ['adamAnnealed', 'adam', adam({ learningRate: annealed }).create()],
  ['adamAnnealed', 'adam, by steps', adam({ learningRate: inSteps }).create()],
  ['rmsPropOutside', 'rms-prop', rmsProp({ learningRate: 7e-3, epsilon: 1e-3 }).create()],
  [
    'rmsPropInside',
    'rms-prop',
    rmsProp({ learningRate: 7e-3, epsilon: 1e-3, epsilonWhere: 'inside', initialSquare: 1 }).create(),
  ],
  ['sgdWithStepNorm', 'sgd', sgd({ learningRate: 0.1, stepNorm: 0.5 }).create()],
  ['momentum', 'sgd', sgd({ learningRate: 0.01, momentum: 0.9 }).create()],
  ['nesterov', 'sgd', sgd({ learningRate: 0.01, momentum: 0.9, nesterov: true }).create()],
];

/** Single precision against double. */
const expectClose = (received: readonly number[], expected: readonly number[]) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(received[i], `number ${i}`).toBeCloseTo(value, 5);
};

describe('optimisers against PyTorch', () => {
  it.each(subjects)('%s: %s', (name, _plugin, optimiser) => {
    const seen = course(optimiser);
    for (const [step, expected] of Object.entries(golden.cases[name])) expectClose(seen[Number(step) - 1], expected);
  });

  it('are not all the same', () => {
    const ends = Object.values(golden.cases).map((seen) => seen['25'].map((value) => value.toFixed(3)).join());
    expect(new Set(ends).size).toBe(ends.length);
  });

  it('each group by its own', () => {
    const declared = { groupNames: names } as unknown as ParameterStore;
    const mixed = perGroup({
      groups: { valueEstimator: { use: 'sgd', learningRate: 0.01, momentum: 0.9 } },
      rest: { use: 'rms-prop', learningRate: 7e-3, epsilon: 1e-3 },
    }).create(...([declared] as never[])) as Optimiser;
    const end = course(mixed).at(-1)!;
    const [size] = groups[0].slice(1) as [number];
    expectClose(end.slice(0, size), golden.cases.rmsPropOutside['25'].slice(0, size));
    expectClose(end.slice(size), golden.cases.momentum['25'].slice(size));
  });
});
