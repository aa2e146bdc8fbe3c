import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePlugin } from './definePlugin.js';
import { definePluginPackage, isPluginPackage } from './definePluginPackage.js';
import { definePreset } from './definePreset.js';

const room = definePlugin({
  slot: 'environment',
  name: 'Room',
  description: 'never made',
  config: z.strictObject({}),
  inject: [],
  create: () => {
    throw new Error('not made here');
  },
});
const plugin = <S extends 'data' | 'optimiser'>(slot: S, name: string) =>
  definePlugin({
    slot,
    name,
    description: 'never made',
    config: z.strictObject({}),
    inject: [],
    create: () => undefined as never,
  });
const replay = plugin('data', 'replay');
const sgd = plugin('optimiser', 'sgd');
const preset = definePreset({
  name: 'mine',
  description: 'one slot',
  cell: { prior: 'fixed', model: 'free', posterior: 'parametric' },
  sources: [],
  slots: () => ({ optimiser: sgd() }),
});

describe('definePluginPackage', () => {
  it('keeps environments apart from other plugins, each once', () => {
    const made = definePluginPackage({ plugins: [sgd, room], environments: [room], presets: [preset] });
    expect(made.plugins).toEqual([sgd]);
    expect(made.environments).toEqual([room]);
    expect(made.presets).toEqual([preset]);
    expect(made.suites).toEqual([]);
  });

  it('makes what is known again, also of another copy of the framework', () => {
    expect(isPluginPackage(definePluginPackage({}))).toBe(true);
    expect(isPluginPackage({ [Symbol.for('vem/plugin-package')]: true })).toBe(true);
    for (const other of [undefined, null, {}, [], 'text', { plugins: [] }, sgd])
      expect(isPluginPackage(other)).toBe(false);
  });

  it.each([
    ['no list', { plugins: sgd }, 'plugins: expected a list'],
    ['a plugin that was called', { plugins: [sgd()] }, 'plugins[0]', 'leave out the call'],
    ['a class', { plugins: [replay, class Mine {}] }, 'plugins[1]', 'function Mine'],
    ['another slot among the environments', { environments: [sgd] }, 'environments[0]', 'environmentPlugin'],
    ['a slot map', { presets: [preset()] }, 'presets[0]', 'definePreset'],
    ['a plugin among the presets', { presets: [sgd] }, 'presets[0]'],
    ['a suite without a name', { suites: [{ rows: [] }] }, 'suites[0]', '{"rows":[]}'],
    ['a part that there is not', { plugin: [sgd] }, '"plugin"', 'Did you mean "plugins"?'],
    ['a name that is none', { name: 3 }, 'name: expected a text, received 3'],
    ['nothing', undefined, 'an object of lists', 'undefined'],
  ])('refuses %s', (_, spec, ...says) => {
    const attempt = () => definePluginPackage(spec as never);
    expect(attempt).toThrow(expect.objectContaining({ code: 'VEM_PLUGIN_PACKAGE', exitStatus: 2 }));
    for (const part of says) expect(attempt).toThrow(part);
  });
});
