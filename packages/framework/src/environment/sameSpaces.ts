import { isDeepStrictEqual } from 'node:util';
import type { EnvironmentSpec } from './environment.js';

/** Where two environments differ in what a policy reads and writes. */
export interface SpaceDifference {
  readonly what: string;
  readonly expected: unknown;
  readonly received: unknown;
}

type Spaces = Pick<EnvironmentSpec, 'observation' | 'action'>;

/** JSON does not know −0. */
const unsigned = (bound: number): number => bound + 0;

/**
 * The first difference between two environments' spaces: names, sizes and order of the observation's parts, kind, number and
 * bounds of actions. Undefined if a policy for one is a policy for the other.
 */
export function spaceDifference(expected: Spaces, received: Spaces): SpaceDifference | undefined {
  const views = {
    'size of the observation': ({ observation }: Spaces) => observation.size,
    'parts of the observation': ({ observation }: Spaces) =>
      observation.parts.map(({ name, size }) => `${name}: ${size}`),
    'kind of actions': ({ action }: Spaces) => action.kind,
    'number of actions': ({ action }: Spaces) => (action.kind === 'finite' ? action.count : action.dimension),
    'lower bounds of actions': ({ action }: Spaces) => (action.kind === 'box' ? action.low.map(unsigned) : []),
    'upper bounds of actions': ({ action }: Spaces) => (action.kind === 'box' ? action.high.map(unsigned) : []),
  };
  for (const [what, view] of Object.entries(views)) {
    const [one, other] = [view(expected), view(received)];
    if (!isDeepStrictEqual(one, other)) return { what, expected: one, received: other };
  }
  return undefined;
}
