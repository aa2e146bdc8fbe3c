import { type EnvironmentState, Streams, type VectorEnvironment } from '@vem/framework';
import { beforeAll, describe, expect, it } from 'vitest';
import { mujocoDefinitions } from './index.js';
import { loadMujoco } from './loadMujoco.js';

const STEPS = 50;
const COPIES = 2;

/** Bytes, so that equality is that of bits. */
const bytes = (array: Float32Array | Float64Array | Int32Array | Uint8Array) =>
  Buffer.from(array.slice().buffer).toString('base64');

const fingerprint = ({ arrays, stream }: EnvironmentState) => [
  ...Object.entries(arrays).map(([name, array]) => `${name} ${bytes(array)}`),
  stream.join(),
];

/** One step with random actions, everything it gives, and the state it leaves. */
function advance(environment: VectorEnvironment, action: Float32Array): readonly string[] {
  const step = environment.step(action);
  const { reward_N, terminated_N, truncated_N, nextObservation_NO, observation_NO } = step;
  return [
    ...[reward_N, terminated_N, truncated_N, nextObservation_NO, observation_NO].map(bytes),
    ...fingerprint(environment.state()),
  ];
}

beforeAll(loadMujoco);

describe.each(mujocoDefinitions)('$id', (definition) => {
  const factory = definition();
  const { action: space } = factory.spec;
  const make = (seed: number, count = COPIES) => factory.create(count, new Streams(seed).stream('environment'));
  const actionsOf = (seed: number, count = COPIES) => {
    const stream = new Streams(seed).stream('actions');
    const width = space.kind === 'box' ? space.dimension : 1;
    const bound = space.kind === 'box' ? space.high[0] : 1;
    return Array.from({ length: STEPS + 10 }, () =>
      Float32Array.from({ length: count * width }, () => bound * (2 * stream.uniform() - 1)),
    );
  };

  it('continues bit for bit from the state after each of 50 steps', () => {
    const actions = actionsOf(1);
    const environment = make(4);
    environment.reset();
    const saved: EnvironmentState[] = [];
    const played: (readonly string[])[] = [];
    for (const action of actions) {
      saved.push(structuredClone(environment.state()));
      played.push(advance(environment, action));
    }
    environment.dispose();

    // Where one step leaves equal bits of everything, all that follow do; some continuations are played to the end.
    const other = make(99);
    other.reset();
    for (let step = 0; step < STEPS; step++) {
      const until = step % 10 === 0 ? actions.length : step + 1;
      other.restore(saved[step]);
      for (let at = step; at < until; at++) expect(advance(other, actions[at])).toEqual(played[at]);
    }
    other.dispose();
  });

  it('steps each copy as if it were alone', () => {
    const alone = [make(1, 1), make(2, 1)];
    const together = make(3);
    const actions = [actionsOf(5, 1), actionsOf(6, 1)];
    for (const environment of [...alone, together]) environment.reset();
    const size = together.state().arrays.state.length / COPIES;
    const joined = new Float64Array(COPIES * size);
    for (const [copy, environment] of alone.entries()) joined.set(environment.state().arrays.state, copy * size);
    const { arrays, stream } = together.state();
    together.restore({ arrays: { ...arrays, state: joined }, stream });
    // An ended episode draws from the stream, and copies of one environment share it.
    for (let step = 0; step < STEPS; step++) {
      const both = together.step(Float32Array.from(actions.flatMap((list) => [...list[step]])));
      const each = alone.map((environment, copy) => {
        const { reward_N, nextObservation_NO, terminated_N } = environment.step(actions[copy][step]);
        return { reward: reward_N[0], observation: nextObservation_NO.slice(), terminated: terminated_N[0] };
      });
      expect([...both.reward_N]).toEqual(each.map(({ reward }) => reward));
      expect([...both.nextObservation_NO]).toEqual(each.flatMap(({ observation }) => [...observation]));
      if (each.some(({ terminated }) => terminated === 1)) break;
    }
    for (const environment of [...alone, together]) environment.dispose();
  });

  it('keeps nothing of the simulation out of the state', () => {
    const [action] = actionsOf(7);
    const one = make(1);
    const other = make(2);
    one.reset();
    other.reset();
    const saved = one.state();
    const expected = advance(one, action);
    // The other one has been elsewhere, and fell; its memory is full of that.
    for (const noise of actionsOf(8)) other.step(noise);
    other.restore(saved);
    expect(advance(other, action)).toEqual(expected);
    one.dispose();
    other.dispose();
  });
});
