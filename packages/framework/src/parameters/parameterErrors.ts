import { VemError } from '@vem/compiler';

export const declaredTwice = (name: string) =>
  new VemError(
    `Parameter "${name}": a name may be declared once in a run, and it was declared before. Give one of the two another name.`,
    {
      code: 'VEM_PARAMETER_DECLARED_TWICE',
      received: name,
    },
  );

export const unknownGroup = (name: string, known: readonly string[]) =>
  new VemError(
    `Parameter group "${name}": no slot declared a group of this name. Groups of this run: ${known.join(', ')}.`,
    {
      code: 'VEM_PARAMETER_GROUP_UNKNOWN',
      received: name,
    },
  );

export const noTarget = (name: string) =>
  new VemError(
    `Parameter group "${name}": its target copy was read, but the group keeps none. Declare it with a \`target\` rule.`,
    {
      code: 'VEM_PARAMETER_TARGET_MISSING',
      received: name,
    },
  );

export const mismatch = (name: string, expected: string, received: string) =>
  new VemError(
    `Parameter "${name}": expected ${expected}, found ${received}. The stored run was composed of other slots or options.`,
    {
      code: 'VEM_PARAMETER_MISMATCH',
      path: name,
      received,
    },
  );
