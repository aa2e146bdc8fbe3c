import { compose, iterate, type Pipeline, type Run } from '@vem/framework';
import { expect, it } from 'vitest';
import { type Memory, measureMemory } from '../support/memory.js';
import { smallSac } from '../support/smallSac.js';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;

const growth = (before: Memory, after: Memory): Memory => ({
  heap: after.heap - before.heap,
  buffers: after.buffers - before.buffers,
  resident: after.resident - before.resident,
  tensors: after.tensors - before.tensors,
});

it('updates leave nothing behind', async () => {
  const run = compose(smallSac({ capacity: 1000 }), { seed: 1 });
  const pipeline = await run.open();
  const learn = async (updates: number) => {
    while (pipeline.progress.updates < updates) iterate(pipeline);
    return measureMemory();
  };
  const parameterMemory = pipeline.parameters.allViews()[0].data.buffer;
  const bytes = parameterMemory.byteLength;
  // The first updates fill the replay and let V8 settle on its code.
  const before = await learn(1000);
  const { heap, buffers, resident, tensors } = growth(before, await learn(3000));
  expect(tensors).toBe(0);
  // Less than one small object per update.
  expect(heap).toBeLessThan(200 * KILOBYTE);
  expect(buffers).toBeLessThan(16 * KILOBYTE);
  expect(resident).toBeLessThan(20 * MEGABYTE);
  expect(parameterMemory.byteLength).toBe(bytes);
  expect(pipeline.parameters.allViews()[0].data.buffer).toBe(parameterMemory);
  run.dispose();
}, 120_000);

/** Composes, learns, is evaluated and disposes. */
async function live(): Promise<WeakRef<Run | Pipeline>[]> {
  const run = compose(smallSac({ startAfter: 10, warmUpSteps: 10 }), { seed: 1 });
  const pipeline = await run.open();
  while (pipeline.progress.updates < 3) iterate(pipeline);
  await run.evaluate({ episodes: 1 });
  run.dispose();
  return [new WeakRef(run), new WeakRef(pipeline)];
}

it('runs that were disposed leave nothing behind', async () => {
  const remains: WeakRef<Run | Pipeline>[] = [];
  const cycle = async (count: number) => {
    for (let i = 0; i < count; i++) remains.push(...(await live()));
    return measureMemory();
  };
  const before = await cycle(10);
  const { heap, buffers, resident, tensors } = growth(before, await cycle(40));
  expect(remains).toHaveLength(100);
  expect(remains.filter((reference) => reference.deref() !== undefined)).toEqual([]);
  expect(tensors).toBe(0);
  // V8 keeps some code and feedback for a while; a kept run would be 200 kB of buffers.
  expect(heap).toBeLessThan(8 * MEGABYTE);
  expect(buffers).toBeLessThan(MEGABYTE);
  expect(resident).toBeLessThan(60 * MEGABYTE);
}, 120_000);
