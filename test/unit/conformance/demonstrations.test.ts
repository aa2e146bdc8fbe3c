import type { BoundSlot, ComponentState, DataColumn, DataSource, Transitions } from '@vem/framework';
import { checkDataSource } from '@vem/framework/testing';
import { demonstrations } from '@vem/training';
import { describe } from 'vitest';
import { componentExchanged, type Members } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';

type Bound = BoundSlot<'data'>;
type Columns = Record<string, Float32Array>;
type Fill = DataSource['fill'];

/** Drawn of an expert, so that there is something to remember. */
const right = (): Bound => demonstrations({ expertDiscount: 0.9, expertEpisodes: 4, batchSize: 8 });

const changed =
  (change: (source: DataSource) => Members): (() => Bound) =>
  () =>
    componentExchanged<'data'>(right(), change);
const filled = (change: (batch: Columns) => void) =>
  changed((source) => ({
    fill: (...[batch, rows, stream]: Parameters<Fill>) => {
      source.fill(batch, rows, stream);
      change(batch as Columns);
    },
  }));
const opening = (change: (columns: readonly DataColumn[]) => readonly DataColumn[]) =>
  changed((source) => ({ open: (columns: readonly DataColumn[]) => change(source.open(columns)) }));

describe('mutants of demonstrations', () => {
  catches<Bound>(checkDataSource, right, [
    [
      'no count of what was shown',
      opening((columns) => columns.filter(({ name }) => name !== 'demonstrated')),
      'has a column "demonstrated"',
    ],
    [
      'counts by the pair',
      opening((columns) => columns.map(({ name, size }) => ({ name, size: name === 'demonstrated' ? 2 : size }))),
      'has a column "demonstrated"',
    ],
    [
      'a column that is left out',
      opening((columns) => columns.filter(({ name }) => name !== 'reward')),
      'the columns of the transitions',
    ],
    ['a column that nobody fills', filled(({ reward }) => reward.fill(Number.NaN)), 'is filled, and finite'],
    ['infinities', filled(({ observation }) => observation.fill(1 / 0, 0, 1)), 'is filled, and finite'],
    [
      'less than no steps',
      filled(({ demonstrated }) => demonstrated.set(demonstrated.map((count) => -count))),
      'rows count 0 or more',
    ],
    ['no steps at all', filled(({ demonstrated }) => demonstrated.fill(0)), 'rows count 0 or more, and some do'],
    ['actions between others', filled(({ action }) => action.fill(0.5)), 'actions are those of the environment'],
    ['actions that there are not', filled(({ action }) => action.fill(3)), 'actions are those of the environment'],
    [
      'time limits that terminate',
      filled(({ terminated, truncated }) => {
        terminated.fill(1);
        truncated.fill(1);
      }),
      'or is truncated, or neither',
    ],
    ['steps of all episodes in a row', filled(({ time }) => time.set(time.map((t) => t + 5))), 'within the time limit'],
    ['what waits for experience', changed(() => ({ ready: () => false })), 'there from the start'],
    [
      'what is experienced as if it were shown',
      changed((source) => {
        let last: Transitions['columns'] | undefined;
        return {
          append: ({ columns }: Transitions) => {
            last = structuredClone(columns);
          },
          fill: (...[batch, rows, stream]: Parameters<Fill>) => {
            source.fill(batch, rows, stream);
            if (last) batch.reward[0] = last.reward[0];
          },
        };
      }),
      'what is experienced is no demonstration',
    ],
    [
      'choices of its own',
      changed((source) => {
        let calls = 0;
        return {
          fill: (...[batch, rows, stream]: Parameters<Fill>) => {
            for (let skipped = calls++; skipped > 0; skipped--) stream.uniform();
            source.fill(batch, rows, stream);
          },
        };
      }),
      'one stream gives one batch',
    ],
    [
      'a state that is live',
      changed((source) => {
        const live = { calls: new Float32Array(1) };
        return {
          fill: (...given: Parameters<Fill>) => {
            live.calls[0]++;
            source.fill(...given);
          },
          state: () => ({ ...source.state(), ...live }),
          restore: ({ calls: _calls, ...rest }: ComponentState) => source.restore(rest),
        };
      }),
      'state() is a copy',
    ],
    ['state without restore', changed(() => ({ restore: undefined })), 'come together'],
    [
      'draws that are not saved',
      changed(() => ({ state: () => ({}), restore: () => {} })),
      'a restored source shows the same',
    ],
  ]);
});
