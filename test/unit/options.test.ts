import { environmentPlugins, gymnasiumFamily } from '@vem/envs';
import { SLOT_NAMES } from '@vem/framework';
import { registry } from '@vem/suite';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const { plugins } = registry;

/** The parts of a JSON schema that matter here. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly const?: unknown;
}

/**
 * What is missing: a text for each option, and a default unless it is required or the text says what holds while it is
 * unset; options of options included.
 */
function missing(schema: Schema, path: string): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, option]) => {
    const where = `${path}.${name}`;
    // The tag of a union's member says what it is by its value.
    const described = option.description || option.const !== undefined;
    const settled =
      'default' in option || schema.required?.includes(name) || /\bunset: \S/.test(option.description ?? '');
    return [
      ...(described ? [] : [`${where}: no description`]),
      ...(settled ? [] : [`${where}: neither default nor required`]),
      ...missing(option, where),
    ];
  });
  const members = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])];
  return [...own, ...members.flatMap((member) => missing(member, path))];
}

describe('plugins', () => {
  it('are found in every slot', () => {
    expect(new Set(plugins.map(({ slot }) => slot))).toEqual(new Set(SLOT_NAMES));
  });

  it('have names of their own in each slot, in kebab-case', () => {
    const names = plugins.map(({ slot, pluginName }) => `${slot}/${pluginName}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    const environments = new Set([...environmentPlugins, gymnasiumFamily].map(({ pluginName }) => pluginName));
    const styled = plugins.filter(({ slot, pluginName }) => !(slot === 'environment' && environments.has(pluginName)));
    expect(
      styled.map(({ pluginName }) => pluginName).filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)),
    ).toEqual([]);
  });

  it.each(plugins.map((plugin) => [`${plugin.slot}/${plugin.pluginName}`, plugin] as const))(
    '%s describes every option and gives it a default or requires it',
    (name, plugin) => {
      expect(plugin.description).not.toBe('');
      expect(missing(z.toJSONSchema(plugin.config, { io: 'input', unrepresentable: 'any' }) as Schema, name)).toEqual(
        [],
      );
    },
  );

  it.each(plugins.map((plugin) => [`${plugin.slot}/${plugin.pluginName}`, plugin] as const))(
    '%s refuses unknown options with a coded error',
    (_name, plugin) => {
      expect(() => plugin.bind({ 'no such option': 1 })).toThrow(
        expect.objectContaining({ code: 'VEM_PLUGIN_OPTIONS' }),
      );
    },
  );
});
