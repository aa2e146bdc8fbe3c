import {
  ActionAdapter,
  type EnvironmentFactory,
  guarded,
  type Policy,
  Streams,
  type VectorEnvironment,
} from '@vem/framework';

export interface PlayOptions {
  readonly episodes: number;
  readonly seed: number;
  readonly stochastic: boolean;
  /** Steps after which an episode is cut short. */
  readonly maxSteps: number;
}

/** One step of an episode. Arrays are used again: copy. */
export interface PlayedStep {
  /** From 0 on. */
  readonly episode: number;
  /** Steps since it began. */
  readonly time: number;
  /** [O], what was acted on. */
  readonly observation: Float32Array;
  /** As the environment takes it. */
  readonly action: Float32Array | Int32Array;
  readonly reward: number;
  /** [O], the final observation where the episode ended. */
  readonly nextObservation: Float32Array;
  /** Absent: it goes on. */
  readonly ending: 'terminated' | 'truncated' | 'cut short' | undefined;
}

/**
 * Plays test episodes with a stored policy, step by step: those that `evaluatePolicy` plays with the same seed.
 *
 * @param look - at the environment, before each step
 */
export function* playedSteps(
  policy: Policy,
  factory: EnvironmentFactory,
  { episodes, seed, stochastic, maxSteps }: PlayOptions,
  look: (environment: VectorEnvironment) => void = () => {},
): Generator<PlayedStep> {
  const streams = new Streams(seed);
  const program = policy.acting(stochastic ? 'sample' : policy.evaluation, streams);
  const environment = guarded(factory, 1, streams.fresh('assess/environment'));
  const adapter = new ActionAdapter(factory.spec.action, 1);
  try {
    let observation = environment.reset();
    for (let episode = 0; episode < episodes; episode++) {
      program.start();
      let ending: PlayedStep['ending'];
      for (let time = 0; ending === undefined; time++) {
        look(environment);
        program.observation.set(observation);
        program.run();
        adapter.convert(program.action);
        const before = observation.slice();
        const step = environment.step(adapter.environment);
        if (step.terminated_N[0] === 1) ending = 'terminated';
        else if (step.truncated_N[0] === 1) ending = 'truncated';
        else if (time + 1 >= maxSteps) ending = 'cut short';
        observation = step.observation_NO;
        yield {
          episode,
          time,
          observation: before,
          action: adapter.environment,
          reward: step.reward_N[0],
          nextObservation: step.nextObservation_NO,
          ending,
        };
      }
      if (ending === 'cut short') observation = environment.reset();
    }
  } finally {
    environment.dispose();
    program.dispose();
  }
}
