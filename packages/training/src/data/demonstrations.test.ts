import { type DataSource, finite, observationSpace, Streams, Tokens, writeTables } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { demonstrations } from './demonstrations.js';

/** 0 → 1 → the end; action 1 moves, action 0 stays. */
const environment = {
  id: 'Walk',
  timeLimit: 5,
  tables: {
    states: 3,
    write: () =>
      writeTables('Walk', {
        states: 3,
        actions: 2,
        outcomes: (state, action, add) => add(action === 1 ? state + 1 : state, 1, -1),
        terminal: (state) => state === 2,
        start: (state) => (state === 0 ? 1 : 0),
      }),
    observe: (state: number, observation: Float32Array) => observation.fill(0).fill(1, state, state + 1),
  },
};
const services = new Map<unknown, unknown>([
  [Tokens.environment, environment],
  [Tokens.observation, observationSpace({ state: 3 })],
  [Tokens.action, finite(2)],
]);
const COLUMNS = [
  { name: 'observation', size: 3 },
  { name: 'action', size: 1 },
  { name: 'time', size: 1 },
];

function opened(options: Parameters<typeof demonstrations>[0]): DataSource {
  const bound = demonstrations(options);
  const source = bound.create(...(bound.inject.map((token) => services.get(token)) as never[]));
  source.open(COLUMNS);
  return source;
}

function filled(source: DataSource, seed = 1): Readonly<Record<string, Float32Array>> {
  const rows = source.batchSize;
  const batch = {
    observation: new Float32Array(3 * rows),
    action: new Float32Array(rows),
    time: new Float32Array(rows),
    demonstrated: new Float32Array(rows),
  };
  source.fill(batch, rows, new Streams(seed).stream('batch'));
  return batch;
}

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('demonstrations', () => {
  it('of an expert without a file: a mean over rows is a sum over an episode', () => {
    const { demonstrated, observation } = filled(opened({ expertAlpha: 0.1 }));
    // At a low temperature it walks straight to the end, in two steps.
    expect(mean(demonstrated)).toBeCloseTo(2, 2);
    const inFirst = demonstrated.filter((_, row) => observation[3 * row] === 1);
    expect(inFirst.reduce((sum, x) => sum + x, 0) / demonstrated.length).toBeCloseTo(1, 2);
  });

  it('drawn of it: other episodes with another seed, the same ones when a run goes on', () => {
    const options = { expertAlpha: 3, expertEpisodes: 4 };
    const source = opened(options);
    expect(source.batchSize).toBe(20);
    const first = filled(source);
    expect(filled(source, 2)).toEqual(first);
    expect(filled(opened(options), 2)).not.toEqual(first);
    const resumed = opened(options);
    resumed.restore(structuredClone(source.state()));
    expect(filled(resumed, 9)).toEqual(first);
    // What fills an episode up after its end counts nothing.
    const steps = first.demonstrated.filter((count) => count > 0).length;
    expect(steps).toBeLessThanOrEqual(20);
    expect(mean(first.demonstrated)).toBeCloseTo(steps / 4, 5);
  });

  it('others than those that a run began with are refused', () => {
    const state = opened({ expertAlpha: 1 }).state();
    expect(() => opened({ expertAlpha: 2 }).restore(state)).toThrow(
      expect.objectContaining({ code: 'VEM_DEMONSTRATIONS_CHANGED' }),
    );
  });

  it('have no columns of whoever acted', () => {
    const source = opened({});
    expect(() => source.open([...COLUMNS, { name: 'logMu', size: 1 }])).toThrow(
      expect.objectContaining({ code: 'VEM_DEMONSTRATIONS_COLUMN' }),
    );
  });
});
