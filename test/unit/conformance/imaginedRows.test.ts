import type {
  BoundSlot,
  ComponentState,
  DataSource,
  Imagination,
  ImaginedColumns,
  Progress,
  Stream,
} from '@vem/framework';
import { checkDataSource } from '@vem/framework/testing';
import { branchedRollouts } from '@vem/training';
import { describe } from 'vitest';
import { componentExchanged, type Members, withMembers } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';

type Bound = BoundSlot<'data'>;
type Columns = Record<string, Float32Array>;

const right = (): Bound =>
  branchedRollouts({ batchSize: 8, capacity: 64, startAfter: 10, rollouts: 30, every: 20, realRatio: 0.5, horizon: 2 });

/** Members of how it imagines exchanged. */
const imagining =
  (change: (own: Imagination) => object): (() => Bound) =>
  () =>
    componentExchanged<'data'>(right(), (source) => {
      let changed: Imagination | undefined;
      // Known once the source is open.
      return {
        get imagination() {
          const own = source.imagination;
          changed ??= own && withMembers(own, change(own) as Members);
          return changed;
        },
      };
    });
/** What it is told of an imagined step exchanged. */
const told = (change: (columns: Columns) => Columns | undefined) =>
  imagining((own) => ({
    take: ({ columns, ...rest }: ImaginedColumns, progress: Progress) => {
      const copied = structuredClone(columns) as Columns;
      return own.take({ columns: change(copied) ?? copied, ...rest }, progress);
    },
  }));
const starting = (change: (observation: Float32Array) => void) =>
  imagining((own) => ({
    start: (observation: Float32Array, stream: Stream) => {
      own.start(observation, stream);
      change(observation);
    },
  }));
/** What is saved exchanged. */
const forgetting = (state: ComponentState) => () =>
  componentExchanged<'data'>(right(), (source) => ({
    get log() {
      const { log } = source;
      return { ...log!, rest: (from: number) => ({ ...log!.rest(from), ...state }) };
    },
  }));
const goingOn = told(({ terminated, ...columns }) => ({
  ...columns,
  terminated: new Float32Array(terminated.length),
}));
const turned = (column: Float32Array) => column.slice().reverse();

describe('mutants of imagined rows', () => {
  catches<Bound>(checkDataSource, right, [
    [
      'arrays that are kept',
      imagining((own) => {
        let kept: ImaginedColumns | undefined;
        return {
          take: (imagined: ImaginedColumns, progress: Progress) => {
            const metrics = kept ? own.take(kept, progress) : own.take(imagined, progress);
            kept = imagined;
            return metrics;
          },
        };
      }),
      /one step from a state that was stored|start from states|rows that were stored|VEM_IMAGINED/,
    ],
    ['rewards of other rows', told((columns) => ({ ...columns, reward: turned(columns.reward) })), 'one step from'],
    [
      'actions of the next step',
      told(({ action, ...columns }) => ({ ...columns, action: action.map((a, i) => a + (i % 2 === 0 ? 0.125 : 0)) })),
      'one step from',
    ],
    [
      'ends that are time limits',
      told(({ terminated, ...columns }) => ({ ...columns, terminated, truncated: terminated.slice() })),
      'one step from',
    ],
    ['no ends', goingOn, 'one step from'],
    [
      'rows behind the ends of roll-outs',
      () =>
        componentExchanged<'data'>(goingOn(), (source) => ({
          // Ends are known again where rows are handed out.
          fill: (...[batch, rows, stream]: Parameters<DataSource['fill']>) => {
            source.fill(batch, rows, stream);
            for (let row = 0; row < rows; row++) {
              const [from, to] = [batch.observation[2 * row], batch.nextObservation[2 * row]];
              if (to === from + 0.125 && Math.floor(from) % 3 === 0) batch.terminated[row] = 1;
            }
          },
        })),
      'ends where the model says so',
    ],
    [
      'states that nobody has seen',
      starting((observation) => observation.set(observation.map((value, i) => value + (i % 2 === 0 ? 0.25 : -0.25)))),
      /one step from|ends where/,
    ],
    ['states that are not all there', starting((observation) => observation.fill(Number.NaN, -2)), 'start from states'],
    ['imagination without end', imagining(() => ({ due: () => true, take: () => ({}) })), 'come to an end'],
    [
      'numbers for the log that are none',
      imagining((own) => ({
        take: (...given: Parameters<Imagination['take']>) => ({ ...own.take(...given), 'data/share': 0 / 0 }),
      })),
      'for the log are numbers',
    ],
    [
      'imagined rows that nobody learns from',
      () =>
        componentExchanged<'data'>(right(), (source) => ({
          fill: (...[batch, rows, stream]: Parameters<DataSource['fill']>) => {
            const columns = Object.fromEntries(
              Object.entries(batch).map(([name, column]) => [name, new Float32Array(2 * column.length)]),
            );
            source.fill(columns, 2 * rows, stream);
            // Recorded rows come first.
            for (const [name, column] of Object.entries(batch)) column.set(columns[name].subarray(0, column.length));
          },
        })),
      'what is imagined is learned from',
    ],
    [
      'imagined rows that are not saved',
      forgetting({ 'imagined/counts': new Float64Array(0), 'imagined/rows': new Float32Array(0) }),
      /fills the same batches|VEM_IMAGINED_NOTHING/,
    ],
    ['the time of the next roll-outs, not saved', forgetting({ 'rollouts/last': -1 }), /goes on as|the same batches/],
  ]);
});
