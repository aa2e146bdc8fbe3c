import { describe, expect, it } from 'vitest';
import { perGroup } from './perGroup.js';
import { oneGroup } from './testing/oneGroup.js';

const mixed = { groups: { critic: { use: 'sgd', learningRate: 0.5 } } } as const;

const moved = (options: Parameters<typeof perGroup>[0], name: string) => {
  const { parameters, gradient, attached, step } = oneGroup(perGroup(options), { name });
  gradient.set([3, 4]);
  step();
  return { parameters: [...parameters], state: attached.state() };
};

describe('perGroup', () => {
  it('gives each group that is named its own optimiser, and the rest another', () => {
    expect(moved(mixed, 'critic')).toEqual({ parameters: [-1.5, -2], state: {} });
    expect(moved(mixed, 'posterior').parameters[0]).toBeCloseTo(-3e-4, 8);
    expect(Object.keys(moved(mixed, 'posterior').state)).toEqual(['steps', 'firstMoment', 'secondMoment']);
    const rest = { ...mixed, rest: { use: 'rms-prop', decay: 0, learningRate: 0.1 } } as const;
    expect(moved(rest, 'posterior').parameters[0]).toBeCloseTo(-0.1, 5);
  });

  it('has memory for the one that needs most, and limits all of them together', () => {
    expect(perGroup(mixed).create(...([{ groupNames: [] }] as never[]))).toMatchObject({ vectors: 2 });
    expect(perGroup({ ...mixed, stepNorm: 0.5 }).config).toMatchObject({ stepNorm: 0.5 });
  });

  it('is plain JSON, with every option in full', () => {
    const { config } = perGroup(mixed);
    expect(JSON.parse(JSON.stringify(config))).toEqual({
      groups: { critic: { use: 'sgd', learningRate: 0.5, momentum: 0, nesterov: false } },
      rest: { use: 'adam', learningRate: 3e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    });
    expect(perGroup(config as never).config).toEqual(config);
  });

  it('refuses what is not there', () => {
    const refuse = (options: unknown, code: string, message: string) => {
      const create = () => oneGroup(perGroup.bind(options) as ReturnType<typeof perGroup>);
      expect(create).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
    };
    refuse({ groups: { crtic: { use: 'sgd' } } }, 'VEM_OPTIMISER_GROUP', 'Did you mean "critic"?');
    refuse({ groups: { critic: { use: 'lion' } } }, 'VEM_PLUGIN_OPTIONS', 'groups.critic.use');
    refuse({ groups: { critic: { use: 'sgd', beta1: 0.5 } } }, 'VEM_PLUGIN_OPTIONS', 'groups.critic.beta1');
    refuse({ groups: { critic: { use: 'sgd', stepNorm: 1 } } }, 'VEM_PLUGIN_OPTIONS', 'groups.critic.stepNorm');
    refuse({ groups: { critic: { use: 'sgd', momentum: 1 } } }, 'VEM_PLUGIN_OPTIONS', 'groups.critic.momentum');
  });
});
