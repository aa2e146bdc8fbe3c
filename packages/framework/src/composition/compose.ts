import pino from 'pino';
import { z } from 'zod';
import { checkSpec } from '../environment/checkSpec.js';
import type { EnvironmentFactory } from '../environment/environment.js';
import { environmentModelOf } from '../environment/environmentModel.js';
import type { ObservationSpace } from '../environment/spaces.js';
import { ParameterStore } from '../parameters/store.js';
import { type Carrying, carriedBy, carriedSize } from '../programs/carried.js';
import { checkSupported } from '../programs/supported.js';
import { Streams } from '../random/streams.js';
import type { RunOptions } from '../run/report.js';
import { Run } from '../run/run.js';
import type { SlotValues } from '../slots/slots.js';
import { initialiseParameters, originsOf } from '../store/initialise/initialise.js';
import type { RunConfig } from '../store/runConfig.js';
import type { Capability } from './capabilities.js';
import * as errors from './compositionErrors.js';
import { createSlots, type Service } from './container.js';
import type { AnyPlugin, BoundSlot } from './definePlugin.js';
import { PRESET, type PresetInfo } from './definePreset.js';
import { describeSlots, slotsFromConfig } from './describeSlots.js';
import { learningWarnings } from './learning.js';
import type { ResolvedSlots } from './resolvedSlots.js';
import { resolveSlots } from './resolveSlots.js';
import type { Checked, SlotMap } from './slotMap.js';
import { Tokens } from './tokens.js';

const MAX_SEED = 2 ** 32 - 1;

const runOptions = z.object({
  seed: z.int().min(0).max(MAX_SEED),
  environments: z.int().min(1).default(1),
  engine: z.enum(['compiled', 'eager']).default('compiled'),
  threads: z.int().min(1).max(64).default(1),
});

/**
 * Makes a run of the plugins in the slots. What cannot work together does not compile; what the types cannot see is
 * checked here.
 *
 * ```ts
 * const run = compose({ ...sac(), environment: pendulum() }, { seed: 1 });
 * ```
 *
 * @throws VEM_SLOT_…, VEM_CAPABILITY_MISSING, VEM_SPACE_MISMATCH, VEM_PRIOR_NOT_TRAINED, VEM_RUN_OPTION,
 *   VEM_FEATURE_UNSUPPORTED, VEM_INITIALISE_…
 */
export function compose<const M extends SlotMap>(slots: M & Checked<M>, options: RunOptions): Run {
  return composeUnchecked(slots, options);
}

/**
 * `compose` for slots that are known only at run time; the checks at start-up are the same.
 *
 * @param plugins - plugins to name in hints
 */
export function composeUnchecked(slots: SlotMap, options: RunOptions, plugins: readonly AnyPlugin[] = []): Run {
  const resolved = resolveSlots(slots, plugins);
  const preset = (slots as { readonly [PRESET]?: PresetInfo })[PRESET];
  const parsed = runOptions.safeParse({ ...preset?.run, ...definedOnly(options) });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = String(issue.path[0]);
    throw errors.runOption(path, issue.message, (options as unknown as Record<string, unknown>)[path]);
  }
  const config: RunConfig = {
    preset: preset?.name ?? null,
    slots: describeSlots(resolved),
    ...parsed.data,
    ...(options.initialise ? { initialised: originsOf(options.initialise) } : {}),
  };
  const logger = options.logger ?? pino({ enabled: false });
  for (const warning of learningWarnings(resolved)) logger.warn(warning);
  const streams = new Streams(parsed.data.seed);
  const parameters = new ParameterStore();
  const environment = createEnvironment(resolved.environment!);
  const asked = askedFor(resolved);
  const { observation, action } = environment.spec;
  const services: Service[] = [
    { token: Tokens.action, value: action },
    { token: Tokens.environment, value: environmentModelOf(environment) },
    { token: Tokens.parameters, value: parameters },
    { token: Tokens.logger, value: logger },
    { token: Tokens.asked, value: asked },
  ];
  const { environment: _environment, behaviour: acting, memory: remembering, ...others } = resolved;
  // Behaviour and memory come before the others, who see what is carried behind each observation.
  const { behaviour, memory } = createSlots(
    { behaviour: acting, ...(remembering ? { memory: remembering } : {}) } as ResolvedSlots,
    [...services, { token: Tokens.observation, value: observation }],
  );
  const rest = createSlots(others as ResolvedSlots, [
    ...services,
    { token: Tokens.observation, value: withCarried(observation, { behaviour, memory }) },
  ]);
  const values = { ...rest, behaviour, ...(memory ? { memory } : {}), environment } as SlotValues;
  checkSupported(values);
  parameters.build(streams, values.optimiser, parsed.data.threads);
  if (options.initialise) initialiseParameters(parameters, options.initialise);
  const trace = { time: asked.has('data.time'), path: asked.has('data.path') };
  return new Run({ slots: values, parameters, streams, logger, trace }, config);
}

/** Everything that plugins require of each other. */
const askedFor = (slots: ResolvedSlots): ReadonlySet<Capability> =>
  new Set(Object.values(slots).flatMap(({ requires }) => requires as readonly Capability[]));

/** Options that are set: one that is undefined does not hide a preset's. */
const definedOnly = (options: RunOptions) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** The observation as programs see it, with what is carried as named parts behind it. */
const withCarried = ({ parts, size, goal }: ObservationSpace, slots: Carrying): ObservationSpace => ({
  goal,
  parts: [...parts, ...carriedBy(slots)],
  size: size + carriedSize(slots),
});

/** What a run was composed with besides its slots. */
export const optionsOf = ({ seed, environments, engine, threads }: RunConfig) => ({
  seed,
  environments,
  engine,
  threads,
});

/** A run from its stored configuration. @throws what `composeUnchecked` and `slotsFromConfig` throw */
export function composeFromConfig(
  config: RunConfig,
  { plugins, ...options }: { readonly plugins: readonly AnyPlugin[] } & Pick<RunOptions, 'logger' | 'initialise'>,
): Run {
  const slots = slotsFromConfig(config, plugins);
  const marked = config.preset === null ? slots : { ...slots, [PRESET]: { name: config.preset } };
  return composeUnchecked(marked, { ...options, ...optionsOf(config) }, plugins);
}

/** The environment comes first: what it is decides what the other slots are given. */
function createEnvironment(bound: BoundSlot): EnvironmentFactory {
  const environment = createSlots({ environment: bound }, []).environment!;
  checkSpec(environment.spec, environment.spec.action.kind);
  return environment;
}
