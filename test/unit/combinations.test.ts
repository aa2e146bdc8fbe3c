import { cartPole, pendulum } from '@vem/envs';
import { compose, composeFromConfig, composeUnchecked, type Run, type SlotMap } from '@vem/framework';
import { mpo, sac, sql } from '@vem/presets';
import { distil, learnedGaussian } from '@vem/priors';
import { configureRun, parseSetting, registry } from '@vem/suite';
import { offPolicy, replay } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { combinations } from '../support/combinations.js';
import { impossible, missing } from '../support/impossibleCombinations.js';
import { options, tinySac } from '../support/tinySac.js';

const { plugins } = registry;

const known = { ...registry, presets: [sac, sql, mpo] };

/** What the command is given besides the preset and the environment. */
const configured = (preset: string, environment: string, settings: readonly string[]) =>
  configureRun({ preset, environment, settings: settings.map(parseSetting), ...options }, known);

const ENVIRONMENT_STEPS = 60;
/** Learning starts with the 20th step. */
const UPDATES = 41;

/** Trains for a few dozen updates; what became of the parameters. */
async function learn(run: Run): Promise<string> {
  const before = run.parameterHash();
  let metrics: Readonly<Record<string, number>> = {};
  for await (const report of run.train({ envSteps: ENVIRONMENT_STEPS })) ({ metrics } = report);
  expect(run.counters.updates).toBe(UPDATES);
  expect(Object.keys(metrics).length).toBeGreaterThan(0);
  for (const [name, value] of Object.entries(metrics)) expect(Number.isFinite(value), name).toBe(true);
  const after = run.parameterHash();
  expect(after).not.toBe(before);
  run.dispose();
  return after;
}

describe('combinations that no preset names learn, in code and by settings alike', () => {
  it.each(Object.entries(combinations))('%s', async (_name, { code, preset, environment, settings }) => {
    const inCode = code();
    const config = configured(preset, environment, settings);
    expect(config.slots).toEqual(inCode.config.slots);
    expect(await learn(composeFromConfig(config, { plugins }))).toBe(await learn(inCode));
  });
});

const environments: Readonly<Record<string, ReturnType<typeof pendulum> | ReturnType<typeof cartPole>>> = {
  'Pendulum-v1': pendulum(),
  'CartPole-v1': cartPole(),
};

/** What this throws, and nothing else. */
function refusalOf(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}

describe('impossible combinations are refused', () => {
  it.each(Object.entries(impossible))('%s', (_name, { slots, environment, settings, refusal }) => {
    const map: SlotMap = { ...sac(), environment: environments[environment], ...slots };
    expect(refusalOf(() => composeUnchecked(map, options))).toMatchObject(refusal);
    const code = refusal.code === 'VEM_SLOT_WRONG_PLUGIN' ? 'VEM_PLUGIN_UNKNOWN' : refusal.code;
    expect(refusalOf(() => configured('sac', environment, settings))).toMatchObject({ ...refusal, code });
  });

  it('and those that hang on options, which types do not see', () => {
    const windows = { ...sac(), environment: pendulum(), data: replay({ window: 3 }) };
    expect(refusalOf(() => compose(windows, options))).toMatchObject(missing('data', 'returns.windows'));
    expect(refusalOf(() => configured('sac', 'Pendulum-v1', ['data.window=3']))).toMatchObject(
      missing('data', 'returns.windows'),
    );
    const forgotten = offPolicy({ steps: [['value'], ['eStep']] });
    const untrained = { ...tinySac(), prior: learnedGaussian(), mStep: distil(), schedule: forgotten };
    expect(refusalOf(() => compose(untrained, options))).toMatchObject({ code: 'VEM_PHASE_NOT_SCHEDULED' });
  });
});
