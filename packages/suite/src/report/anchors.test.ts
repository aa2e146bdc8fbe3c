import { type EnvironmentFactory, Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { registry } from '../catalogue/registry.js';
import { ANCHORS } from './anchors.js';
import { REFERENCES } from './references.js';

const EPISODES = 300;

/** Mean return of actions drawn uniformly, and its standard error. */
function randomReturn(id: string): { readonly mean: number; readonly error: number } {
  const plugin = registry.environments.find(({ pluginName }) => pluginName === id)!;
  const factory = plugin.bind({}).create() as EnvironmentFactory;
  const { action } = factory.spec;
  const streams = new Streams(5);
  const environment = factory.create(1, streams.stream('environment'));
  const stream = streams.stream('actions');
  environment.reset();
  const returns: number[] = [];
  for (let sum = 0; returns.length < EPISODES; ) {
    const drawn =
      action.kind === 'finite'
        ? Int32Array.of(stream.integer(action.count))
        : Float32Array.from(action.low, (low, i) => low + stream.uniform() * (action.high[i] - low));
    const { reward_N, terminated_N, truncated_N } = environment.step(drawn);
    sum += reward_N[0];
    if (terminated_N[0] + truncated_N[0] === 0) continue;
    returns.push(sum);
    sum = 0;
  }
  environment.dispose();
  const mean = returns.reduce((a, b) => a + b) / EPISODES;
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (EPISODES - 1);
  return { mean, error: Math.sqrt(variance / EPISODES) };
}

describe('anchors', () => {
  it.each(['CartPole-v1', 'Pendulum-v1', 'PointMass2D', 'Acrobot-v1'])(
    'of the random policy on %s are what it reaches',
    (id) => {
      const { mean, error } = randomReturn(id);
      // Measured there over three times as many episodes: five standard errors of both together.
      expect(Math.abs(mean - ANCHORS[id].random)).toBeLessThan(5 * error * Math.sqrt(1 + 0.3));
    },
  );

  it('are of environments that there are', () => {
    const known = registry.environments.map(({ pluginName }) => pluginName);
    for (const id of Object.keys(ANCHORS)) expect(known).toContain(id);
  });
});

describe('references', () => {
  it('name environments that there are, and say why where they measure something else', () => {
    const known = registry.environments.map(({ pluginName }) => pluginName);
    for (const { environment, version, differs, source } of REFERENCES) {
      expect(known).toContain(environment);
      if (version !== environment && !version.startsWith('HalfCheetah')) expect(differs).not.toEqual([]);
      expect(source.url).toMatch(/^https:\/\//);
    }
  });
});
