import { describe, expect, it } from 'vitest';
import { decide } from './verdicts.js';

const range = (from: number, count = 5) => Array.from({ length: count }, (_, i) => from + 0.1 * i);
const verdicts = (...given: Parameters<typeof decide>) => decide(...given).map(({ verdict }) => verdict);

describe('decide', () => {
  it('needs four seeds a side: of three, 2 of 20 splits are as far apart', () => {
    const seeds = (count: number) => [[{ first: range(0, count), second: range(5, count) }]];
    expect(verdicts([seeds(3)])).toEqual(['undecided']);
    expect(verdicts([seeds(4)])).toEqual(['better']);
  });

  it('says which is better, and ties as ties', () => {
    const [low, high] = [range(0), range(5)];
    const alike = [500, 500, 500, 500, 500];
    const question = (first: number[], second: number[]) => [[{ first, second }]];
    expect(verdicts([question(low, high), question(high, low), question(alike, alike)])).toEqual([
      'better',
      'worse',
      'tied',
    ]);
    expect(verdicts([question(low, low.toReversed())])).toEqual(['undecided']);
  });

  it('is the exact permutation test: p = 12 / 252 is enough for 5 %, 14 / 252 is not', () => {
    // Of the 252 splits of these ten, counted one by one with numpy.
    const first = [0, 1, 2, 3, 9];
    expect(verdicts([[[{ first, second: [5, 6, 9, 12, 13] }]]])).toEqual(['better']);
    expect(verdicts([[[{ first, second: [5, 6, 7, 11, 13] }]]])).toEqual(['undecided']);
  });

  it('shares the error among open questions and passes on that of decided ones', () => {
    // Separated fours: p = 2 / 70 = 2.9 %. Two such: 2.5 % each, so neither. Beside a separated seven, p = 2 / 3432, one.
    const four = [[{ first: range(0, 4), second: range(5, 4) }]];
    const seven = [[{ first: range(0, 7), second: range(5, 7) }]];
    expect(verdicts([four, four])).toEqual(['undecided', 'undecided']);
    expect(verdicts([four, seven])).toEqual(['better', 'better']);
  });

  it('spends the error look by look and keeps what was decided', () => {
    const look = (shift: number) => [{ first: range(0), second: range(shift) }];
    // Six looks planned: the first may use 5 / 6 %, and 2 / 252 is less.
    expect(decide([[look(5)]], 6)).toEqual([{ verdict: 'better', look: 0 }]);
    // Seven: not at the first, but with the second.
    expect(decide([[look(5)]], 7)).toEqual([{ verdict: 'undecided', look: undefined }]);
    expect(decide([[look(5), look(5)]], 7)).toEqual([{ verdict: 'better', look: 1 }]);
    expect(decide([[look(5), look(-40)]], 6)).toEqual([{ verdict: 'better', look: 0 }]);
  });

  it('takes tasks of one look together, whatever their scales are', () => {
    // Two tasks with three seeds: 2 of 20² splits.
    const tasks = [
      { first: range(0, 3), second: range(5, 3) },
      { first: range(0, 3), second: range(5, 3) },
    ];
    expect(verdicts([[tasks]])).toEqual(['better']);
    expect(verdicts([[[...tasks, { first: [1], second: [] }]]])).toEqual(['better']);
  });

  it('counts runs that diverged as the worst', () => {
    const gone = Array.from({ length: 5 }, () => Number.NEGATIVE_INFINITY);
    expect(verdicts([[[{ first: gone, second: range(0) }]]])).toEqual(['better']);
    expect(verdicts([[[{ first: gone, second: gone }]]])).toEqual(['tied']);
  });

  it('leaves open what has no scores', () => {
    expect(verdicts([[], [[{ first: [], second: [] }]]])).toEqual(['undecided', 'undecided']);
  });
});
