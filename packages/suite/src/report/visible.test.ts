import { describe, expect, it } from 'vitest';
import { oneLine, visible } from './visible.js';

describe('text of others on a terminal', () => {
  it.each([
    ['an escape', '\u001b]0;T\u0007\u001b[2J', '\\u001b]0;T\\u0007\\u001b[2J'],
    ['a C1 control', '\u009b2J', '\\u009b2J'],
    ['a carriage return', 'done\rFAILED', 'done\\u000dFAILED'],
    ['marks of direction', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['a null', 'a\0b', 'a\\u0000b'],
  ])('shows %s', (_what, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(oneLine(text)).toBe(shown);
  });

  it('keeps lines, letters and signs as they are', () => {
    const text = 'α → −1.5\n\tπ(a|s) “x” 🙂 é';
    expect(visible(text)).toBe(text);
    expect(oneLine(text)).toBe('α → −1.5\\n π(a|s) “x” 🙂 é');
  });

  it('says the same in JSON', () => {
    const value = { label: 'a\u202eb\u009b\u001b' };
    expect(JSON.parse(visible(JSON.stringify(value)))).toEqual(value);
  });
});
