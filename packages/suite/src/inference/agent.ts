import {
  type AnyPlugin,
  bindSlot,
  composeFromConfig,
  type EnvironmentFactory,
  fromRun,
  loadPolicy,
  type ParameterSource,
  type Policy,
  type Run,
  type RunConfig,
  type SlotConfig,
  Streams,
} from '@vem/framework';
import { registry } from '../catalogue/registry.js';

/** A trained agent whose inference is looked at: what it was made of, and what it learned. */
export interface Agent {
  readonly config: RunConfig;
  readonly policy: Policy;
  readonly learned: ParameterSource;
}

/** States that an agent comes to. */
export interface VisitedStates {
  /** [B, O] */
  readonly observation: Float32Array;
  /** [B], the episode that each is of. */
  readonly episode: readonly number[];
}

/** @param directory - of a stored policy, or of a run. @throws VEM_CHECKPOINT_… */
export async function openAgent(directory: string): Promise<Agent> {
  const learned = fromRun(directory);
  const policy = await loadPolicy(learned.directory);
  return { config: policy.config, policy, learned };
}

/**
 * The agent's run with other slots, ready to be looked at. What is not replaced has learned what the agent learned.
 *
 * @param slots - that differ, with all options; @param plugins - to know besides those of vem
 */
export function agentWith(
  { config, learned }: Agent,
  slots: Readonly<Record<string, SlotConfig>>,
  {
    plugins = [],
    replaced = [],
  }: { readonly plugins?: readonly AnyPlugin[]; readonly replaced?: readonly string[] } = {},
): Run {
  const kept = learned.groups.filter((group) => !replaced.includes(group));
  const initialise = Object.fromEntries(kept.map((group) => [group, learned]));
  const changed: RunConfig = { ...config, preset: null, threads: 1, slots: { ...config.slots, ...slots } };
  return composeFromConfig(changed, { plugins: [...plugins, ...registry.plugins], initialise });
}

/**
 * What the agent sees in some episodes, acting as it is evaluated.
 *
 * @param options - `most`: of all episodes together; more are thinned out evenly
 */
export async function visitedStates(
  { config, policy }: Agent,
  { episodes, most, seed }: { readonly episodes: number; readonly most: number; readonly seed: number },
): Promise<VisitedStates> {
  const factory = bindSlot('environment', config.slots.environment, registry.plugins).create() as EnvironmentFactory;
  await factory.prepare?.();
  const environment = factory.create(1, new Streams(seed).stream('environment'));
  const visited: { readonly episode: number; readonly observation: Float32Array }[] = [];
  try {
    let observation = environment.reset();
    for (let episode = 0; episode < episodes; ) {
      visited.push({ episode, observation: observation.slice() });
      const { terminated_N, truncated_N, observation_NO } = environment.step(policy.act(observation));
      if (terminated_N[0] === 1 || truncated_N[0] === 1) episode++;
      observation = observation_NO;
    }
  } finally {
    environment.dispose();
  }
  const every = Math.ceil(visited.length / most);
  const kept = visited.filter((_, i) => i % every === 0);
  return {
    observation: Float32Array.from(kept.flatMap(({ observation }) => [...observation])),
    episode: kept.map(({ episode }) => episode),
  };
}
