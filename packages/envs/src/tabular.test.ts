import { type EnvironmentFactory, Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { chain, chainModel } from './chain.js';
import { riskyBet, riskyBetModel } from './riskyBet.js';
import { expectedReward, type TabularModel } from './tabularModel.js';

/** Soft values under a prior p(a) by iteration: V(s) = α log Σ_a p(a) exp((r + γ E V(s′)) / α). */
function softValues(model: TabularModel, prior: readonly number[], alpha: number, discount: number): number[] {
  const reward = expectedReward(model);
  let values = model.transition.map(() => 0);
  for (let sweep = 0; sweep < 600; sweep++) {
    values = model.transition.map((ofState, s) =>
      model.terminal[s]
        ? 0
        : alpha *
          Math.log(
            ofState.reduce((sum, next, a) => {
              const future = next.reduce((total, probability, to) => total + probability * values[to], 0);
              return sum + prior[a] * Math.exp((reward[s][a] + discount * future) / alpha);
            }, 0),
          ),
    );
  }
  return values;
}

/** Every count must lie within 4 standard errors of what the probability says; impossible ones must not happen. */
function expectFrequencies(counts: readonly number[], probabilities: readonly number[]): void {
  const total = counts.reduce((sum, count) => sum + count, 0);
  counts.forEach((count, i) => {
    const probability = probabilities[i];
    const error = 4 * Math.sqrt(total * probability * (1 - probability));
    expect(Math.abs(count - total * probability)).toBeLessThanOrEqual(error + 1e-9);
  });
}

describe.each([
  { name: 'chain', model: chainModel() },
  { name: 'chain of 5, uniform start', model: chainModel({ states: 5, start: 'uniform', success: 1 }) },
  { name: 'risky bet', model: riskyBetModel() },
])('the model of the $name', ({ model }) => {
  it('is made of probabilities', () => {
    const sums = [model.start, ...model.transition.flat()].map((row) => row.reduce((sum, p) => sum + p, 0));
    for (const sum of sums) expect(sum).toBeCloseTo(1, 12);
    expect(model.transition.flat(2).every((p) => p >= 0)).toBe(true);
    expect([model.transition.length, model.transition[0].length]).toEqual([model.states, model.actions]);
  });
});

describe('chainModel', () => {
  // Float64 soft value iteration of an independent NumPy script, γ = .9.
  it.each([
    { prior: [0.5, 0.5], alpha: 1, values: [3.147515, 4.055559, 5.456031] },
    { prior: [0.5, 0.5], alpha: 0.1, values: [6.01702, 7.087707, 8.30727] },
    { prior: [0.9, 0.1], alpha: 1, values: [0.038587, 0.230161, 1.580584] },
    { prior: [0.9, 0.1], alpha: 0.1, values: [4.411336, 5.481188, 6.701156] },
  ])('has the known soft values for prior $prior, α = $alpha', ({ prior, alpha, values }) => {
    softValues(chainModel(), prior, alpha, 0.9).forEach((value, s) => {
      expect(Math.abs(value - values[s])).toBeLessThan(1e-6);
    });
  });

  it('refuses options that it does not know', () => {
    expect(() => chainModel({ length: 4 } as object)).toThrow(
      expect.objectContaining({ code: 'VEM_ENVIRONMENT_OPTIONS' }),
    );
  });
});

describe('riskyBetModel', () => {
  it('loses on average', () => {
    expect(expectedReward(riskyBetModel())[0]).toEqual([0, expect.closeTo(-0.8, 12)]);
  });

  it('has the known variational value and posterior', () => {
    const [value] = softValues(riskyBetModel(), [0.5, 0.5], 1, 1);
    expect(value).toBeCloseTo(-0.322047, 6);
    expect(0.5 * Math.exp(-0.8 - value)).toBeCloseTo(0.310026, 6);
  });
});

/** Steps 5000 copies with random actions and counts each copy's moves. */
function simulate(
  factory: EnvironmentFactory,
  onStep: (from: Float32Array, action: Int32Array, to: Float32Array, reward: Float64Array) => void,
) {
  const copies = 5000;
  const environment = factory.create(copies, new Streams(8).stream('environment'));
  const chance = new Streams(8).stream('actions');
  const observation = environment.reset();
  const action = new Int32Array(copies);
  for (let t = 0; t < 20; t++) {
    const from = observation.slice();
    for (let n = 0; n < copies; n++) action[n] = chance.integer(2);
    const step = environment.step(action);
    onStep(from, action, step.nextObservation_NO, step.reward_N);
  }
}

describe('Chain', () => {
  it.each([{ states: 3 }, { states: 5, success: 0.3, start: 'uniform' as const, goalReward: 2, rightCost: 0.5 }])(
    'moves and pays as its model says, with $states states',
    (options) => {
      let wrongRewards = 0;
      const model = chainModel(options);
      const counts = model.transition.map((ofState) => ofState.map((next) => next.map(() => 0)));
      simulate(chain(options), (from, action, to, reward) => {
        action.forEach((a, n) => {
          const state = (of: Float32Array) => of.subarray(n * model.states, (n + 1) * model.states).indexOf(1);
          const [s, next] = [state(from), state(to)];
          counts[s][a][next]++;
          if (reward[n] !== model.reward[s][a][next]) wrongRewards++;
        });
      });
      expect(wrongRewards).toBe(0);
      counts.forEach((ofState, s) => {
        ofState.forEach((next, a) => {
          expect(next.some((count) => count > 100)).toBe(true);
          expectFrequencies(next, model.transition[s][a]);
        });
      });
    },
  );

  it('starts where its model says', () => {
    for (const options of [{}, { start: 'uniform' as const }]) {
      const observation = chain(options).create(6000, new Streams(2).stream('x')).reset();
      const counts = [0, 1, 2].map((s) => observation.filter((value, i) => value === 1 && i % 3 === s).length);
      expectFrequencies(counts, chainModel(options).start);
    }
  });

  it('truncates after 100 steps, or never', () => {
    expect(chain().spec.timeLimit).toBe(100);
    expect(chain({ timeLimit: null }).spec.timeLimit).toBeUndefined();
  });
});

describe('RiskyBet', () => {
  it('pays as its model says', () => {
    const { transition, reward } = riskyBetModel();
    const counts = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    simulate(riskyBet(), (_from, action, _to, paid) => {
      action.forEach((a, n) => {
        counts[a][[0, 10, -2].indexOf(paid[n])]++;
      });
    });
    // Rewards 0, +10, −2 are those of arriving in states 1, 2, 3.
    counts.forEach((ofAction, a) => {
      expectFrequencies(ofAction, transition[0][a].slice(1));
    });
    expect(reward[0][1].slice(2)).toEqual([10, -2]);
  });
});
