import { describe, expect, it } from 'vitest';
import { applyOptions, applySettings, parseSetting, settingsOf, swapsIn } from './settings.js';

const slots = {
  prior: { use: 'uniform', reference: 'counting' },
  posterior: { use: 'tanh-gaussian', hidden: [256, 256], network: { layers: 2, activation: 'relu' } },
};

describe('parseSetting', () => {
  it.each([
    ['optimiser.learningRate=1e-3', 'optimiser.learningRate', 0.001],
    ['posterior.hidden=[64,64]', 'posterior.hidden', [64, 64]],
    ['prior=gaussian', 'prior', 'gaussian'],
    ['mStep=null', 'mStep', null],
    ['prior.name=a=b', 'prior.name', 'a=b'],
    ['prior.text=', 'prior.text', ''],
  ])('%s', (text, key, value) => {
    expect(parseSetting(text)).toEqual({ key, value });
  });

  it.each(['prior', '=3', 'prior.=3', '.std=3', 'prior..std=3'])('refuses "%s"', (text) => {
    expect(() => parseSetting(text)).toThrow(expect.objectContaining({ code: 'VEM_SETTING_SYNTAX', exitStatus: 2 }));
  });
});

describe('applySettings', () => {
  it('sets options, nested ones too, and leaves the rest', () => {
    const set = settingsOf({ 'posterior.hidden': [64], 'posterior.network.layers': 3 });
    expect(applySettings(slots, set)).toEqual({
      prior: slots.prior,
      posterior: { use: 'tanh-gaussian', hidden: [64], network: { layers: 3, activation: 'relu' } },
    });
    expect(slots.posterior.network.layers).toBe(2);
  });

  it('swaps a plugin, whose options start anew, wherever the swap stands', () => {
    const set = [
      { key: 'prior.std', value: 2 },
      { key: 'prior', value: 'gaussian' },
    ];
    expect(applySettings(slots, set).prior).toEqual({ use: 'gaussian', std: 2 });
    expect(applySettings(slots, [{ key: 'prior.use', value: 'gaussian' }]).prior).toEqual({ use: 'gaussian' });
    expect(applySettings(slots, [{ key: 'prior', value: { use: 'gaussian', std: 3 } }]).prior).toEqual({
      use: 'gaussian',
      std: 3,
    });
  });

  it('fills an empty slot and empties a filled one', () => {
    expect(Object.keys(applySettings(slots, settingsOf({ mStep: 'distil', prior: null })))).toEqual([
      'posterior',
      'mStep',
    ]);
  });

  it('takes the last of several values', () => {
    const set = [
      { key: 'posterior.hidden', value: [1] },
      { key: 'posterior.hidden', value: [2] },
    ];
    expect(applySettings(slots, set).posterior.hidden).toEqual([2]);
  });

  it.each([
    { key: 'pior.std', value: 1, code: 'VEM_SETTING_SLOT', says: 'Did you mean "prior"?' },
    { key: 'mStep.rate', value: 1, code: 'VEM_SETTING_EMPTY_SLOT', says: '--set mStep=plugin' },
    { key: 'prior', value: 3, code: 'VEM_SETTING_PLUGIN', says: 'received 3' },
    { key: 'environment', value: 'Chain', code: 'VEM_SETTING_ENVIRONMENT', says: '--env' },
  ])('$key = $value is $code', ({ key, value, code, says }) => {
    expect(() => applySettings(slots, [{ key, value }])).toThrow(
      expect.objectContaining({ code, exitStatus: 2, message: expect.stringContaining(says) }),
    );
  });
});

describe('swapsIn and applyOptions', () => {
  it('split the settings between them', () => {
    const set = settingsOf({ prior: 'gaussian', 'posterior.hidden': [8] });
    expect(swapsIn(set)).toEqual({ prior: { use: 'gaussian' } });
    expect(applyOptions(slots, set).prior).toEqual(slots.prior);
  });
});
