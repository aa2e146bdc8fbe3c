import { type Annotation, type DataColumn, Streams, type Transitions } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../testing/codeOf.js';
import type { RecentRolloutOptions } from './recentRolloutMemory.js';
import { RecentRollouts, recentRollouts } from './recentRollouts.js';

const [LENGTH, COUNT] = [3, 2];
const ROWS = LENGTH * COUNT;
const COLUMNS: readonly DataColumn[] = [
  'observation',
  'action',
  'reward',
  'nextObservation',
  'terminated',
  'truncated',
].map((name) => ({ name, size: name === 'action' ? 2 : 1 }));
const ADDED: readonly Annotation[] = [
  { name: 'advantage', size: 1, standardised: true },
  { name: 'return', size: 1 },
];
const stream = () => new Streams(1).fresh('data/batch');

function open(options: Partial<RecentRolloutOptions> = {}, available?: number): RecentRollouts {
  const source = new RecentRollouts({ length: LENGTH, capacity: 20, batchSize: 4, updates: 1, ...options }, available);
  source.open(COLUMNS);
  source.rollouts.open(COUNT, ADDED);
  return source;
}

/** Step t: action (t, n) of environment n, reward t. */
function stepAt(t: number): Transitions {
  const each = (value: (n: number) => number) => Float32Array.from({ length: COUNT }, (_, n) => value(n));
  const none = each(() => 0);
  return {
    count: COUNT,
    columns: {
      observation: each(() => t),
      nextObservation: each(() => t + 1),
      action: Float32Array.from({ length: COUNT * 2 }, (_, i) => (i % 2 === 0 ? t : i >> 1)),
      reward: each(() => t),
      terminated: none,
      truncated: none,
    },
  };
}

/** Annotates what waits, with so many times the reward; the first reward of each roll-out that was given. */
function annotate({ rollouts }: RecentRollouts, times = 1): number[] {
  const seen: number[] = [];
  for (let rows = rollouts.complete(); rows; rows = rollouts.complete()) {
    seen.push(rows.reward[0]);
    rollouts.annotate({ advantage: rows.reward.map((r) => times * r), return: rows.reward.map((r) => times * r) });
  }
  return seen;
}

/** Collects so many roll-outs, each annotated when it is whole. */
function collect(source: RecentRollouts, rollouts: number, from = 0): RecentRollouts {
  for (let t = from * LENGTH; t < (from + rollouts) * LENGTH; t++) {
    source.append(stepAt(t));
    annotate(source);
  }
  return source;
}

const batchOf = (rows: number) =>
  Object.fromEntries([...COLUMNS, ...ADDED].map(({ name, size }) => [name, new Float32Array(rows * size)]));

function draw(source: RecentRollouts, rows: number) {
  const batch = batchOf(rows);
  source.fill(batch, rows, stream());
  return batch;
}

describe('the latest roll-outs', () => {
  it('are handed out once one more is whole, for the updates of that time alone', () => {
    const source = open({ updates: 2 });
    for (let t = 0; t < LENGTH; t++) {
      expect(source.ready()).toBe(false);
      source.append(stepAt(t));
    }
    expect(source.ready()).toBe(false);
    annotate(source);
    expect([source.ready(), source.batchesLeft()]).toEqual([true, 2]);
    source.append(stepAt(LENGTH));
    expect([source.ready(), source.batchesLeft()]).toEqual([false, 0]);
  });

  it('are given to the returns again, the old ones too, whenever another one is there and when asked for', () => {
    const source = collect(open(), 3);
    for (let t = 3 * LENGTH; t < 4 * LENGTH; t++) source.append(stepAt(t));
    // Three of six rows fit into twenty.
    expect(annotate(source)).toEqual([3, 6, 9]);
    source.rollouts.lookBack();
    expect(() => source.rollouts.rows()).toThrow();
    expect(annotate(source, 5)).toEqual([3, 6, 9]);
    expect(source.rollouts.rows().return[0]).toBe(45);
    expect(draw(source, 200).return).toEqual(draw(source, 200).reward.map((r) => 5 * r));
  });

  it('give rows of all of them, whole rows, and none of those that were forgotten', () => {
    const { reward, action, observation, nextObservation } = draw(collect(open(), 5), 2000);
    expect(new Set(reward)).toEqual(new Set(Array.from({ length: 3 * LENGTH }, (_, i) => 2 * LENGTH + i)));
    for (const [b, r] of reward.entries()) {
      expect([action[2 * b], observation[b], nextObservation[b]]).toEqual([r, r, r + 1]);
      expect([0, 1]).toContain(action[2 * b + 1]);
    }
    const counts = Array.from({ length: 15 }, (_, t) => reward.filter((r) => r === t).length);
    // 2000 draws from nine times: 222 each, of standard deviation 14.
    for (const count of counts.slice(6)) expect(Math.abs(count - 222)).toBeLessThan(70);
  });

  it('have advantages of mean 0 and deviation 1 over all of them together, not one by one', () => {
    const source = collect(open(), 3);
    const { advantage, return: kept } = source.rollouts.rows();
    const all = Array.from({ length: 3 * ROWS }, (_, i) => Math.floor(i / COUNT));
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    const deviation = Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length);
    for (const [i, x] of advantage.entries()) expect(x).toBeCloseTo((kept[i] - mean) / deviation, 4);
    // The newest one by itself would be centred.
    expect(advantage[0]).toBeGreaterThan(0.5);
  });

  it('go on from a stored state as they would have', () => {
    const source = collect(open(), 4);
    source.append(stepAt(12));
    const other = open();
    other.restore(source.state());
    expect(other.state()).toEqual(source.state());
    for (const one of [source, other]) for (let t = 13; t < 15; t++) one.append(stepAt(t));
    expect(annotate(other)).toEqual(annotate(source));
    expect(draw(other, 50)).toEqual(draw(source, 50));
  });

  it('refuse what cannot be, with codes', () => {
    expect(codeOf(() => open({ capacity: ROWS - 1 }))).toBe('VEM_ROLLOUT_CAPACITY');
    expect(codeOf(() => open({}, 100))).toBe('VEM_ROLLOUT_MEMORY');
    const source = open();
    expect(codeOf(() => draw(source, 1))).toBe('VEM_ROLLOUT_NOT_READY');
    expect(codeOf(() => source.rollouts.annotate({}))).toBe('VEM_ROLLOUT_NOT_READY');
    for (let t = 0; t < LENGTH; t++) source.append(stepAt(t));
    expect(codeOf(() => source.append(stepAt(LENGTH)))).toBe('VEM_ROLLOUT_NOT_READY');
    expect(codeOf(() => source.rollouts.annotate({ advantage: new Float32Array(1) }))).toBe('VEM_ROLLOUT_COLUMNS');
    const stored = collect(open(), 1).state();
    expect(codeOf(() => open().restore({ ...stored, environments: 3 }))).toBe('VEM_ROLLOUT_MISMATCH');
    expect(codeOf(() => open().restore({ ...stored, 'added/0/return': 1 }))).toBe('VEM_ROLLOUT_MISMATCH');
  });

  it('are not what the present policy did alone', () => {
    expect(recentRollouts().provides).toEqual(['rollouts', 'time', 'path']);
  });
});
