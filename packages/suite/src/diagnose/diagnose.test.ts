import { readdirSync, readFileSync } from 'node:fs';
import { Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { registry } from '../catalogue/registry.js';
import { environmentFactory } from '../experiment/solved.js';
import { storedRun } from '../report/testing/storedRun.js';
import { diagnoseRun, withoutImpossible } from './diagnose.js';
import type { Evidence, MetricLine, Probe } from './evidence.js';
import { probeEnvironment } from './probe.js';
import { progressOf } from './progress.js';

const REPORTS = 40;
const random = new Streams(1).stream('synthetic');
const noise = () => 0.05 * random.normal();

/** Metrics of a run on a task with one action, by share of the run that is over. */
type Course = (share: number) => Partial<MetricLine> & { readonly metrics?: Record<string, number> };

/** A run that learns: its entropy falls to its target, values follow returns of −100 … −10. */
const healthy: Course = (share) => ({
  episodeReturn: -100 + 90 * share + noise(),
  metrics: {
    'posterior/entropy': 0.7 - 1.7 * share + noise(),
    'temperature/alpha': Math.exp(-3 * share),
    'valueEstimator/q': -60 + 50 * share + noise(),
    'mStep/meanKl': 0.008,
  },
});

const PROBE: Probe = {
  randomRewards: { low: -2, high: 0, std: 0.5, steps: 2000, nonZero: 2000, terminated: 0 },
  observation: [{ name: 'angle', low: -1, high: 1, std: 0.5 }],
  saturated: 0.2,
};

interface Changes {
  readonly course?: Course;
  readonly settings?: readonly string[];
  readonly slots?: Record<string, { readonly use: string; readonly [option: string]: unknown }>;
  readonly probe?: Probe;
  readonly without?: 'probe';
  readonly action?: Evidence['action'];
}

function evidence({
  course = () => ({}),
  settings = [],
  slots = {},
  probe = PROBE,
  without,
  action,
}: Changes): Evidence {
  const curve = [0, 1, 2, 3, 4].map((i) => [200 * i, -100 + 20 * i] as const);
  const run = storedRun({ seed: 1, score: -10, curve, settings });
  const lines = Array.from({ length: REPORTS }, (_, i): MetricLine => {
    const share = (i + 1) / REPORTS;
    const base = { envSteps: 1000 * share, updates: 1000 * share, episodes: 1 };
    const [usual, changed] = [healthy(share), course(share)];
    return { ...base, ...usual, ...changed, metrics: { ...usual.metrics, ...changed.metrics } };
  });
  return {
    config: { ...run.config, slots: { ...run.config.slots, ...slots } },
    evaluations: run.evaluations,
    lines,
    action: action ?? { kind: 'box', size: 1 },
    ...(without === 'probe' ? {} : { probe }),
  };
}

const found = (changes: Changes): string[] => diagnoseRun(evidence(changes)).map(({ name }) => name);

describe('diagnoseRun', () => {
  it('finds nothing in a run that learns', () => {
    expect(found({})).toEqual([]);
    expect(found({ without: 'probe' })).toEqual([]);
    const course: Course = () => ({ metrics: { 'posterior/entropy': 0.5 } });
    expect(found({ action: { kind: 'finite', size: 4 }, course })).toEqual([]);
  });

  const cases: readonly [name: string, sick: Changes, sound: Changes][] = [
    [
      'no updates',
      { course: () => ({ updates: 0, metrics: {} }) },
      { course: (share) => ({ updates: share > 0.9 ? 1 : 0 }) },
    ],
    [
      'no episode ended',
      { course: () => ({ episodes: 0 }) },
      { course: (share) => ({ episodes: share === 1 ? 1 : 0 }) },
    ],
    [
      'no reward seen under random actions',
      { probe: { ...PROBE, randomRewards: { low: 0, high: 0, std: 0, steps: 2000, nonZero: 0, terminated: 40 } } },
      // The same reward at every step, in episodes of different lengths.
      { probe: { ...PROBE, randomRewards: { low: 1, high: 1, std: 0, steps: 2000, nonZero: 2000, terminated: 90 } } },
    ],
    [
      'no reward seen under random actions',
      { probe: { ...PROBE, randomRewards: { low: 0, high: 1, std: 0, steps: 2000, nonZero: 1, terminated: 0 } } },
      { probe: { ...PROBE, randomRewards: { low: 0, high: 1, std: 0, steps: 2000, nonZero: 20, terminated: 0 } } },
    ],
    [
      'no reward seen under random actions',
      { without: 'probe', course: () => ({ episodeReturn: 0 }) },
      { without: 'probe', course: (share) => ({ episodeReturn: share === 1 ? 1 : 0 }) },
    ],
    [
      'critic exploding',
      { course: (share) => ({ metrics: { 'valueEstimator/q': 100 * 10 ** (3 * share) } }) },
      // Large where it began, and coming down.
      { course: (share) => ({ metrics: { 'valueEstimator/q': 1e5 * 10 ** (-3 * share) } }) },
    ],
    [
      'entropy collapse',
      { course: (share) => ({ metrics: { 'posterior/entropy': 0.7 - 12 * Math.min(share, 0.4) } }) },
      // It falls only where training ends.
      { course: (share) => ({ metrics: { 'posterior/entropy': share < 0.9 ? 0 : -4 } }) },
    ],
    [
      'entropy collapse',
      { action: { kind: 'finite', size: 4 }, course: () => ({ metrics: { 'posterior/entropy': 0.001 } }) },
      { action: { kind: 'finite', size: 4 }, course: () => ({ metrics: { 'posterior/entropy': 0.4 } }) },
    ],
    [
      'α at its bound',
      { course: (share) => ({ metrics: { 'temperature/alpha': Math.exp(Math.min(10, 20 * share)) } }) },
      { course: (share) => ({ metrics: { 'temperature/alpha': share < 0.5 ? Math.exp(10) : 1 } }) },
    ],
    [
      'α at its bound',
      { course: () => ({ metrics: { 'temperature/alpha': Math.exp(-20) } }) },
      { course: () => ({ metrics: { 'temperature/alpha': Math.exp(-15) } }) },
    ],
    ['saturated actions', { probe: { ...PROBE, saturated: 0.97 } }, { probe: { ...PROBE, saturated: 0.6 } }],
    [
      'observation scale',
      { probe: { ...PROBE, observation: [{ name: 'height', low: 0, high: 4000, std: 900 }] } },
      { probe: { ...PROBE, observation: [{ name: 'constant', low: 1, high: 1, std: 0 }] } },
    ],
    [
      'observation scale',
      { probe: { ...PROBE, observation: [{ name: 'current', low: -1e-4, high: 1e-4, std: 5e-5 }] } },
      { probe: { ...PROBE, observation: [{ name: 'current', low: -0.1, high: 0.1, std: 0.05 }] } },
    ],
    [
      'KL bound idle',
      { slots: { trustRegion: { use: 'x', meanBound: 0.5 } } },
      { slots: { trustRegion: { use: 'x', meanBound: 0.01 } } },
    ],
    [
      'KL bound idle',
      {
        slots: { temperature: { use: 'kl-dual', bound: 0.1 } },
        course: () => ({ metrics: { 'posterior/kl': 0.001 } }),
      },
      { slots: { temperature: { use: 'kl-dual', bound: 0.1 } }, course: () => ({ metrics: { 'posterior/kl': 0.09 } }) },
    ],
  ];
  it.each(cases)('%s', (name, sick, sound) => {
    const [finding, ...others] = diagnoseRun(evidence(sick)).filter((each) => each.name === name);
    expect(others).toEqual([]);
    expect(finding?.seen).toMatch(/\d|every|not one/);
    expect(finding?.tries.length).toBeGreaterThan(0);
    expect(found(sound)).not.toContain(name);
  });

  it('names options that there are', () => {
    const [{ tries }] = diagnoseRun(evidence({ course: () => ({ metrics: { 'posterior/entropy': -9 } }) }));
    expect(tries[0]).toBe('--set temperature.target=-0.5');
  });

  it('says nothing of a run that logged nothing', () => {
    const nothing = { ...evidence({ without: 'probe' }), lines: [], evaluations: [] };
    expect(diagnoseRun(nothing)).toEqual([]);
    expect(progressOf(nothing)).toMatchObject({ rose: undefined });
  });
});

it('leaves out what the plugins have no option for', () => {
  const slots = {
    ...evidence({}).config.slots,
    valueEstimator: { use: 'twin-q' },
    posterior: { use: 'of another package' },
  };
  const finding = {
    name: 'x',
    seen: 'y',
    tries: [
      '--set valueEstimator.target=1',
      'say: --set valueEstimator.none=1',
      '--set posterior.any=1',
      '--set mStep.x=1',
      'z',
    ],
  };
  expect(withoutImpossible(finding, slots, registry).tries).toEqual([
    '--set valueEstimator.target=1',
    '--set posterior.any=1',
    'z',
  ]);
});

it('asks for and tries options that some plugin of the slot has', () => {
  const sources = readdirSync(import.meta.dirname).filter((file) => !file.endsWith('.test.ts'));
  const text = sources.map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8')).join('\n');
  const named = [...text.matchAll(/--set (\w+)\.(\w+)|optionOf\(evidence, '(\w+)', '(\w+)'\)/g)].map(
    ([, slot, option, asked, of]) => [slot ?? asked, option ?? of] as const,
  );
  expect(named.length).toBeGreaterThan(10);
  const unknown = named.filter(
    ([slot, option]) => !registry.plugins.some((plugin) => plugin.slot === slot && option in plugin.config.shape),
  );
  expect(unknown).toEqual([]);
});

describe('progressOf', () => {
  const lines = (course: (share: number) => number) =>
    evidence({ course: (share) => ({ episodeReturn: course(share) }) }).lines;
  const of = (course: (share: number) => number) =>
    progressOf({ ...evidence({}), evaluations: [], lines: lines(course) });

  it('tells rising returns from those that only vary', () => {
    expect(of((share) => 100 * share + random.normal()).rose).toBe(true);
    expect(of(() => random.normal()).rose).toBe(false);
    expect(of((share) => -100 * share).text).toMatch(/fell from/);
  });
});

describe('probeEnvironment', () => {
  it('sees rewards and observations under random actions', async () => {
    const { randomRewards, observation, saturated } = await probeEnvironment(
      environmentFactory({ use: 'Pendulum-v1' }),
      undefined,
    );
    expect(randomRewards).toMatchObject({ steps: 2000, nonZero: 2000, terminated: 0 });
    expect(randomRewards.low).toBeGreaterThan(-17);
    expect(observation.length).toBeGreaterThan(0);
    for (const { low, high } of observation) expect(high).toBeGreaterThan(low);
    expect(saturated).toBeUndefined();
  });

  it('counts the ends of episodes', async () => {
    const { randomRewards } = await probeEnvironment(environmentFactory({ use: 'CartPole-v1' }), undefined);
    expect(randomRewards).toMatchObject({ low: 1, high: 1 });
    expect(randomRewards.terminated).toBeGreaterThan(40);
  });
});
