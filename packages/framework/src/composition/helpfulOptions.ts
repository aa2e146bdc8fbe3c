import { z } from 'zod';
import type { BoundSlot } from './definePlugin.js';

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

/** The values of a schema, where it lists them; numbers and texts of any kind are none. */
function valuesIn(schema: Schema): unknown[] {
  if (Array.isArray(schema.enum)) return schema.enum;
  if ('const' in schema) return [schema.const];
  if (schema.type === 'boolean') return [true, false];
  const variants = schema.anyOf ?? schema.oneOf;
  return Array.isArray(variants) ? variants.filter(isSchema).flatMap(valuesIn) : [];
}

/** A slot's plugin with one option changed; undefined where that does not go with the others. */
function changed(bound: BoundSlot, option: string, value: unknown): BoundSlot | undefined {
  try {
    return bound.plugin.bind({ ...bound.config, [option]: value });
  } catch {
    return undefined;
  }
}

/**
 * Single options of a plugin under which something holds that does not hold now, as settings: `bootstrap.regularised=none`.
 * Only options with a few listed values are tried.
 */
export function helpfulOptions(bound: BoundSlot, holds: (changed: BoundSlot) => boolean): string[] {
  const { properties = {} } = z.toJSONSchema(bound.plugin.config, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).flatMap(([option, schema]) =>
    (isSchema(schema) ? valuesIn(schema) : [])
      .filter((value) => value !== bound.config[option])
      .filter((value) => {
        const other = changed(bound, option, value);
        return other !== undefined && holds(other);
      })
      .map((value) => `${bound.slot}.${option}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
  );
}
