import type { AnyPlugin, BoundSlot, SlotName } from '@vem/framework';
import { registry } from '@vem/suite';

/** Every plugin that a package exports. */
export const shippedPlugins: readonly AnyPlugin[] = registry.plugins;

/** Options that make a plugin small, where it has them. */
const SMALL: Readonly<Record<string, unknown>> = {
  hidden: [8],
  samples: 4,
  capacity: 64,
  startAfter: 10,
  length: 20,
  epochs: 2,
  batchSize: 4,
  perEnvironment: 2,
};

/** Options of plugins that have required ones, or need others to be looked at. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'data branched-rollouts': { rollouts: 30, every: 20, realRatio: 0.5, horizon: 2 },
  'optimiser per-group': { groups: { posterior: { use: 'sgd' } } },
  'data demonstrations': { expertDiscount: 0.9 },
  'temperature scheduled': { from: 1, to: 0.1 },
  'temperature target-kl': { nats: 1 },
};

/** A shipped plugin with small options. A new one that has required options needs a line above. */
export function bindSmall(plugin: AnyPlugin, options: Readonly<Record<string, unknown>> = {}): BoundSlot {
  const fixed = { ...OPTIONS[`${plugin.slot} ${plugin.pluginName}`], ...options };
  const tried = Object.entries(SMALL).filter(([name]) => name in plugin.config.shape && !(name in fixed));
  // A small value that does not fit, because the name means something else there, is left out.
  let settled: Record<string, unknown> = { ...fixed };
  for (const [name, value] of tried) {
    const next = { ...settled, [name]: value };
    if (plugin.config.safeParse(next).success || !plugin.config.safeParse(settled).success) settled = next;
  }
  return plugin.bind(settled);
}

export const shippedFor = <S extends SlotName>(slot: S): readonly (readonly [string, AnyPlugin])[] =>
  shippedPlugins.filter((plugin) => plugin.slot === slot).map((plugin) => [plugin.pluginName, plugin]);
