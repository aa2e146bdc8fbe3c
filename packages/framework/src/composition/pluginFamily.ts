import type { AnyPlugin } from './definePlugin.js';

/** A plugin that stands in lists for plugins without number, such as environments that another program knows by name. */
export interface PluginFamily extends AnyPlugin {
  /** The plugin of that name, or undefined if the name is not one of the family's. */
  readonly member: (name: string) => AnyPlugin | undefined;
}

const isFamily = (plugin: AnyPlugin): plugin is PluginFamily => 'member' in plugin;

/** The plugin of that name, members of families included. */
export function findPlugin(name: string, plugins: readonly AnyPlugin[]): AnyPlugin | undefined {
  const own = plugins.find((plugin) => plugin.pluginName === name && !isFamily(plugin));
  if (own !== undefined) return own;
  for (const plugin of plugins) {
    const member = isFamily(plugin) ? plugin.member(name) : undefined;
    if (member !== undefined) return member;
  }
  return undefined;
}
