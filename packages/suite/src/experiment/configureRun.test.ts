import { describe, expect, it } from 'vitest';
import { configureRun, type RunRequest, reconfigureRun } from './configureRun.js';
import { parseSetting } from './settings.js';

const request = (settings: readonly string[], changes: Partial<RunRequest> = {}): RunRequest => ({
  preset: 'sac',
  environment: 'Pendulum-v1',
  settings: settings.map(parseSetting),
  seed: 1,
  environments: 1,
  engine: 'compiled',
  ...changes,
});

describe('configureRun', () => {
  it("gives the preset's slots with all options, as plain JSON", () => {
    const config = configureRun(request([]));
    expect(config.slots.environment).toEqual({ use: 'Pendulum-v1', gravity: 10 });
    expect(config.slots.prior.use).toBe('uniform');
    expect(config.slots.posterior).toMatchObject({ use: 'tanh-gaussian', hidden: [256, 256] });
    expect(JSON.parse(JSON.stringify(config))).toEqual(config);
  });

  it('swaps a plugin and sets options, of the environment too', () => {
    const { slots } = configureRun(
      request(['prior.std=2', 'prior=gaussian', 'posterior.hidden=[32]', 'environment.gravity=9.81']),
    );
    expect(slots.prior).toMatchObject({ use: 'gaussian', std: 2, mean: 0 });
    expect(slots.posterior.hidden).toEqual([32]);
    expect(slots.environment.gravity).toBe(9.81);
  });

  it('accepts a plugin whose options are required when they are given', () => {
    expect(configureRun(request(['temperature=target-kl', 'temperature.nats=2'])).slots.temperature).toMatchObject({
      use: 'target-kl',
      nats: 2,
    });
    expect(() => configureRun(request(['temperature=target-kl']))).toThrow(
      expect.objectContaining({ code: 'VEM_PLUGIN_OPTIONS' }),
    );
  });

  it.each([
    { settings: ['posterior.hiden=[32]'], code: 'VEM_PLUGIN_OPTIONS', says: 'Did you mean "hidden"' },
    { settings: ['posterior.hidden=wide'], code: 'VEM_PLUGIN_OPTIONS', says: 'hidden' },
    { settings: ['prior=gausian'], code: 'VEM_PLUGIN_UNKNOWN', says: 'Did you mean "gaussian"?' },
    { settings: ['environment.gravty=3'], code: 'VEM_PLUGIN_OPTIONS', says: 'gravity' },
    { settings: ['valueEstimator=null'], code: 'VEM_SLOT_MISSING', says: 'valueEstimator' },
  ])('$settings: $code', ({ settings, code, says }) => {
    expect(() => configureRun(request(settings))).toThrow(
      expect.objectContaining({ code, exitStatus: 2, message: expect.stringContaining(says) }),
    );
  });

  it.each([
    { changes: { preset: 'sca' }, code: 'VEM_PRESET_UNKNOWN', says: '"sac"' },
    { changes: { environment: 'Pendulum-v0' }, code: 'VEM_ENVIRONMENT_UNKNOWN', says: 'Did you mean "Pendulum-v1"?' },
  ])('$changes: $code', ({ changes, code, says }) => {
    expect(() => configureRun(request([], changes))).toThrow(
      expect.objectContaining({ code, exitStatus: 2, message: expect.stringContaining(says) }),
    );
  });
});

describe('reconfigureRun', () => {
  it('changes a stored configuration and completes it', () => {
    const stored = configureRun(request([]));
    expect(reconfigureRun(stored, [])).toEqual(stored);
    expect(reconfigureRun(stored, [parseSetting('prior=gaussian')]).slots.prior).toMatchObject({
      use: 'gaussian',
      std: 1,
    });
  });
});
