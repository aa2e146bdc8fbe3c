import { type BoundSlot, type DataSource, definePlugin } from '@vem/framework';
import { replay } from '@vem/training';
import { z } from 'zod';

type Options = Parameters<typeof replay>[0];

/** Forwards to a replay, with another log or none. */
const like = (options: Options, log: (source: DataSource) => DataSource['log']): DataSource => {
  const source = replay(options).create() as DataSource;
  return {
    batchSize: source.batchSize,
    open: (columns) => source.open(columns),
    append: (transitions) => source.append(transitions),
    ready: (progress) => source.ready(progress),
    fill: (batch, rows, stream) => source.fill(batch, rows, stream),
    state: () => source.state(),
    restore: (state) => source.restore(state),
    get indexed() {
      return source.indexed;
    },
    get log() {
      return log(source);
    },
  };
};

const variant = (name: string, log: (source: DataSource) => DataSource['log']) =>
  definePlugin({
    slot: 'data',
    name,
    description: 'A replay as somebody else might write it',
    config: z.strictObject({ replay: z.custom<Options>() }),
    provides: ['replay', 'indexed'],
    inject: [],
    create: (options) => like(options.replay, log),
  });

const plain = variant('plain-replay', () => undefined);
const segmented = variant('segmented-replay', ({ log }) => {
  if (!log) return log;
  return {
    segmentRows: 32,
    extent: () => log.extent(),
    rows: (first, end) => log.rows(first, end),
    rest: (from) => log.rest(from),
    restoreFrom: (segments, rest) => log.restoreFrom(segments, rest),
  };
});

/** The same replay: with a log of short segments, or with plain state only. */
export const dataSources = {
  segments: (options: Options): BoundSlot => segmented({ replay: options }),
  plain: (options: Options): BoundSlot => plain({ replay: options }),
} as const;
