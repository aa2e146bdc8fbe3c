import type { AnyPlugin } from '@vem/framework';
import { z } from 'zod';

/** An option of a plugin, as lists show it. */
export interface OptionEntry {
  readonly description: string;
  /** Absent where the option must be given, or where leaving it out means something of its own. */
  readonly default?: unknown;
  readonly required: boolean;
  /** What values it takes, as JSON Schema. */
  readonly schema: Readonly<Record<string, unknown>>;
}

type Schema = Readonly<Record<string, unknown>>;

/** The options of a plugin by name, in the order in which it declares them. */
export function optionsOf({ config }: AnyPlugin): Readonly<Record<string, OptionEntry>> {
  const { properties = {}, required = [] } = z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' });
  const entries = Object.entries(properties as Record<string, Schema>).map(
    ([name, { description = '', default: value, ...schema }]): [string, OptionEntry] => [
      name,
      {
        description: String(description),
        ...(value === undefined ? {} : { default: value }),
        required: required.includes(name),
        schema,
      },
    ],
  );
  return Object.fromEntries(entries);
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

const range = ({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Schema): string => {
  const low =
    exclusiveMinimum !== undefined
      ? `> ${exclusiveMinimum}`
      : minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER
        ? `≥ ${minimum}`
        : '';
  const high =
    exclusiveMaximum !== undefined
      ? `< ${exclusiveMaximum}`
      : maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER
        ? `≤ ${maximum}`
        : '';
  return [low, high].filter((part) => part !== '').join(', ');
};

/** Which values an option takes, in a few words: `whole number > 0`, `none | kl`, `list of number ≥ 0`. */
export function valuesText(schema: Schema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(' | ');
  if ('const' in schema) return String(schema.const);
  const variants = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(variants)) return [...new Set(variants.filter(isSchema).map(valuesText))].join(' | ');
  if (Array.isArray(schema.prefixItems)) return `[${schema.prefixItems.filter(isSchema).map(valuesText).join(', ')}]`;
  if (schema.type === 'array') return `list of ${isSchema(schema.items) ? valuesText(schema.items) : 'values'}`;
  if (schema.type === 'object') {
    const kind = isSchema(schema.properties) && isSchema(schema.properties.kind) ? schema.properties.kind : undefined;
    return kind === undefined ? 'object' : `{ kind: ${valuesText(kind)}, … }`;
  }
  const names: Readonly<Record<string, string>> = { integer: 'whole number', boolean: 'true | false', string: 'text' };
  const name = names[String(schema.type)] ?? String(schema.type ?? 'any value');
  return [name, range(schema)].filter((part) => part !== '').join(' ');
}
