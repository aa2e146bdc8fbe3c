import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, iterate, type Pipeline, type Run, resumeRun } from '@vem/framework';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Memory, measureMemory } from '../support/memory.js';
import { smallSac } from '../support/smallSac.js';

// The same over fewer updates and cycles: test/unit/leaks.test.ts.

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;
const UPDATES = 10_000;
const CYCLES = 1000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vem-leaks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Held extends Memory {
  /** Open files, pipes and sockets. */
  readonly handles: number;
  readonly children: number;
}

const onLinux = process.platform === 'linux';
const handles = (): number => (onLinux ? readdirSync('/proc/self/fd').length : 0);
const children = (): number =>
  onLinux ? readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean).length : 0;
const held = async (): Promise<Held> => ({ ...(await measureMemory()), handles: handles(), children: children() });

const growth = (before: Held, after: Held): Held =>
  Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - before[name as keyof Held]]),
  ) as unknown as Held;

it('ten thousand updates with checkpoints leave nothing behind', async () => {
  const run = compose(smallSac({ capacity: 5000 }), { seed: 1 });
  const pipeline = await run.open();
  const memory = pipeline.parameters.allViews()[0].data.buffer;
  const bytes = memory.byteLength;
  const learn = async (updates: number) => {
    while (pipeline.progress.updates < updates) {
      iterate(pipeline);
      if (pipeline.progress.updates % 500 === 0) await run.checkpoint(join(folder, 'checkpoints'), { keep: 2 });
    }
    return held();
  };
  // The first updates fill the replay and let V8 settle on its code.
  const before = await learn(UPDATES / 2);
  const grown = growth(before, await learn(UPDATES + UPDATES / 2));
  console.info(`${UPDATES} updates, 20 checkpoints:`, grown);
  expect(grown).toMatchObject({ tensors: 0, handles: 0, children: 0 });
  // Less than one small object per update.
  expect(grown.heap).toBeLessThan(500 * KILOBYTE);
  expect(grown.buffers).toBeLessThan(100 * KILOBYTE);
  expect(grown.resident).toBeLessThan(30 * MEGABYTE);
  expect(memory.byteLength).toBe(bytes);
  expect(pipeline.parameters.allViews()[0].data.buffer).toBe(memory);
  run.dispose();
});

/** Composes, learns, is evaluated, and is disposed of; every tenth is stored and resumed as well. */
async function live(number: number): Promise<WeakRef<Run | Pipeline>[]> {
  const slots = smallSac({ startAfter: 10, warmUpSteps: 10, capacity: 100 });
  const run = compose(slots, { seed: 1 });
  const pipeline = await run.open();
  while (pipeline.progress.updates < 2) iterate(pipeline);
  await run.evaluate({ episodes: 1 });
  const remains: WeakRef<Run | Pipeline>[] = [new WeakRef(run), new WeakRef(pipeline)];
  if (number % 10 === 0) {
    const stored = join(folder, 'cycles');
    await run.checkpoint(stored, { keep: 2 });
    const { run: resumed } = await resumeRun(slots, stored);
    remains.push(new WeakRef(resumed), new WeakRef(await resumed.open()));
    resumed.dispose();
    rmSync(stored, { recursive: true });
  }
  run.dispose();
  return remains;
}

it('a thousand runs that were disposed of leave nothing behind', async () => {
  const remains: WeakRef<Run | Pipeline>[] = [];
  const cycles = async (count: number) => {
    for (let i = 0; i < count; i++) {
      remains.push(...(await live(i)));
      // What a weak reference was made of is kept until the process has its next turn.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return held();
  };
  const before = await cycles(100);
  const half = await cycles(CYCLES / 2);
  const end = await cycles(CYCLES / 2);
  const grown = growth(before, end);
  console.info(`${CYCLES} runs:`, grown);
  expect(remains.length).toBeGreaterThan(2 * CYCLES);
  expect(remains.filter((reference) => reference.deref() !== undefined)).toEqual([]);
  expect(grown).toMatchObject({ tensors: 0, handles: 0, children: 0 });
  // V8's own memory grows by a step of megabytes now and then; a leak grows in both halves. Kept runs would be 200 kB of
  // buffers each.
  expect(Math.min(growth(before, half).heap, growth(half, end).heap)).toBeLessThan(2 * MEGABYTE);
  expect(grown.buffers).toBeLessThan(MEGABYTE);
  expect(grown.resident).toBeLessThan(150 * MEGABYTE);
});
