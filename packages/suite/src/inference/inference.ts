import { agentWith, openAgent, visitedStates } from './agent.js';
import { type Gaussians, inferredAt, objectivesOf } from './gaussians.js';
import { type AscentOptions, ascended } from './optimum.js';

export interface InferenceOptions extends AscentOptions {
  readonly episodes: number;
  /** Of all episodes together. */
  readonly mostStates: number;
  readonly seed: number;
}

/** How good what an agent infers is, at states that it comes to; objectives in reward units, as its E-step sees them. */
export interface Inference {
  readonly environment: string;
  /** Inference iterations; 0 of a network that gives the posterior in one go. */
  readonly iterations: number;
  readonly alpha: number;
  /** [B], the episode that each state is of. */
  readonly episode: readonly number[];
  /** [K + 1][B], from where iterations start to where they end; of a direct network what it gives. */
  readonly objective: readonly (readonly number[])[];
  /** [B], of the best Gaussian that was found there. */
  readonly best: readonly number[];
}

/** Digits that are kept: differences between iterations are to survive. */
const DIGITS = 7;
const plain = (values: Float32Array) => Array.from(values, (value) => Number(value.toPrecision(DIGITS)));

/** The options of iterative inference that this needs to know. */
interface Iterative {
  readonly use?: unknown;
  readonly iterations?: number;
  readonly start?: string;
  readonly initialMean?: number;
  readonly initialStd?: number;
}

/**
 * Looks at the inference of a trained agent whose posterior is Gaussian before tanh: its objective after each iteration, and how
 * far that is from the best Gaussian of each state, which ascents from several starts look for.
 *
 * @param directory - of a stored policy, or of a run
 * @throws VEM_CHECKPOINT_… and what composing throws
 */
export async function inferenceOf(directory: string, options: InferenceOptions): Promise<Inference> {
  const agent = await openAgent(directory);
  const states = await visitedStates(agent, {
    episodes: options.episodes,
    most: options.mostStates,
    seed: options.seed,
  });
  const posterior = agent.config.slots.posterior as Iterative;
  const isIterative = posterior.use === 'iterative-gaussian';
  const iterations = isIterative ? posterior.iterations! : 0;
  const path: Gaussians[] = [];
  // Fewer iterations are the first ones of more: the draws of each are the same.
  for (let k = isIterative ? 1 : 0; k <= iterations; k++) {
    const slots = isIterative ? { posterior: { ...agent.config.slots.posterior, iterations: k } } : {};
    const run = agentWith(agent, { ...slots, ...LIGHT });
    try {
      path.push(await inferredAt(run, states));
    } finally {
      run.dispose();
    }
  }
  if (isIterative) path.unshift(constantStart(posterior, path[0].mean.length));
  const found = await ascended(agent, states, [path.at(-1)!], options);
  const run = agentWith(agent, LIGHT);
  try {
    const objectives = await objectivesOf(run, states, [...path, ...found]);
    const ofPath = objectives.slice(0, path.length);
    const best = ofPath[0].map((_, state) => Math.max(...objectives.map((objective) => objective[state])));
    const { alpha } = await run.examine({
      observation: states.observation,
      rows: states.episode.length,
      look: ({ temperature }) => ({ alpha: temperature.alpha() }),
    });
    return {
      environment: String(agent.config.slots.environment.use),
      iterations,
      alpha: alpha[0],
      episode: states.episode,
      objective: ofPath.map(plain),
      best: plain(best),
    };
  } finally {
    run.dispose();
  }
}

/** Nothing is learned, so that little has to be loaded. */
const LIGHT = { data: { use: 'replay', batchSize: 1, capacity: 1 } };

function constantStart({ start, initialMean = 0, initialStd = 1 }: Iterative, length: number): Gaussians {
  if (start !== 'constant') throw new RangeError(`inference that starts at a constant Gaussian – received "${start}"`);
  return {
    mean: new Float32Array(length).fill(initialMean),
    logStd: new Float32Array(length).fill(Math.log(initialStd)),
  };
}
