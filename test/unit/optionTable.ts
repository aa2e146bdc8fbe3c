import { type BoundSlot, isByActionSpace, type Preset, type SlotValue } from '@vem/framework';
import { z } from 'zod';

/** The plugins that may stand in a slot of a preset, with the kind of actions where that decides. */
function variants(value: SlotValue | undefined): readonly BoundSlot[] {
  if (value === undefined) return [];
  if (!isByActionSpace(value)) return [value];
  return [value.box, value.discrete].filter((bound) => bound !== undefined);
}

/** Every plugin of a preset with its slot. */
export const pluginsOf = (preset: Preset): readonly BoundSlot[] =>
  Object.values(preset() as Readonly<Record<string, SlotValue | undefined>>).flatMap(variants);

/** The options of a preset's plugins, their values in the preset, and what their schemas say of them. */
export function optionTable(preset: Preset): string {
  const rows = pluginsOf(preset).flatMap(({ slot, name, config, plugin }) => {
    const schema = z.toJSONSchema(plugin.config, { io: 'input', unrepresentable: 'any' });
    return Object.entries(schema.properties ?? {}).map(([option, described]) => {
      const value = config[option] === undefined ? 'unset' : `\`${JSON.stringify(config[option])}\``;
      const description = typeof described === 'object' ? (described.description ?? '') : '';
      return `| \`${slot}.${option}\` | \`${name}\` | ${value} | ${description.replaceAll('|', '\\|')} |`;
    });
  });
  return ['| option | of plugin | value | meaning and source |', '|---|---|---|---|', ...rows].join('\n');
}
