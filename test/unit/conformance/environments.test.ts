import {
  type BoundSlot,
  box,
  defineEnvironment,
  type EnvironmentFactory,
  environmentPlugin,
  observationSpace,
  type VectorEnvironment,
  type VectorStep,
} from '@vem/framework';
import { checkEnvironment } from '@vem/framework/testing';
import { describe, it } from 'vitest';
import { z } from 'zod';
import { withMembers } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'environment'>;

const part = { observation: observationSpace({ position: 1, speed: 1 }), action: box({ low: [-1], high: [2] }) };
type Parts = Partial<Parameters<typeof defineEnvironment>[0]>;

/** A ball that is pushed, with noise, until it is far away. */
const ballWith = (
  change: (right: Record<'reset' | 'step' | 'observe', (...given: never[]) => void>) => object = () => ({}),
  parts: Parts = {},
): Bound => {
  const right = {
    reset(state: Float64Array, stream: { normal(): number }) {
      state[0] = stream.normal();
      state[1] = 0;
    },
    step(
      state: Float64Array,
      action: Float32Array,
      outcome: { reward: number; terminated: boolean },
      stream: { normal(): number },
    ) {
      state[1] += 0.2 * action[0] + 0.05 * stream.normal();
      state[0] += state[1];
      outcome.reward = -Math.abs(state[0]);
      outcome.terminated = Math.abs(state[0]) > 40;
    },
    observe(state: Float64Array, observation: Float32Array) {
      observation[0] = state[0];
      observation[1] = state[1];
    },
  };
  const definition = defineEnvironment({
    id: 'Ball',
    description: 'A ball that is pushed',
    source: 'test',
    config: z.strictObject({}),
    ...part,
    timeLimit: 15,
    create: () => ({ stateSize: 2, ...right, ...change(right as never) }) as never,
    ...(parts as object),
  });
  return environmentPlugin(definition)() as Bound;
};

/** The ball's environment, whose copies are changed. */
const changed = (change: (environment: VectorEnvironment) => object): Bound => {
  const bound = ballWith();
  const create = bound.create as () => { create(count: number, stream: never): VectorEnvironment };
  return {
    ...bound,
    create: () => {
      const factory = create();
      const made = (count: number, stream: never) => {
        const environment = factory.create(count, stream);
        return withMembers(environment, change(environment) as Readonly<Record<string, unknown>>);
      };
      return withMembers(factory, { create: made });
    },
  } as unknown as Bound;
};

const stepped = (change: (step: VectorStep) => Partial<VectorStep>) => (environment: VectorEnvironment) => ({
  step: (action: Float32Array) => {
    const step = environment.step(action);
    return { ...step, ...change(step) };
  },
});

let drawn = 0;
type Step = (
  state: Float64Array,
  action: Float32Array,
  outcome: { reward: number; terminated: boolean },
  stream: object,
) => void;
const then = (after: (...given: Parameters<Step>) => void) => (right: Record<string, (...given: never[]) => void>) => ({
  step: (...given: Parameters<Step>) => {
    (right.step as Step)(...given);
    after(...given);
  },
});

describe('mutants of an environment', () => {
  catches<Bound>(checkEnvironment, () => ballWith(), [
    [
      'a counter outside of the state',
      () =>
        ballWith((right) => {
          let steps = 0;
          return then((_state, _action, outcome) => {
            outcome.reward += ++steps / 100;
          })(right);
        }),
      'from a saved state',
    ],
    [
      'a place that copies share',
      () =>
        ballWith((right) => {
          let last = 0;
          return then((state, _action, outcome) => {
            outcome.reward += last;
            last = state[0] / 1000;
          })(right);
        }),
      /saved state|what one copy is/,
    ],
    [
      'numbers of its own',
      () =>
        ballWith(
          then((state) => {
            state[0] += Math.sin(++drawn) / 10;
          }),
        ),
      'one seed gives one result',
    ],
    [
      'an action that is kept',
      () =>
        changed((environment) => {
          let kept: Float32Array | undefined;
          return {
            step: (action: Float32Array) => {
              const given = kept ?? action.slice();
              kept = action;
              return environment.step(given);
            },
          };
        }),
      /VEM_ENVIRONMENT_ACTION|number/,
    ],
    [
      'an action that is clipped in place',
      () =>
        changed((environment) => ({
          step: (action: Float32Array) =>
            environment.step(
              action.map((_, i) => {
                action[i] = Math.min(1, action[i]);
                return action[i];
              }),
            ),
        })),
      'actions are left as they are',
    ],
    ['a live state', () => changed((environment) => ({ state: () => liveState(environment) })), 'state() is a copy'],
    [
      'a stream that is not restored',
      () =>
        changed((environment) => ({
          restore: (state: ReturnType<VectorEnvironment['state']>) =>
            environment.restore({ ...state, stream: environment.state().stream }),
        })),
      'from a saved state',
    ],
    [
      'an elapsed time that is not saved',
      () =>
        changed((environment) => ({
          state: () => {
            const state = environment.state();
            return { ...state, arrays: { ...state.arrays, elapsed: new Int32Array(environment.count) } };
          },
        })),
      'from a saved state',
    ],
    [
      'a time limit that also terminates',
      () =>
        changed(stepped((step) => ({ terminated_N: step.terminated_N.map((flag, n) => flag | step.truncated_N[n]) }))),
      'a step terminates, or is truncated, or neither',
    ],
    [
      'no time limit',
      () => changed(stepped((step) => ({ truncated_N: new Uint8Array(step.truncated_N.length) }))),
      'truncated at its time limit',
    ],
    [
      'the first observation of the next episode as the final one of the last',
      () => changed(stepped((step) => ({ observation_NO: step.nextObservation_NO }))),
      'begins like the first one',
    ],
    [
      'an observation of the wrong size',
      () => changed(stepped((step) => ({ nextObservation_NO: step.nextObservation_NO.slice(1) }))),
      'observations of the declared size',
    ],
    ['the kind of another', () => ({ ...ballWith(), provides: ['finite'] }) as unknown as Bound, 'under `provides`'],
    [
      'infinity far out',
      () =>
        ballWith(
          then((state, action, outcome) => {
            outcome.reward = 1 / (2 - action[0]) - state[0];
          }),
        ),
      /VEM_ENVIRONMENT_NOT_FINITE|finite/,
    ],
    [
      'bounds that it does not keep',
      () =>
        changed((environment) => ({
          step: (action: Float32Array) => {
            const step = environment.step(action);
            return { ...step, reward_N: step.reward_N.map((reward, n) => reward + action[n]) };
          },
        })),
      'beyond a bound counts as the bound',
    ],
  ]);
});

function liveState(environment: VectorEnvironment) {
  const state = environment.state();
  const live = state.arrays.elapsed;
  const step = environment.step.bind(environment);
  Object.defineProperty(environment, 'step', {
    configurable: true,
    value: (action: Float32Array) => {
      live[0]++;
      return step(action);
    },
  });
  return state;
}

/** Large models are for the long tests. */
const MOST_ENTRIES = 12;

describe('environments that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('environment'))('%s', async (_name, plugin) => {
    // Families stand for environments that another program knows.
    if ('member' in plugin) return;
    const bound = bindSmall(plugin) as Bound;
    if (entriesOf(bound) <= MOST_ENTRIES) await checkEnvironment(bound, { steps: 12 });
  });
});

function entriesOf(bound: Bound): number {
  return (bound.create as () => EnvironmentFactory)().spec.observation.size;
}
