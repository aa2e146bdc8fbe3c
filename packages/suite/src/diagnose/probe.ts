import { type ActionSpace, type EnvironmentFactory, type Policy, Streams, storedActionWidth } from '@vem/framework';
import { recordEpisodes } from '../play/record.js';
import type { Probe, Spread } from './evidence.js';

const RANDOM_STEPS = 2000;
const COPIES = 4;
const POLICY_STEPS = 1000;
/** Share of the range, from either end, that counts as standing at the bound. */
const EDGE = 0.01;

/** Collects numbers one by one. */
class Spreading {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    const before = value - this.#mean;
    this.#mean += before / ++this.#count;
    this.#squares += before * (value - this.#mean);
    this.#low = Math.min(this.#low, value);
    this.#high = Math.max(this.#high, value);
  }

  get spread(): Spread {
    return { low: this.#low, high: this.#high, std: Math.sqrt(this.#squares / Math.max(this.#count, 1)) };
  }
}

function randomActions(space: ActionSpace, streams: Streams): () => Float32Array | Int32Array {
  const stream = streams.stream('actions');
  const width = COPIES * storedActionWidth(space);
  if (space.kind === 'finite') return () => Int32Array.from({ length: width }, () => stream.integer(space.count));
  return () =>
    Float32Array.from({ length: width }, (_, i) => {
      const axis = i % space.dimension;
      return space.low[axis] + stream.uniform() * (space.high[axis] - space.low[axis]);
    });
}

/** What random actions see. */
function exploreAtRandom({ spec, create }: EnvironmentFactory): Omit<Probe, 'saturated'> {
  const streams = new Streams(0);
  const environment = create(COPIES, streams.stream('environment'));
  const parts = spec.observation.parts.map(({ name, size }) => ({ name, size, spreading: new Spreading() }));
  const rewards = new Spreading();
  let [nonZero, terminated] = [0, 0];
  const look = (observation_NO: Float32Array): void => {
    let entry = 0;
    for (let copy = 0; copy < COPIES; copy++)
      for (const { size, spreading } of parts) for (let i = 0; i < size; i++) spreading.add(observation_NO[entry++]);
  };
  const draw = randomActions(spec.action, streams);
  try {
    look(environment.reset());
    for (let steps = 0; steps < RANDOM_STEPS; steps += COPIES) {
      const { reward_N, observation_NO, terminated_N } = environment.step(draw());
      look(observation_NO);
      terminated += terminated_N.reduce((sum, flag) => sum + flag, 0);
      for (const reward of reward_N) {
        rewards.add(reward);
        if (reward !== 0) nonZero++;
      }
    }
  } finally {
    environment.dispose();
  }
  return {
    randomRewards: { ...rewards.spread, steps: RANDOM_STEPS, nonZero, terminated },
    observation: parts.map(({ name, spreading }) => ({ name, ...spreading.spread })),
  };
}

/** Share of a policy's sampled actions at a bound of a box; undefined for finite actions. */
function saturatedShare(policy: Policy, factory: EnvironmentFactory): number | undefined {
  const { action } = factory.spec;
  if (action.kind === 'finite') return undefined;
  const { episodes, actions } = recordEpisodes(policy, factory, {
    episodes: 1,
    seed: 0,
    stochastic: true,
    maxSteps: POLICY_STEPS,
  });
  const values = episodes.flatMap((episode) => [...episode.action]);
  const atBound = values.filter((value, i) => {
    const axis = i % actions.size;
    const edge = EDGE * (action.high[axis] - action.low[axis]);
    return value <= action.low[axis] + edge || value >= action.high[axis] - edge;
  });
  return atBound.length / values.length;
}

/** Steps the environment at random, and lets the policy act in it if there is one. */
export async function probeEnvironment(factory: EnvironmentFactory, policy: Policy | undefined): Promise<Probe> {
  await factory.prepare?.();
  const seen = exploreAtRandom(factory);
  const saturated = policy === undefined ? undefined : saturatedShare(policy, factory);
  return { ...seen, ...(saturated === undefined ? {} : { saturated }) };
}
