import type { BoundSlot, ComponentState, DataSource, RolloutStore, Transitions } from '@vem/framework';
import { checkDataSource } from '@vem/framework/testing';
import { replay, rollouts, sequenceReplay } from '@vem/training';
import { describe, it } from 'vitest';
import { componentExchanged, type Members, withMembers } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'data'>;
type Columns = Record<string, Float32Array>;
type Fill = DataSource['fill'];

const small = () => replay({ batchSize: 8, capacity: 100, startAfter: 10 });
const whole = () => rollouts({ length: 10, epochs: 2, batchSize: 5 });

const changed = (bound: Bound, change: (source: DataSource) => Members): Bound =>
  componentExchanged<'data'>(bound, change);

const filled = (change: (batch: Columns, rows: number) => void) => (source: DataSource) => ({
  fill: (...[batch, rows, stream]: Parameters<Fill>) => {
    source.fill(batch, rows, stream);
    change(batch as Columns, rows);
  },
});
const plain = { log: undefined };
/** Of transitions that are kept, not copied. */
const keeping = (source: DataSource) => {
  let kept: Transitions | undefined;
  return {
    append: (transitions: Transitions) => {
      if (kept) source.append(kept);
      kept = transitions;
    },
  };
};
const store = (change: (own: RolloutStore) => object) => (source: DataSource) => {
  const own = source.rollouts!;
  return { rollouts: withMembers(own, change(own) as Readonly<Record<string, unknown>>) };
};

describe('mutants of a data source', () => {
  catches<Bound>(checkDataSource, small, [
    ['arrays that are kept', () => changed(small(), keeping), /stored|of the step/],
    [
      'rewards of the next row',
      () =>
        changed(
          small(),
          filled((batch) =>
            batch.reward.set(batch.reward.map((_, row) => batch.reward[(row + 1) % batch.reward.length])),
          ),
        ),
      '"reward" of the step',
    ],
    [
      'the next observation of a running episode after an end',
      () =>
        changed(
          small(),
          filled((batch) => {
            for (let row = 0; row < batch.reward.length; row++)
              if (batch.truncated[row] === 1) batch.nextObservation[2 * row] = batch.observation[2 * row] + 2;
          }),
        ),
      '"nextObservation" of the step',
    ],
    [
      'time limits as terminations',
      () =>
        changed(
          small(),
          filled((batch) => batch.terminated.set(batch.terminated.map((flag, row) => flag + batch.truncated[row]))),
        ),
      '"terminated" of the step',
    ],
    [
      'a column that is left out',
      () =>
        changed(small(), (source) => ({
          open: (columns: Parameters<DataSource['open']>[0]) =>
            source.open(columns).filter(({ name }) => name !== 'logMu'),
        })),
      'have the columns',
    ],
    ['readiness from the start', () => changed(small(), () => ({ ready: () => true })), 'an empty source is not ready'],
    [
      'choices of its own',
      () =>
        changed(small(), (source) => {
          let calls = 0;
          return {
            fill: (batch: never, rows: number, stream: Parameters<Fill>[2]) => {
              for (let skipped = calls++ % 5; skipped > 0; skipped--) stream.uniform();
              source.fill(batch, rows, stream);
            },
          };
        }),
      /fills the same batches|one stream gives one batch|goes on as/,
    ],
    [
      'always the same rows',
      () =>
        changed(small(), (source) => ({
          fill: (batch: never, rows: number) =>
            source.fill(batch, rows, {
              ...Object.fromEntries([]),
              name: '',
              uniform: () => 0.3,
              integer: (n: number) => Math.floor(0.3 * n),
            } as never),
        })),
      /batches differ|another stream|all environments/,
    ],
    [
      'a live state',
      () =>
        changed(small(), (source) => {
          const state: Record<string, Float32Array> = { live: new Float32Array(1) };
          return {
            ...plain,
            append: (transitions: Transitions) => {
              state.live[0]++;
              source.append(transitions);
            },
            state: () => ({ ...source.state(), ...state }),
            restore: ({ live: _live, ...rest }: ComponentState) => source.restore(rest),
          };
        }),
      'state() is a copy',
    ],
    [
      'nothing that is saved',
      () => changed(small(), () => ({ ...plain, state: () => ({}), restore: () => {} })),
      /restored|rows that were stored|VEM_/,
    ],
    [
      'roll-outs with environments first',
      () =>
        changed(
          whole(),
          store((own) => ({
            complete: () => {
              const columns = own.complete();
              const swap = (column: Float32Array) => {
                const size = column.length / 20;
                return column.map((_, i) => {
                  const [row, entry] = [Math.floor(i / size), i % size];
                  return column[((row % 10) * 2 + Math.floor(row / 10)) * size + entry];
                });
              };
              return (
                columns && Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, swap(column)]))
              );
            },
          })),
        ),
      'in order of time',
    ],
    [
      'annotations of other rows',
      () =>
        changed(
          whole(),
          store((own) => ({
            annotate: (given: Columns) => own.annotate({ ...given, advantage: given.advantage.slice().reverse() }),
          })),
        ),
      '"advantage" of the step',
    ],
    [
      'rows that come twice',
      () =>
        changed(whole(), (source) => {
          let first: Columns | undefined;
          return {
            fill: (batch: Columns, rows: number, stream: never) => {
              source.fill(batch, rows, stream);
              if (source.rollouts!.epochEnded && first)
                for (const [name, column] of Object.entries(batch)) column.set(first[name]);
              first = Object.fromEntries(Object.entries(batch).map(([name, column]) => [name, column.slice()]));
            },
          };
        }),
      'each row once',
    ],
    [
      'batches without end',
      () => changed(whole(), (source) => ({ batchesLeft: () => (source.batchesLeft!() > 0 ? 5 : 0) })),
      'one less',
    ],
  ]);
});

describe('data sources that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('data'))('%s', (_name, plugin) => checkDataSource(bindSmall(plugin) as Bound));
  it.each<[string, Bound]>([
    ['replay of windows', replay({ batchSize: 8, capacity: 60, startAfter: 10, window: 4 })],
    ['replay that forgets', replay({ batchSize: 8, capacity: 20, startAfter: 10 })],
    ['sequences that forget', sequenceReplay({ length: 5, batchSize: 4, capacity: 21, startAfter: 10 })],
    ['whole roll-outs', rollouts({ length: 8, epochs: 1, batchSize: 'all' })],
  ])('%s', (_name, bound) => checkDataSource(bound));
});
