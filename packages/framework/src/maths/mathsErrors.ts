import { VemError } from '@vem/compiler';

export const shapeMismatch = (name: string, expected: readonly (number | string)[], received: readonly number[]) =>
  new VemError(
    `Tensor "${name}": expected shape [${expected.join(', ')}], received [${received.join(', ')}]. Shapes are in names: \`q_SB\` has S samples for each of B states.`,
    { code: 'VEM_SHAPE', path: name, received: `[${received.join(', ')}]` },
  );
