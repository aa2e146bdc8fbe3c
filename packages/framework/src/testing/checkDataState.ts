import { same } from './examination.js';
import type { StagedData } from './stagedData.js';

/**
 * What is saved, in whichever way, goes on as the one that was saved.
 *
 * @param other - a source of the same plugin that becomes what the first one is
 * @throws VEM_CONFORMANCE
 */
export function checkDataState(source: StagedData, other: StagedData, seed: number): void {
  const { data } = source;
  const { log } = data;
  const take = () => {
    if (!log) return { rest: structuredClone(data.state()), segments: [] };
    const { first, settled } = log.extent();
    const segments = settled > first ? [{ first, rows: structuredClone(log.rows(first, settled)) }] : [];
    return { rest: structuredClone(log.rest(settled)), segments };
  };
  const live = data.state();
  const copied = structuredClone(live);
  const saved = take();
  other.follow(source);
  if (log) other.data.log!.restoreFrom(saved.segments, saved.rest);
  else other.data.restore(saved.rest);
  checkGoesOn(source, other, seed);
  source.require(
    same(live, copied),
    'state() is a copy',
    'numbers that change with further steps',
    'Copy arrays with `slice()`.',
  );
}

function checkGoesOn(source: StagedData, other: StagedData, seed: number): void {
  const { data } = source;
  const ready = data.ready(source.progress);
  source.require(
    other.data.ready(other.progress) === ready && other.data.batchesLeft?.() === data.batchesLeft?.(),
    'a restored source is as ready as the one that was saved',
    'another readiness',
    'Put counters into the state.',
  );
  const checkFills = (seed: number, rule: string, fix: string) => {
    const [expected, found] = [source.fill(seed), other.fill(seed)];
    source.require(same(found, expected), rule, 'others', fix);
  };
  const SAME_BATCHES = 'a restored source fills the same batches';
  if (ready && (data.batchesLeft?.() ?? 1) > 0 && data.rollouts === undefined)
    checkFills(seed, SAME_BATCHES, 'Put rows, and where the next one goes, into the state.');
  // Both go on side by side; what is left of a roll-out comes first.
  for (let k = ready && data.batchesLeft ? data.batchesLeft() : 0; k > 0; k--)
    checkFills(seed + k, SAME_BATCHES, 'Put the order of rows, and how many are left, into the state.');
  for (let t = 0; t < 30; t++) {
    const both = [source, other].map((one) => one.append());
    source.require(
      both[0] === both[1],
      'a restored source is ready when the one that was saved is',
      `${both}`,
      'Put counters into the state.',
    );
    if (!both[0]) continue;
    for (let k = data.batchesLeft?.() ?? 1; k > 0; k--)
      checkFills(
        seed + t + k,
        'a restored source goes on as the one that was saved',
        'Put rows, and where the next one goes, into the state.',
      );
  }
}

/** Random choices come from the stream alone, and do come from it. @throws VEM_CONFORMANCE */
export function checkStreams(source: StagedData, seed: number): void {
  const { data } = source;
  if (data.batchesLeft) return;
  const [first, again, other] = [source.fill(seed), source.fill(seed), source.fill(seed + 1)];
  const fix = 'Take random choices from the given stream.';
  source.require(same(first, again), 'one stream gives one batch', 'two', fix);
  source.require(!same(first, other), 'another stream gives another batch', 'the same', fix);
}
