import type { BoundSlot, DataColumn, SlotMap, SlotName } from '@vem/framework';
import { replay } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { exchangedOutside } from '../support/exchanged.js';
import { refusalOf } from '../support/refusal.js';
import { scheduledTemperature } from '../support/scheduledTemperature.js';
import { smallPresets } from '../support/smallPresets.js';
import { solvedChain } from '../support/solvedChain.js';

type Change = (given: never) => unknown;

/** Three states of two actions, solved on the host. */
const solved = {
  ...solvedChain({ discount: 0.9, alpha: 1 }),
  data: replay({ batchSize: 4, capacity: 100, startAfter: 1 }),
} as unknown as SlotMap;

/** What a run of few steps fails with. */
const refusal = (slots: SlotMap, envSteps: number) =>
  refusalOf(slots, async (run) => {
    for await (const _report of run.train({ envSteps }));
  });

const changed = (
  slots: SlotMap,
  slot: SlotName,
  changes: Readonly<Record<string, Change>>,
  side?: 'host' | 'rollouts',
): SlotMap => {
  const value = slots[slot] as BoundSlot | { readonly box: BoundSlot };
  return { ...slots, [slot]: exchangedOutside('box' in value ? value.box : value, changes, side) } as SlotMap;
};

const shorter: Change = (given: Float64Array) => given.slice(1);
const twice: Change = (given: Float64Array) => Float64Array.of(...given, ...given);
const plain: Change = (given: Float64Array) => [...given];
const single: Change = (given: Float64Array) => Float32Array.from(given);
const nothing: Change = () => undefined;
const inList: Change = (given) => [given];

describe('what a host side gives is held to its declared shape', () => {
  it.each<[SlotName, string, string, Change]>([
    ['prior', 'logProb', 'too few', shorter],
    ['prior', 'logProb', 'twice', twice],
    ['prior', 'logProb', 'a plain array', plain],
    ['prior', 'logProb', 'single precision', single],
    ['bootstrap', 'value', 'nothing', nothing],
    ['bootstrap', 'value', 'a list', inList],
    ['temperature', 'alpha', 'nothing', nothing],
    ['temperature', 'alpha', 'not a number', () => Number.NaN],
    ['temperature', 'alpha', 'text', () => '1'],
    ['model', 'tables', 'nothing', nothing],
    ['model', 'tables', 'no states', (given: object) => ({ ...given, states: 0 })],
    [
      'model',
      'tables',
      'a start of too few states',
      (given: { start_S: Float64Array }) => ({ ...given, start_S: given.start_S.slice(1) }),
    ],
    ['likelihood', 'rewards', 'too few', shorter],
    ['likelihood', 'rewards', 'nothing', nothing],
  ])('%s.%s: %s', async (slot, member, _what, change) => {
    const error = await refusal(changed(solved, slot, { [member]: change }, 'host'), 2);
    expect(error).toMatchObject({ code: 'VEM_SLOT_SHAPE', slot });
    expect(error.path).toContain(`host.${member}`);
  });

  it('names slot, member, letters, sizes and what came', async () => {
    const { message } = await refusal(changed(solved, 'prior', { logProb: shorter }, 'host'), 2);
    expect(message).toBe(
      'Slot "prior": `host.logProb` must be a Float64Array of shape [S, A] = [3, 2], flat, received Float64Array of 5 numbers.',
    );
  });
});

describe('what work on the host leaves', () => {
  it.each<[string, string, Change]>([
    ['nothing', 'solve', nothing],
    ['metrics that are text', 'solve.metrics.sweeps', () => ({ metrics: { sweeps: '3' } })],
    ['metrics that are lists', 'solve.metrics.sweeps', () => ({ metrics: { sweeps: [3] } })],
    ['a stop that is a number', 'solve.stop', () => ({ stop: 1 })],
  ])('%s is refused', async (_what, path, change) => {
    const error = await refusal(changed(solved, 'valueEstimator', { solve: change }), 2);
    expect(error).toMatchObject({ code: 'VEM_SLOT_SHAPE', slot: 'valueEstimator', path });
  });
});

describe('what a data source says of itself', () => {
  const resized =
    (name: string, size: number): Change =>
    (columns: readonly DataColumn[]) =>
      columns.map((column) => (column.name === name ? { name, size } : column));

  it.each<[string, string, Readonly<Record<string, Change>>]>([
    ['a batch of no rows', 'batchSize', { batchSize: () => 0 }],
    ['a batch of half rows', 'batchSize', { batchSize: () => 3.5 }],
    ['a column of another size', 'open.observation', { open: resized('observation', 2) }],
    ['rewards by the pair', 'open.reward', { open: resized('reward', 2) }],
    [
      'a column of no numbers',
      'open.extra',
      { open: (columns: readonly DataColumn[]) => [...columns, { name: 'extra', size: 0 }] },
    ],
    ['a column twice', 'open[6].name', { open: (columns: readonly DataColumn[]) => [...columns, columns[0]] }],
    ['no columns', 'open', { open: nothing }],
  ])('%s is refused', async (_what, path, changes) => {
    const error = await refusal(changed(smallPresets['sac, box'], 'data', changes), 1);
    expect(error).toMatchObject({ code: 'VEM_SLOT_SHAPE', slot: 'data', path });
  });

  it.each<[string, string, string, Change]>([
    ['no steps', 'rollouts.length', 'length', () => 0],
    ['no stretches', 'rollouts.stretches', 'stretches', () => 0],
    [
      'too few rewards',
      'rollouts.complete.reward',
      'complete',
      (rows: Record<string, Float32Array> | undefined) => rows && { ...rows, reward: rows.reward.slice(1) },
    ],
    [
      'no observations',
      'rollouts.complete.observation',
      'complete',
      (rows: object | undefined) => rows && { ...rows, observation: undefined },
    ],
  ])('roll-outs of %s are refused', async (_what, path, member, change) => {
    const error = await refusal(changed(smallPresets['ppo, box'], 'data', { [member]: change }, 'rollouts'), 64);
    expect(error).toMatchObject({ code: 'VEM_SLOT_SHAPE', slot: 'data', path });
  });
});

describe('numbers on the host that are none', () => {
  it.each([Number.NaN, undefined, -1, 0.5])('updates that are due: %s', async (due) => {
    const slots = changed(smallPresets['sac, box'], 'schedule', { updatesDue: () => due });
    expect(await refusal(slots, 40)).toMatchObject({ code: 'VEM_SLOT_SHAPE', slot: 'schedule', path: 'updatesDue' });
  });

  it.each([Number.NaN, -1])('batches that are left: %s', async (left) => {
    const slots = changed(smallPresets['ppo, box'], 'data', { batchesLeft: () => left });
    expect(await refusal(slots, 64)).toMatchObject({ code: 'VEM_SLOT_SHAPE', slot: 'data', path: 'batchesLeft' });
  });

  it.each([Number.NaN, 'much'])('a scalar of a program: %s', async (value) => {
    const temperature = scheduledTemperature({ first: 1, second: 0.5, updates: 5 });
    const slots = changed({ ...smallPresets['sac, box'], temperature } as SlotMap, 'temperature', {
      scalars: () => ({ alpha: value }),
    });
    expect(await refusal(slots, 40)).toMatchObject({
      code: 'VEM_SLOT_SHAPE',
      slot: 'temperature',
      path: 'scalars.alpha',
    });
  });
});
