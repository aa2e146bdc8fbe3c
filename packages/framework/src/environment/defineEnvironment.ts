import { z } from 'zod';
import { checkSpec } from './checkSpec.js';
import type { DeclaredModel, ModelKind } from './declaredModel.js';
import type { Dynamics } from './dynamics.js';
import type { EnvironmentFactory, EnvironmentSpec, SolvedCriterion } from './environment.js';
import { environmentDefinitionInvalid, environmentOptionsInvalid } from './environmentErrors.js';
import type { ActionSpace, GoalKind, GoalPart, ObservationSpace } from './spaces.js';
import { vectorise } from './vectorise.js';

/** Options of an environment: a `z.strictObject`, each option with a default and a `.describe()`. */
export type EnvironmentConfig = z.ZodObject;

/** A value, or a function of the parsed options that gives it. */
export type Depends<Value, Options> = Value | ((options: Options) => Value);

/** What an author writes about an environment. */
export interface EnvironmentDescription<
  Space extends ActionSpace,
  Config extends EnvironmentConfig,
  Known extends ModelKind = never,
  Told extends GoalKind = never,
> {
  /** Unique name, e.g. `Pendulum-v1`. */
  readonly id: string;
  /** One line. */
  readonly description: string;
  /** Where the problem comes from: a paper, or the code that is its specification. */
  readonly source: string;
  readonly config: Config;
  readonly observation: Depends<ObservationSpace, z.output<Config>>;
  readonly action: Depends<Space, z.output<Config>>;
  /** The part of the observation that says which task an episode is, under all options; absent: all are the same. */
  readonly goal?: GoalPart & { readonly kind: Told };
  /** Steps after which an episode is truncated; absent or undefined: never. */
  readonly timeLimit?: Depends<number | undefined, z.output<Config>>;
  readonly solved?: Depends<SolvedCriterion | undefined, z.output<Config>>;
  /** Loads what `create` needs and cannot wait for, a WebAssembly module say. May be called any number of times. */
  readonly prepare?: () => Promise<void>;
  /** What it tells about its own dynamics; the same kinds of models under all options. Cheap: tables are written when asked for. */
  readonly model?: (options: z.output<Config>) => { readonly [K in Known]: NonNullable<DeclaredModel[K]> };
  /** The dynamics under these options. Called once per vector of copies, so it may keep scratch arrays. */
  readonly create: (options: z.output<Config>) => Dynamics<Space['kind']>;
}

/** An environment under given options: what it looks like, and how to make its dynamics. */
export interface EnvironmentBlueprint<Kind extends ActionSpace['kind']> {
  readonly spec: EnvironmentSpec;
  readonly prepare?: () => Promise<void>;
  readonly model?: DeclaredModel;
  readonly dynamics: () => Dynamics<Kind>;
}

/**
 * An environment as a value: call it with options to get what the `environment` slot takes.
 *
 * @typeParam Kind - `box` or `finite`, known to the compiler so that combinations of slots can be checked.
 * @typeParam Known - the kinds of models that it declares
 * @typeParam Told - what it says about the task of an episode
 */
export interface EnvironmentDefinition<
  Kind extends ActionSpace['kind'],
  Config extends EnvironmentConfig,
  Known extends ModelKind = never,
  Told extends GoalKind = never,
> {
  /** @throws VEM_ENVIRONMENT_OPTIONS if the options do not fit the schema. */
  (options?: z.input<Config>): EnvironmentFactory;
  readonly id: string;
  readonly description: string;
  readonly source: string;
  readonly config: Config;
  readonly kind: Kind;
  readonly models: readonly Known[];
  readonly goals: readonly Told[];
  /**
   * Options with their defaults.
   *
   * @throws VEM_ENVIRONMENT_OPTIONS
   */
  readonly parse: (options?: z.input<Config>) => z.output<Config>;
  /** The same as calling it, from options that were parsed already. */
  readonly create: (options: z.output<Config>) => EnvironmentFactory;
  /** For wrappers, which build on the scalar dynamics. */
  readonly blueprint: (options: z.output<Config>) => EnvironmentBlueprint<Kind>;
}

/** What a definition is made of. */
export type EnvironmentParts<
  Kind extends ActionSpace['kind'],
  Config extends EnvironmentConfig,
  Known extends ModelKind = never,
  Told extends GoalKind = never,
> = Pick<
  EnvironmentDefinition<Kind, Config, Known, Told>,
  'id' | 'description' | 'source' | 'config' | 'kind' | 'blueprint'
> & { readonly models?: readonly Known[]; readonly goals?: readonly Told[] };

/**
 * Defines an environment from scalar dynamics: N copies, time limit, autoreset, clipping of actions, saving and
 * restoring, and the guard against NaN come for free.
 *
 * @throws VEM_ENVIRONMENT_DEFINITION if an option lacks a default, unknown options would pass, or the description
 * contradicts itself.
 * @example
 * export const drift = defineEnvironment({
 *   id: 'Drift',
 *   description: 'Stay near the origin against a random drift',
 *   source: 'example',
 *   config: z.strictObject({ drift: z.number().default(0.1).describe('standard deviation of one step') }),
 *   observation: observationSpace({ position: 1 }),
 *   action: box({ low: [-1], high: [1] }),
 *   timeLimit: 100,
 *   create: ({ drift }) => ({
 *     stateSize: 1,
 *     reset(state, stream) {
 *       state[0] = stream.normal();
 *     },
 *     step(state, action, outcome, stream) {
 *       state[0] += action[0] + drift * stream.normal();
 *       outcome.reward = -(state[0] ** 2);
 *     },
 *     observe(state, observation) {
 *       observation[0] = state[0];
 *     },
 *   }),
 * });
 */
export function defineEnvironment<
  Space extends ActionSpace,
  Config extends EnvironmentConfig,
  Known extends ModelKind = never,
  Told extends GoalKind = never,
>(
  description: EnvironmentDescription<Space, Config, Known, Told>,
): EnvironmentDefinition<Space['kind'], Config, Known, Told> {
  const { id, source, config, observation, action, goal, timeLimit, solved, prepare, model, create } = description;
  const observationUnder = (options: z.output<Config>): ObservationSpace => ({
    ...(typeof observation === 'function' ? observation(options) : observation),
    ...(goal ? { goal } : {}),
  });
  const actionUnder = (options: z.output<Config>): Space => (typeof action === 'function' ? action(options) : action);
  const specUnder = (options: z.output<Config>): EnvironmentSpec => ({
    id,
    observation: observationUnder(options),
    action: actionUnder(options),
    timeLimit: typeof timeLimit === 'function' ? timeLimit(options) : timeLimit,
    solved: typeof solved === 'function' ? solved(options) : solved,
  });
  return environmentDefinition<Space['kind'], Config, Known, Told>({
    id,
    description: description.description,
    source,
    config,
    kind: actionUnder(defaultOptions(id, config)).kind,
    models: model ? (Object.keys(model(defaultOptions(id, config))) as Known[]) : [],
    goals: goal ? [goal.kind] : [],
    blueprint: (options) => ({
      spec: specUnder(options),
      ...(prepare ? { prepare } : {}),
      ...(model ? { model: model(options) } : {}),
      dynamics: () => create(options),
    }),
  });
}

/** The callable that goes with its parts; wrappers make theirs from another definition's. */
export function environmentDefinition<
  Kind extends ActionSpace['kind'],
  Config extends EnvironmentConfig,
  Known extends ModelKind = never,
  Told extends GoalKind = never,
>(parts: EnvironmentParts<Kind, Config, Known, Told>): EnvironmentDefinition<Kind, Config, Known, Told> {
  const create = (options: z.output<Config>): EnvironmentFactory => {
    const { dynamics, ...known } = parts.blueprint(options);
    checkSpec(known.spec, parts.kind);
    return { ...known, create: (count, stream) => vectorise(known.spec, dynamics(), count, stream) };
  };
  const parse = (options?: z.input<Config>) => parseOptions(parts.id, parts.config, options);
  create(defaultOptions(parts.id, parts.config));
  return Object.assign((options?: z.input<Config>) => create(parse(options)), {
    models: [],
    goals: [],
    ...parts,
    parse,
    create,
  });
}

function parseOptions<Config extends EnvironmentConfig>(
  id: string,
  config: Config,
  options: z.input<Config> | undefined,
): z.output<Config> {
  const parsed = config.safeParse(options ?? {});
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0].path.join('.');
  throw environmentOptionsInvalid(id, path, z.prettifyError(parsed.error), Object.keys(config.shape), options);
}

/** Every option needs a default, because an environment works by its name alone; and typing errors must not pass. */
function defaultOptions<Config extends EnvironmentConfig>(id: string, config: Config): z.output<Config> {
  const parsed = config.safeParse({});
  if (config.safeParse({ '': 'unknown' }).success) {
    throw environmentDefinitionInvalid(id, 'options are strict', 'z.object', 'Use z.strictObject for config.');
  }
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw environmentDefinitionInvalid(id, 'every option has a default', missing, 'Add .default(…) to these options.');
}
