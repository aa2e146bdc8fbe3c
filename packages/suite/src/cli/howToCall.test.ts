import { describe, expect, it } from 'vitest';
import { howToCall, pasteable } from './howToCall.js';

describe('howToCall', () => {
  it.each([
    [
      'a script of the clone',
      { npm_package_name: 'vem-workspace', npm_lifecycle_event: 'vem' },
      '/x/vem.js',
      'npx -y pnpm@10 vem',
    ],
    ['npx', { npm_command: 'exec' }, '/home/me/node_modules/.bin/vem', 'npx vem'],
    ['a script of a package of its own', { npm_package_name: 'mine' }, '/home/me/node_modules/.bin/vem', 'npx vem'],
    ['node', {}, '/home/me/vem/packages/suite/bin/vem.js', 'node vem/packages/suite/bin/vem.js'],
    ['its name', {}, '/usr/bin/vem', 'vem'],
  ])('knows that it was called by %s', (_, env, script, call) => {
    expect(howToCall(env, script, '/home/me')).toBe(call);
  });
});

describe('pasteable', () => {
  const shown = (text: string) => pasteable(text, 'npx vem');

  it('changes commands', () => {
    expect(shown('continue it: vem resume runs/a\n')).toBe('continue it: npx vem resume runs/a\n');
    expect(shown('`vem list envs` shows all, `vem train --help` says more')).toBe(
      '`npx vem list envs` shows all, `npx vem train --help` says more',
    );
  });

  it('leaves alone who speaks, paths and other words', () => {
    const text = 'vem compare: interrupted; see /home/vem train/x, @vem list, the vem folder';
    expect(shown(text)).toBe(text);
  });
});
