import { Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { discreteBandit } from './discreteBandit.js';
import { quadraticBandit } from './quadraticBandit.js';

const stream = () => new Streams(1).stream('x');

describe('QuadraticBandit', () => {
  it.each([
    { options: {}, action: -0.5, payoff: -4 },
    { options: {}, action: 0.5, payoff: 0 },
    { options: {}, action: 3, payoff: -1 },
    { options: { curvature: 4, optimum: 1, bound: 8 }, action: 3, payoff: -8 },
  ])('with $options pays $payoff for $action and ends', ({ options, action, payoff }) => {
    const environment = quadraticBandit(options).create(1, stream());
    expect([...environment.reset()]).toEqual([1]);
    const step = environment.step(Float32Array.of(action));
    // A payoff of −0 counts as 0.
    expect([step.reward_N[0] + 0, step.terminated_N[0], step.truncated_N[0]]).toEqual([payoff, 1, 0]);
  });

  it('takes its bounds from an option', () => {
    expect(quadraticBandit({ bound: 8 }).spec.action).toEqual({ kind: 'box', dimension: 1, low: [-8], high: [8] });
  });
});

describe('DiscreteBandit', () => {
  it('pays what the list says and ends', () => {
    const environment = discreteBandit({ payoffs: [0.5, -2] }).create(2, stream());
    expect(environment.spec.action).toEqual({ kind: 'finite', count: 2 });
    environment.reset();
    const step = environment.step(Int32Array.of(0, 1));
    expect([[...step.reward_N], [...step.terminated_N]]).toEqual([
      [0.5, -2],
      [1, 1],
    ]);
  });

  it('needs a payoff', () => {
    expect(() => discreteBandit({ payoffs: [] })).toThrow(expect.objectContaining({ path: 'payoffs' }));
  });
});
