import { describe, expect, it } from 'vitest';
import { defaultJobs, warnOfThreads } from './threads.js';

it.each([
  { threads: 1, cores: 2, jobs: 2 },
  { threads: 2, cores: 2, jobs: 1 },
  { threads: 3, cores: 8, jobs: 2 },
  { threads: 4, cores: 2, jobs: 1 },
])('$jobs runs of $threads threads share $cores cores', ({ threads, cores, jobs }) =>
  expect(defaultJobs(threads, cores)).toBe(jobs),
);

describe('warnOfThreads', () => {
  const said = (threads: number, jobs: number, cores: number): string => {
    let text = '';
    warnOfThreads((line) => (text += line), threads, jobs, cores);
    return text;
  };

  it('says nothing where every thread has a core, or runs have one thread', () => {
    for (const [threads, jobs, cores] of [
      [2, 1, 2],
      [2, 2, 4],
      [1, 8, 2],
    ] as const)
      expect(said(threads, jobs, cores)).toBe('');
  });

  it('names what would be better', () => {
    expect(said(2, 2, 2)).toMatch(/2 runs at a time with 2 threads each, but there are 2 cores.*--jobs 1/);
    expect(said(4, 1, 2)).toMatch(/4 threads, but there are 2 cores.*better --threads 2/);
    expect(said(2, 1, 1)).toMatch(/there is 1 core.*leave out --threads/);
  });
});
