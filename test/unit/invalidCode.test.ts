import { chain, pendulum } from '@vem/envs';
import {
  box,
  compose,
  composeUnchecked,
  type Dynamics,
  defineEnvironment,
  environmentPlugin,
  loadPolicy,
  observationSpace,
  type Run,
  resumeRun,
  type SlotMap,
} from '@vem/framework';
import { gaussian, uniform } from '@vem/priors';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { options, tinyFiniteSac, tinySac } from '../support/tinySac.js';

/** Two numbers to see, one to choose; with what a row breaks. */
function flawed(dynamics: Partial<Dynamics<'box'>>) {
  const definition = defineEnvironment({
    id: 'Flawed',
    description: 'an environment with a flaw',
    source: 'test',
    config: z.strictObject({}),
    observation: observationSpace({ position: 1, velocity: 1 }),
    action: box({ low: [-1], high: [1] }),
    timeLimit: 20,
    create: () => ({
      stateSize: 2,
      reset: () => undefined,
      step: (state, _action, outcome) => {
        state[0] += 1;
        outcome.reward = 0;
      },
      observe: (state, observation) => observation.set(state),
      ...dynamics,
    }),
  });
  return environmentPlugin(definition)();
}

const withEnvironment = (environment: ReturnType<typeof flawed>): Run =>
  compose({ ...tinySac(), environment }, options);

async function train(run: Run, trainOptions: Parameters<Run['train']>[0] = { envSteps: 30 }): Promise<void> {
  try {
    for await (const _report of run.train(trainOptions)) {
    }
  } finally {
    run.dispose();
  }
}

/** A definition that contradicts itself, described by what is changed. */
const define = (changes: object) => () =>
  defineEnvironment({
    id: 'Flawed',
    description: 'an environment with a flaw',
    source: 'test',
    config: z.strictObject({}),
    observation: observationSpace({ position: 1 }),
    action: box({ low: [-1], high: [1] }),
    create: () => ({ stateSize: 1, reset: () => undefined, step: () => undefined, observe: () => undefined }),
    ...changes,
  } as Parameters<typeof defineEnvironment>[0]);

const composed =
  (slots: object, more: object = {}) =>
  () =>
    composeUnchecked({ ...tinySac(), ...slots } as SlotMap, { ...options, ...more });

interface Row {
  readonly attempt: () => unknown;
  readonly code: string;
  readonly slot?: string;
  readonly path?: string;
  readonly status: 1 | 2;
  readonly says: readonly string[];
}

const rows: Readonly<Record<string, Row>> = {
  'a reward that is NaN': {
    attempt: () =>
      train(
        withEnvironment(
          flawed({
            step: (state, _action, outcome) => {
              state[0] += 1;
              outcome.reward = state[0] === 7 ? Number.NaN : 0;
            },
          }),
        ),
      ),
    code: 'VEM_ENVIRONMENT_NOT_FINITE',
    slot: 'environment',
    status: 1,
    says: ['"Flawed"', 'the reward must be finite', 'received NaN from copy 0 at step 7', 'Check the dynamics'],
  },
  'a reward that is never set': {
    attempt: () => train(withEnvironment(flawed({ step: () => undefined }))),
    code: 'VEM_ENVIRONMENT_NOT_FINITE',
    slot: 'environment',
    status: 1,
    says: ['the reward', 'at step 1', 'every step must set outcome.reward'],
  },
  'an observation that becomes infinite': {
    attempt: () =>
      train(
        withEnvironment(
          flawed({
            observe: (state, observation) => observation.set([1 / (3 - state[0]), 0]),
          }),
        ),
      ),
    code: 'VEM_ENVIRONMENT_NOT_FINITE',
    slot: 'environment',
    status: 1,
    says: ['"position" must be finite', 'received Infinity from copy 0 at step 3'],
  },
  'an observation with an entry that is never written': {
    attempt: () =>
      train(
        withEnvironment(
          flawed({
            observe: (state, observation) => {
              observation[0] = state[0];
            },
          }),
        ),
      ),
    code: 'VEM_ENVIRONMENT_NOT_FINITE',
    slot: 'environment',
    status: 1,
    says: ['"velocity" must be finite', 'at step 0'],
  },
  'an episode without an end, when it is a test': {
    attempt: async () => {
      const run = compose({ ...tinyFiniteSac(), environment: chain({ timeLimit: null }) }, options);
      try {
        await run.evaluate({ episodes: 1, maxEpisodeSteps: 500 });
      } finally {
        run.dispose();
      }
    },
    code: 'VEM_EPISODE_ENDLESS',
    slot: 'environment',
    status: 1,
    says: ['must end within 500 steps', 'received one that goes on', 'withTimeLimit', 'maxEpisodeSteps'],
  },
  'a time limit of zero': {
    attempt: define({ timeLimit: 0 }),
    code: 'VEM_ENVIRONMENT_DEFINITION',
    slot: 'environment',
    status: 1,
    says: ['"Flawed"', 'a time limit is a positive whole number', 'received 0', 'Leave it out'],
  },
  'a box of nothing': {
    attempt: define({ action: box({ low: [1], high: [-1] }) }),
    code: 'VEM_ENVIRONMENT_DEFINITION',
    slot: 'environment',
    status: 1,
    says: ['low < high', 'Use box('],
  },
  'an option without a default': {
    attempt: define({ config: z.strictObject({ drift: z.number() }) }),
    code: 'VEM_ENVIRONMENT_DEFINITION',
    slot: 'environment',
    status: 1,
    says: ['every option has a default', 'drift', 'Add .default'],
  },
  'options that are not strict': {
    attempt: define({ config: z.object({}) }),
    code: 'VEM_ENVIRONMENT_DEFINITION',
    slot: 'environment',
    status: 1,
    says: ['options are strict', 'z.strictObject'],
  },
  'an option of an environment out of range': {
    attempt: () => pendulum({ gravity: Number.NaN }),
    code: 'VEM_PLUGIN_OPTIONS',
    slot: 'environment',
    path: 'gravity',
    status: 2,
    says: ['"Pendulum-v1"', 'gravity', 'It is:'],
  },
  'a seed beyond 32 bits': {
    attempt: composed({}, { seed: 2 ** 32 }),
    code: 'VEM_RUN_OPTION',
    path: 'seed',
    status: 2,
    says: ['"seed"', '4294967295', 'received 4294967296'],
  },
  'a negative seed': {
    attempt: composed({}, { seed: -1 }),
    code: 'VEM_RUN_OPTION',
    path: 'seed',
    status: 2,
    says: ['"seed"', 'received -1'],
  },
  'a seed that is no number': {
    attempt: composed({}, { seed: 'one' }),
    code: 'VEM_RUN_OPTION',
    path: 'seed',
    status: 2,
    says: ['"seed"', 'received "one"'],
  },
  'half an environment': {
    attempt: composed({}, { environments: 0.5 }),
    code: 'VEM_RUN_OPTION',
    path: 'environments',
    status: 2,
    says: ['"environments"', 'received 0.5'],
  },
  'an unknown engine': {
    attempt: composed({}, { engine: 'fast' }),
    code: 'VEM_RUN_OPTION',
    path: 'engine',
    status: 2,
    says: ['"engine"', 'compiled', 'received "fast"'],
  },
  'a slot that there is not': {
    attempt: composed({ pior: uniform() }),
    code: 'VEM_SLOT_UNKNOWN',
    slot: 'pior',
    status: 2,
    says: ['"pior"', 'Did you mean "prior"?'],
  },
  'a plugin in another slot': {
    attempt: composed({ mStep: gaussian() }),
    code: 'VEM_SLOT_WRONG_PLUGIN',
    slot: 'mStep',
    status: 2,
    says: ['Slot "mStep"', '"gaussian" belongs into slot "prior"', 'Move it there'],
  },
  'a plugin that was not called': {
    attempt: composed({ prior: gaussian }),
    code: 'VEM_SLOT_NOT_A_PLUGIN',
    slot: 'prior',
    status: 2,
    says: ['Slot "prior"', 'received a plugin that was not called', '`uniform()`'],
  },
  'a slot left empty': {
    attempt: composed({ prior: undefined }),
    code: 'VEM_SLOT_MISSING',
    slot: 'prior',
    status: 2,
    says: ['Slot "prior"', 'fill it'],
  },
  'training for less than nothing': {
    attempt: () => train(compose(tinySac(), options), { envSteps: -1 }),
    code: 'VEM_RUN_OPTION',
    path: 'envSteps',
    status: 2,
    says: ['envSteps', 'received -1'],
  },
  'training with an option that there is not': {
    attempt: () => train(compose(tinySac(), options), { envSteps: 10, reportEvry: 5 } as { envSteps: number }),
    code: 'VEM_RUN_OPTION',
    path: 'reportEvry',
    status: 2,
    says: ['reportEvry', 'Did you mean "reportEvery"?'],
  },
  'a test of no episodes': {
    attempt: async () => {
      const run = compose(tinySac(), options);
      await run.evaluate({ episodes: 0 }).finally(() => run.dispose());
    },
    code: 'VEM_RUN_OPTION',
    path: 'episodes',
    status: 2,
    says: ['episodes', 'received 0'],
  },
  'a run that was disposed of': {
    attempt: () => {
      const run = compose(tinySac(), options);
      run.dispose();
      return train(run);
    },
    code: 'VEM_RUN_DISPOSED',
    status: 1,
    says: ['disposed'],
  },
  'a policy from nowhere': {
    attempt: () => loadPolicy('/nowhere/at/all'),
    code: 'VEM_CHECKPOINT_MISSING',
    path: '/nowhere/at/all',
    status: 2,
    says: ['"/nowhere/at/all"', 'no such directory', 'Check the path'],
  },
  'a run that goes on from nowhere': {
    attempt: () => resumeRun(tinySac(), '/nowhere/at/all'),
    code: 'VEM_RESUME_MISSING',
    path: '/nowhere/at/all',
    status: 2,
    says: ['"/nowhere/at/all"', 'found none', 'Give the folder'],
  },
};

describe('what code can do wrong', () => {
  it.each(Object.entries(rows))('%s', async (_name, { attempt, code, slot, path, status, says }) => {
    const error = await Promise.resolve()
      .then(attempt)
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(error).toMatchObject({
      name: 'VemError',
      code,
      exitStatus: status,
      ...(slot ? { slot } : {}),
      ...(path ? { path } : {}),
    });
    for (const part of says) expect((error as Error).message).toContain(part);
  });
});
