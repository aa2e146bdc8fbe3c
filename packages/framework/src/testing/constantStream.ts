import type { Stream } from '../random/stream.js';
import * as errors from './conformanceErrors.js';

const MOST_DRAWS = 100_000;

/** Always the same numbers, so that whoever draws, and how often, does not matter. @throws VEM_CONFORMANCE of loops that wait for others */
export function constantStream(): Stream {
  let draws = 0;
  const draw = (value: number): number => {
    if (++draws > MOST_DRAWS) throw errors.drawsWithoutEnd();
    return value;
  };
  return {
    name: 'constant',
    uniform: () => draw(0.37),
    normal: () => draw(0.3),
    integer: (count) => draw(Math.floor(0.37 * count)),
    fillUniform: (target) => void target.fill(draw(0.37)),
    fillNormal: (target) => void target.fill(draw(0.3)),
    state: () => [1, 2, 3, 4],
    restore: () => {},
  };
}
