import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeUnchecked, listCheckpoints, type Report, type Run, resumeRun, type SlotMap } from '@vem/framework';
import { ensemble } from '@vem/models';
import { gaussian } from '@vem/posteriors';
import { offPolicy, perGroup } from '@vem/training';
import fc from 'fast-check';
import { expect } from 'vitest';
import { dataSources } from './dataSources.js';
import { cooling, hesitant } from './remembering.js';
import { smallExact } from './smallExact.js';
import { smallPresets } from './smallPresets.js';

const ENV_STEPS = 170;
const TRAINING = { envSteps: ENV_STEPS, reportEvery: 35, evaluateEvery: 60, evaluateEpisodes: 1 };

/** Everything that can be seen of a run: reports on the way, networks and returns at the end. */
interface Course {
  readonly reports: readonly Report[];
  readonly hash: string;
  readonly returns: readonly number[];
  readonly best: Run['best'];
}

async function finish(run: Run, options: Parameters<Run['train']>[0] = TRAINING): Promise<Course> {
  const reports: Report[] = [];
  for await (const report of run.train(options)) reports.push(report);
  const deterministic = await run.evaluate({ episodes: 1 });
  const sampled = await run.evaluate({ episodes: 1, stochastic: true });
  const course = {
    reports,
    hash: run.parameterHash(),
    returns: [...deterministic.returns, ...sampled.returns],
    best: run.best,
  };
  run.dispose();
  return course;
}

const replayOptions = ({ data }: SlotMap) => {
  const { use: _use, ...options } = { use: '', ...(data as { config: object }).config };
  return options;
};

/** Replays as somebody else might write them; roll-outs as they are, and replays that balance tasks and know the time. */
const kept = (slots: SlotMap, keeping: keyof typeof dataSources): SlotMap['data'] => {
  const { name, config } = slots.data as { name: string; config: { balanced?: boolean } };
  return name === 'replay' && !config.balanced ? dataSources[keeping](replayOptions(slots)) : slots.data;
};

/** Every small preset, and plugins that remember more than they do. */
export const resumedSubjects: Readonly<Record<string, SlotMap>> = {
  ...smallPresets,
  ...smallExact,
  'plugins that remember on the host and from step to step': {
    ...smallPresets['sac, box'],
    behaviour: hesitant(),
    temperature: cooling(),
  },
  'a model that is fitted in epochs': {
    ...smallPresets['sac, box'],
    model: ensemble({ members: 3, elites: 2, hidden: [8], continuationHidden: [4], patience: 2 }),
    schedule: offPolicy({
      updatesPerStep: 0.3,
      steps: [
        { phases: ['model'], every: { envSteps: 30 }, rows: 'epochs', heldOut: 0.3, until: 'stop', repeat: 4 },
        ['value'],
        ['eStep', 'temperature'],
      ],
    }),
  },
  'an optimiser for each group, rates that move, normalised blocks': {
    ...smallPresets['sac, box'],
    posterior: gaussian({ hidden: [8, 8], residual: true, layerNorm: 'every', deviation: 'parameter' }),
    optimiser: perGroup({
      groups: {
        posterior: { use: 'sgd', momentum: 0.9, learningRate: { from: 1e-3, to: 0 } },
        temperature: { use: 'rms-prop' },
      },
      stepNorm: 0.5,
    }),
  },
};

/**
 * Trains, with and without checkpoints, and resumes from one of these: equal in every report, parameter and return.
 *
 * @param preset - its slots; @param runs - how many seeds, numbers of environments and moments are tried
 */
export async function goesOnBitForBit(preset: SlotMap, runs: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vem-resume-'));
  try {
    const cases = fc.record({
      seed: fc.nat(1000),
      environments: fc.integer({ min: 1, max: 3 }),
      every: fc.integer({ min: 15, max: ENV_STEPS }),
      pick: fc.nat(100),
      keeping: fc.constantFrom<keyof typeof dataSources>('segments', 'plain'),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, environments, every, pick, keeping }) => {
        const directory = mkdtempSync(join(folder, 'run-'));
        const slots = { ...preset, data: kept(preset, keeping) } as SlotMap;
        const whole = await finish(composeUnchecked(slots, { seed, environments }));
        // Writing checkpoints changes nothing.
        const checkpoints = { directory, every, keep: 1000 };
        const run = composeUnchecked(slots, { seed, environments });
        expect(await finish(run, { ...TRAINING, checkpoints })).toEqual(whole);
        const stored = listCheckpoints(directory);
        const { directory: from } = stored[pick % stored.length];
        const resumed = await resumeRun(slots as never, from);
        expect(resumed).toMatchObject({ damaged: [], inexact: [] });
        const { envSteps } = resumed.checkpoint;
        const rest = await finish(resumed.run);
        expect(rest).toEqual({ ...whole, reports: whole.reports.filter((report) => report.envSteps > envSteps) });
        expect(JSON.stringify(rest.reports)).toBe(
          JSON.stringify(whole.reports.filter((report) => report.envSteps > envSteps)),
        );
      }),
      { numRuns: runs, endOnFailure: true },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
