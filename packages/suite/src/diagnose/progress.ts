import type { Evidence, Finding } from './evidence.js';
import { lastPart, shown } from './evidence.js';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

/** Returns over time: of test episodes where the run was evaluated, else of training episodes. */
export function returnsOf({ lines, evaluations }: Evidence): {
  readonly of: 'test' | 'training';
  readonly values: number[];
} {
  const curve = evaluations.filter(({ kind }) => kind === 'curve').map(({ meanReturn }) => meanReturn);
  if (curve.length > 2) return { of: 'test', values: curve };
  return { of: 'training', values: lines.flatMap(({ episodeReturn }) => episodeReturn ?? []) };
}

/** How returns moved, in words, and whether they rose by more than they vary. */
export function progressOf(evidence: Evidence): { readonly rose: boolean | undefined; readonly text: string } {
  const { of, values } = returnsOf(evidence);
  if (values.length < 3) return { rose: undefined, text: 'there are too few returns to say whether it learns' };
  const first = values.slice(0, Math.ceil(values.length / 4));
  const last = lastPart(values, 0.25);
  const [from, to] = [mean(first), mean(last)];
  const noise = Math.max(spread(first), spread(last)) / 2;
  const rose = to - from > noise;
  const verb = rose ? 'rose' : to < from - noise ? 'fell' : 'did not rise beyond their own spread:';
  return { rose, text: `returns of ${of} episodes ${verb} from ${shown(from)} to ${shown(to)}` };
}

/** Nothing was learned because no update was made. */
export function noUpdates({ config, lines }: Evidence): Finding | undefined {
  const last = lines.at(-1);
  if (last === undefined || last.updates > 0) return undefined;
  const startAfter = config.slots.data?.startAfter;
  const batchSize = config.slots.data?.batchSize;
  return {
    name: 'no updates',
    seen: `after ${last.envSteps} environment steps not one update was made${typeof startAfter === 'number' ? `; learning starts after ${startAfter}` : ''}`,
    tries: [
      ...(typeof startAfter === 'number'
        ? [`--set data.startAfter=${Math.min(startAfter, Math.ceil(last.envSteps / 10))}`]
        : []),
      ...(typeof batchSize === 'number' ? [`--set data.batchSize=${Math.min(batchSize, 64)}`] : []),
      'more --steps',
    ],
  };
}

/** Whether an episode ended at all: without that there is no return to learn from that people could read. */
export function noEpisodes({ lines }: Evidence): Finding | undefined {
  const steps = lines.at(-1)?.envSteps ?? 0;
  if (steps === 0 || lines.some(({ episodes }) => episodes > 0)) return undefined;
  return {
    name: 'no episode ended',
    seen: `in ${steps} environment steps no training episode came to its end`,
    tries: [
      'more --steps, if episodes are long',
      'give the environment a time limit: withTimeLimit in code, --set environment.make={"max_episode_steps":1000} for gym:<id>',
    ],
  };
}
