import { cartPole, cliff, discreteBandit, pendulum, pointMass, twoRoomTasks } from '@vem/envs';
import { compose, composeUnchecked, type RunOptions, type SlotMap, VemError } from '@vem/framework';
import { categorical, targetEntropy } from '@vem/posteriors';
import { presets, sac } from '@vem/presets';
import { adam, replay, samplePosterior } from '@vem/training';
import { actionValues } from '@vem/values';
import { describe, expect, it } from 'vitest';

type Logger = NonNullable<RunOptions['logger']>;

interface Line {
  readonly text: string;
  readonly slot: string;
  readonly envSteps: number;
}

/** A small run, and what it warns of. */
function watched(target: number, learningRate: Parameters<typeof adam>[0] = {}) {
  const lines: Line[] = [];
  const logger: Partial<Logger> = {
    debug: () => {},
    info: () => {},
    // Before the run a warning is a text alone.
    warn: (details: Omit<Line, 'text'> | string, text?: string) =>
      lines.push(
        typeof details === 'string' ? { slot: '', envSteps: 0, text: details } : { ...details, text: text ?? '' },
      ),
  };
  const run = compose(
    {
      ...sac(),
      environment: discreteBandit({ payoffs: [0, 1] }),
      posterior: categorical({ hidden: [] }),
      valueEstimator: actionValues({ hidden: [] }),
      temperature: targetEntropy({ target, bounds: [-1, 1], learningRate: 0.1 }),
      behaviour: samplePosterior({ warmUpSteps: 10 }),
      data: replay({ startAfter: 10, batchSize: 16, capacity: 100 }),
      optimiser: adam({ learningRate: 0.01, ...learningRate }),
    },
    { seed: 1, logger: logger as Logger },
  );
  return { run, lines };
}

/** What a short run towards an entropy warns of, with log α kept within ±1. */
async function warnings(target: number): Promise<readonly Line[]> {
  const { run, lines } = watched(target);
  for await (const _report of run.train({ envSteps: 130, reportEvery: 20 }));
  run.dispose();
  return lines;
}

describe('a run', () => {
  it('warns once of a target entropy that no policy has, when α stands at its bound', async () => {
    const [before, at, ...more] = await warnings(5);
    expect(more).toEqual([]);
    expect(before.text).toContain('an entropy of 5 nats is out of reach, the limit is log 2 (0.693)');
    expect(at).toMatchObject({
      slot: 'temperature',
      text: expect.stringContaining('upper bound, 1: an entropy of 5.00 nats'),
    });
    expect(at.envSteps).toBeGreaterThan(20);
  });

  it('is silent where α finds its place', async () => {
    expect(await warnings(0.6)).toEqual([]);
  });

  it('says once that schedules have ended where it is taken further than at first', async () => {
    const { run, lines } = watched(0.6, { learningRate: { from: 0.01, to: 0.001 } });
    for await (const _report of run.train({ envSteps: 40 }));
    expect(lines).toEqual([]);
    for await (const _report of run.train({ envSteps: 60 }));
    for await (const _report of run.train({ envSteps: 80 }));
    run.dispose();
    expect(lines.filter(({ slot }) => slot === 'optimiser')).toEqual([
      {
        slot: 'optimiser',
        envSteps: 40,
        text: expect.stringMatching(/^optimiser\.learningRate moves .* 40 environment/),
      },
    ]);
  });
});

/** What composing warns of; undefined where these actions are refused. */
function warningsOf(slots: SlotMap): string[] | undefined {
  const lines: string[] = [];
  const logger: Partial<Logger> = {
    debug: () => {},
    info: () => {},
    warn: (text: unknown) => lines.push(String(text)),
  };
  try {
    composeUnchecked(slots, { seed: 1, logger: logger as Logger }).dispose();
    return lines;
  } catch (error) {
    if (error instanceof VemError) return undefined;
    throw error;
  }
}

describe('presets as published', () => {
  const all = presets.flatMap((preset) =>
    [undefined, ...Object.keys(preset.variants)].map((variant) => [preset, variant] as const),
  );
  it.each(
    all.map(([preset, variant]) => [variant ? `${preset.info.name}:${variant}` : preset.info.name, preset, variant]),
  )('%s: nothing is warned of, and it takes box or finite actions', (name, preset, variant) => {
    const slots = () => (preset as unknown as (variant?: string) => SlotMap)(variant);
    const composed = [cartPole(), pendulum(), cliff(), twoRoomTasks(), pointMass()].flatMap((environment) => {
      const lines = warningsOf({ ...slots(), environment });
      return lines === undefined ? [] : [lines];
    });
    expect(composed.length).toBeGreaterThan(0);
    // Weights at a fixed temperature, and nothing that holds the policy: so these were published.
    const contracts = ['awr', 'rwr'].includes(preset.info.name) || name === 'iadp:sees-everything';
    expect(composed.flat().filter((line) => !contracts || !line.includes('contract to a point'))).toEqual([]);
  });
});
