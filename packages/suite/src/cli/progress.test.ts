import { describe, expect, it } from 'vitest';
import { progressOn } from './progress.js';
import type { Terminal } from './terminal.js';

/** The lines that are shown where there is no bar. */
function shownOf(total: number, reached: readonly number[], begun?: number): readonly string[] {
  const lines: string[] = [];
  const terminal = { screen: undefined, stderr: (text: string) => lines.push(text) } as unknown as Terminal;
  const progress = progressOn(terminal, 'run', total, begun);
  for (const done of reached) progress.update(done, 'so far');
  progress.stop();
  return lines.map((line) => line.split(' | ')[0]);
}

describe('progress without a terminal', () => {
  it.each([
    ['one step of many copies goes beyond the end', 40, [65_536, 131_072], ['run 100 %']],
    ['the last step goes beyond the end', 100, [64, 128], ['run 60 %', 'run 100 %']],
    ['it goes on after its end', 10, [10, 20, 30], ['run 100 %']],
    ['it is told the same twice', 10, [5, 5, 6], ['run 50 %', 'run 60 %']],
  ])('says no more than there is: %s', (_what, total, reached, lines) => {
    expect(shownOf(total, reached)).toEqual(lines);
  });

  it('says nothing of what was done before', () => {
    expect(shownOf(100, [55, 60], 50)).toEqual(['run 60 %']);
  });
});
