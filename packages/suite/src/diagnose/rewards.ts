import { type Evidence, type Finding, shown } from './evidence.js';

/** Below this share of steps with another reward than 0, random actions rarely learn what is good. */
const RARE = 0.001;
/** Returns of a run that all are the same tell nothing. */
const RETURNS = 3;

/** Random actions see one reward only, or hardly ever another: there is nothing to prefer. */
export function noReward({ lines, probe }: Evidence): Finding | undefined {
  const tries = [
    'check the reward: print it for a few steps of the environment',
    'give a reward that says more often what is better (distance to the goal, progress)',
    'more random steps before learning: --set behaviour.warmUpSteps=10000, and behaviour.warmUpHold to hold each for several steps',
  ];
  const name = 'no reward seen under random actions';
  if (probe !== undefined) {
    const { steps, low, high, nonZero, terminated } = probe.randomRewards;
    // The same reward at every step tells episodes apart where they differ in length.
    if (low === high && (low === 0 || terminated === 0))
      return { name, seen: `in ${steps} steps under random actions every reward was ${shown(low)}`, tries };
    if (low !== high && nonZero / steps < RARE)
      return { name, seen: `in ${steps} steps under random actions ${nonZero} rewards were not 0`, tries };
    return undefined;
  }
  const returns = lines.flatMap(({ episodeReturn }) => episodeReturn ?? []);
  if (returns.length < RETURNS || returns.some((value) => value !== returns[0])) return undefined;
  return { name, seen: `every training episode had the return ${shown(returns[0])}`, tries };
}
