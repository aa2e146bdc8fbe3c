import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parseJson.js';

describe('JSON of strangers', () => {
  it('is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
    expect(parseJson('"[[[\\"]{"')).toBe('[[["]{');
  });

  it.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`],
    ['lists that never end', '['.repeat(201)],
  ])('must not be nested too deeply: %s', (_what, text) => {
    expect(() => parseJson(text)).toThrow(/nested more than 200 deep/);
  });

  it('may be long and contain brackets in texts', () => {
    const value = { text: '['.repeat(100_000), list: Array(1000).fill([[]]) };
    expect(parseJson(JSON.stringify(value))).toEqual(value);
  });
});
