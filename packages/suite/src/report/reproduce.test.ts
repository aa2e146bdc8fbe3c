import { describe, expect, it } from 'vitest';
import { parseSetting } from '../experiment/settings.js';
import { commandFor, shellWord } from './reproduce.js';
import { storedRun } from './testing/storedRun.js';

describe('commandFor', () => {
  const { config } = storedRun({ seed: 3 });

  it('gives every setting so that it is read back as it was', () => {
    const overrides = {
      prior: { use: 'gaussian' },
      'posterior.hidden': [8, 8],
      'a.text': 'plain',
      'a.digits': '12',
      'a.none': null,
    };
    const command = commandFor({ ...config, environments: 4, threads: 2 }, overrides, 'x');
    expect(command).toMatch(
      /^vem train sac --env Pendulum-v1 --steps 1000 --seed 3 --evaluate-every 500 --envs 4 --threads 2 --set /,
    );
    const settings = command.split(' --set ').slice(1);
    const read = settings.map((text) => parseSetting(text.replace(/^'(.*)'$/, '$1')));
    expect(Object.fromEntries(read.map(({ key, value }) => [key, value]))).toEqual(overrides);
  });

  it('says how many copies there are, whatever the preset has', () => {
    expect(commandFor({ ...config, preset: 'ppo', environments: 1 }, {}, 'x')).toContain(' --envs 1');
  });

  it('says where parameters come from, and when training or an episode ends before its time', () => {
    const course = { init: { prior: '/runs/first prior' }, stopWhenReturn: -150, maxEpisodeSteps: 300 };
    expect(commandFor({ ...config, ...course }, {}, 'x')).toMatch(
      / --stop-when-return -150 --max-episode-steps 300 --init 'prior=\/runs\/first prior'$/,
    );
  });

  it('takes the stored configuration where preset and options do not say it all', () => {
    const plugins = [{ name: 'mine', version: '1.0.0', from: './mine.js', hash: null }];
    const madeWith = { ...config.madeWith!, plugins };
    for (const [changed, overrides] of [
      [{ ...config, preset: null }, {}],
      [config, null],
      [{ ...config, madeWith }, {}],
    ] as const)
      expect(commandFor(changed, overrides, 'runs/my own')).toBe("vem train --config 'runs/my own/config.json'");
  });
});

describe('shellWord', () => {
  it.each([
    ['a-b_c.d/e=1', 'a-b_c.d/e=1'],
    ["it's", "'it'\\''s'"],
    ['$HOME `x`', "'$HOME `x`'"],
  ])('of %s', (word, expected) => {
    expect(shellWord(word)).toBe(expected);
  });
});
