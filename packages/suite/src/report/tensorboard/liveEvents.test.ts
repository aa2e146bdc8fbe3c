import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedRun } from '../testing/storedRun.js';
import { hasEvents, withEvents } from './liveEvents.js';
import { writeStoredEvents } from './storedEvents.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vem-events-'));
});
afterAll(() => rm(folder, { recursive: true }));

const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;
/** Lengths of the records in a file, whose sum says that it is whole. */
async function recordLengths(path: string): Promise<number[]> {
  const [name] = await readdir(path);
  const bytes = await readFile(join(path, name));
  const lengths: number[] = [];
  for (let at = 0; at < bytes.length; at += lengths.at(-1)! + HEADER_BYTES + FOOTER_BYTES)
    lengths.push(Number(bytes.readBigUInt64LE(at)));
  return lengths;
}

const { config } = storedRun({ seed: 1 });
const report = (envSteps: number) => ({
  envSteps,
  updates: 0,
  episodes: 1,
  episodeReturn: 3,
  metrics: { 'q/loss': 1 },
});
const evaluation = {
  ...{ episodes: 1, behaviour: 'mode' as const, meanReturn: 4, stdReturn: 0, returns: [4], lengths: [9] },
};

describe('withEvents', () => {
  it('writes as the run goes on, and what a continued run has behind it once', async () => {
    const seen: number[] = [];
    const first = withEvents({ onReport: ({ envSteps }) => seen.push(envSteps) });
    expect(hasEvents(folder)).toBe(false);
    first.onStart?.(folder, config, 0);
    first.onReport?.(report(10));
    first.onReport?.({ ...report(20), evaluation });
    expect(seen).toEqual([10, 20]);
    expect(hasEvents(folder)).toBe(true);
    // Version, two reports, one evaluation.
    expect(await recordLengths(join(folder, 'tensorboard'))).toHaveLength(4);

    await writeFile(join(folder, 'metrics.jsonl'), `${JSON.stringify(report(10))}\n`);
    const second = withEvents({});
    second.onStart?.(folder, config, 10);
    second.onReport?.(report(20));
    expect(await recordLengths(join(folder, 'tensorboard'))).toHaveLength(3);
  });

  it('leaves the same scalars as what is made of stored files', async () => {
    const into = join(folder, 'stored');
    await writeStoredEvents({ ...storedRun({ seed: 1 }), folder }, into);
    const [name] = await readdir(into);
    const stored = await recordLengths(join(into, name));
    expect(stored).toEqual((await recordLengths(join(folder, 'tensorboard'))).slice(0, 2));
  });
});
