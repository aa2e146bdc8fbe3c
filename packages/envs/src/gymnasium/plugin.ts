import {
  type AnyPlugin,
  type BoundSlot,
  definePlugin,
  type EnvironmentFactory,
  type EnvironmentSpec,
  type PluginFamily,
} from '@vem/framework';
import { z } from 'zod';
import { Child, type ChildCommand } from './child.js';
import { openEnvironments, type Wanted } from './description.js';
import { GymnasiumEnvironment } from './environment.js';
import * as errors from './gymnasiumErrors.js';
import { allowModuleOf, pythonChild } from './python.js';

const PREFIX = 'gym:';
const FAMILY = `${PREFIX}<id>`;

/** Timers of 32 bits count milliseconds up to here: 24 days. */
const MAX_TIMEOUT = 2_000_000;

const config = z.strictObject({
  make: z
    .record(z.string(), z.json())
    .default({})
    .describe('keyword arguments of gymnasium.make, e.g. {"max_episode_steps": 200}; JSON values'),
  reset: z
    .record(z.string(), z.json())
    .default({})
    .describe('`options` of every reset(), e.g. {"level": 2}: levels, start states and the like; JSON values'),
  timeout: z
    .number()
    .positive()
    .max(MAX_TIMEOUT)
    .default(60)
    .describe('seconds that the environment may take to answer before it counts as hung'),
});
export type GymnasiumOptions = z.input<typeof config>;
type Settled = z.output<typeof config>;

/** What the types know of the actions of an environment that Python makes: one of the two. */
type Kind = 'box' | 'finite';

/** Descriptions of environments that this process has asked for. */
const probed = new Map<string, EnvironmentSpec>();

/**
 * What an environment looks like, from a child that makes it once. Remembered while this process lives.
 *
 * @throws VEM_PYTHON_MISSING, VEM_GYMNASIUM_…
 */
export function probe(wanted: Wanted, command: ChildCommand, timeout: number): EnvironmentSpec {
  const key = JSON.stringify([wanted, command]);
  let spec = probed.get(key);
  if (spec === undefined) {
    const child = new Child(wanted.id, wanted.make, command, timeout);
    try {
      spec = openEnvironments(child, wanted, 1);
    } finally {
      child.dispose();
    }
    probed.set(key, spec);
  }
  return spec;
}

/** The plugin of one environment. The interpreter is looked up when it is used, not before. */
const pluginOf = (id: string) =>
  definePlugin({
    slot: 'environment',
    name: `${PREFIX}${id}`,
    description: `${id} of the Gymnasium that is installed for Python`,
    source: { title: 'Towers et al. 2024, Gymnasium: A Standard Interface for Reinforcement Learning Environments' },
    config,
    // Which of the two is known once the environment was made.
    provides: [] as readonly Kind[],
    refine: (options) => ({ provides: [describe(id, options).action.kind] }),
    inject: [],
    create: (options): EnvironmentFactory => {
      const spec = describe(id, options);
      const wanted = wantedOf(id, options);
      return {
        spec,
        create: (count, stream) =>
          new GymnasiumEnvironment(spec, wanted, count, stream, pythonChild(id), options.timeout),
      };
    },
  });

const wantedOf = (id: string, { make, reset }: Settled): Wanted => ({ id, make, reset });

const describe = (id: string, options: Settled): EnvironmentSpec => {
  if (id === '' || `${PREFIX}${id}` === FAMILY) throw errors.idMissing(`${PREFIX}${id}`);
  return probe(wantedOf(id, options), pythonChild(id), options.timeout);
};

/**
 * An environment of the Gymnasium that Python has: `gymnasium('LunarLander-v3')`. It is stepped in a Python process.
 *
 * @param id - as `gymnasium.make` takes it, `module:id` included; the module may lie in the working folder
 * @throws VEM_PLUGIN_OPTIONS, VEM_PYTHON_MISSING, VEM_GYMNASIUM_…
 */
export function gymnasium(id: string, options: GymnasiumOptions = {}): BoundSlot<'environment', Kind, never> {
  allowModuleOf(id);
  return pluginOf(id)(options);
}

/** All environments `gym:<id>`, for look-ups by name. */
export const gymnasiumFamily: PluginFamily = {
  ...(pluginOf('<id>') satisfies AnyPlugin),
  pluginName: FAMILY,
  description: 'Any environment of Gymnasium, stepped in a Python process (VEM_PYTHON, else python3)',
  member: (name) => (name.startsWith(PREFIX) ? pluginOf(name.slice(PREFIX.length)) : undefined),
};
