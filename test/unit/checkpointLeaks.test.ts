import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeUnchecked, iterate, type Pipeline, type Run, resumeRun, type SlotMap } from '@vem/framework';
import { afterAll, expect, it } from 'vitest';
import { dataSources } from '../support/dataSources.js';
import { measureMemory } from '../support/memory.js';
import { smallPresets } from '../support/smallPresets.js';

const MEGABYTE = 2 ** 20;
const slots: SlotMap = {
  ...smallPresets['sac, box'],
  data: dataSources.segments({ batchSize: 16, capacity: 150, startAfter: 20 }),
};
const folder = mkdtempSync(join(tmpdir(), 'vem-checkpoint-leaks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const openFiles = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);

it('checkpoints and restores leave nothing behind', async () => {
  const run = composeUnchecked(slots, { seed: 1 });
  const pipeline = await run.open();
  const directory = join(folder, 'one');
  const cycle = async (count: number) => {
    for (let i = 0; i < count; i++) {
      for (let step = 0; step < 10; step++) iterate(pipeline);
      const { directory: checkpoint } = await run.checkpoint(directory, { keep: 2 });
      await run.restore(checkpoint);
    }
    return {
      ...(await measureMemory()),
      files: openFiles(),
      entries: readdirSync(directory, { recursive: true }).length,
    };
  };
  const before = await cycle(20);
  const after = await cycle(20);
  expect(after.tensors - before.tensors).toBe(0);
  expect(after.heap - before.heap).toBeLessThan(MEGABYTE);
  expect(after.buffers - before.buffers).toBeLessThan(MEGABYTE / 4);
  expect(after.files).toBe(before.files);
  expect(after.entries).toBeLessThanOrEqual(before.entries + 2);
  run.dispose();
}, 120_000);

/** Goes on with the run for a few steps and leaves another checkpoint. */
async function live(directory: string): Promise<WeakRef<Run | Pipeline>[]> {
  const { run } = await resumeRun(slots as never, directory);
  const pipeline = await run.open();
  for (let step = 0; step < 5; step++) iterate(pipeline);
  await run.checkpoint(directory, { keep: 2 });
  run.dispose();
  return [new WeakRef(run), new WeakRef(pipeline)];
}

it('resumed runs that were disposed leave nothing behind', async () => {
  const directory = join(folder, 'many');
  const run = composeUnchecked(slots, { seed: 1 });
  await run.checkpoint(directory);
  run.dispose();
  const remains: WeakRef<Run | Pipeline>[] = [];
  const cycle = async (count: number) => {
    for (let i = 0; i < count; i++) remains.push(...(await live(directory)));
    return { ...(await measureMemory()), files: openFiles() };
  };
  const before = await cycle(5);
  const after = await cycle(10);
  expect(remains.filter((reference) => reference.deref() !== undefined)).toEqual([]);
  expect(after.tensors - before.tensors).toBe(0);
  expect(after.heap - before.heap).toBeLessThan(4 * MEGABYTE);
  expect(after.buffers - before.buffers).toBeLessThan(MEGABYTE);
  expect(after.files).toBe(before.files);
}, 120_000);
