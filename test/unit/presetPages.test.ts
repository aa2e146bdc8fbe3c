import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BoundSlot,
  composeFromConfig,
  describeSlots,
  isByActionSpace,
  type Preset,
  type RunConfig,
  resolveSlots,
  type SlotConfig,
  type SlotMap,
} from '@vem/framework';
import { presets } from '@vem/presets';
import { registry } from '@vem/suite';
import { describe, expect, it } from 'vitest';
import { fittingEnvironments } from '../support/fittingEnvironments.js';
import { fillBlock, headings, namedRows, readDocument, section } from './markdown.js';
import { optionTable, pluginsOf } from './optionTable.js';
import { ROOT } from './sources.js';

const { plugins } = registry;
const SECTIONS = [
  'Papers',
  'Slots',
  'Equations',
  'Hyper-parameters',
  'Logged metrics',
  'Departures',
  'Pitfalls',
  'Results',
];
/** Values that make a run small, for options of these names. */
const SMALL: Readonly<Record<string, unknown>> = {
  hidden: [8],
  batchSize: 16,
  startAfter: 32,
  warmUpSteps: 32,
  // Of an ensemble.
  members: 2,
  elites: 1,
  patience: 1,
  // Of a planner.
  particles: 4,
  horizon: 3,
  // Of a data source that imagines rows.
  rollouts: 32,
  // Of a roll-out, or of each episode.
  length: 16,
  perEnvironment: 1,
};

const pageOf = (preset: Preset) => join('docs', 'presets', `${preset.info.name}.md`);

/** Lines of a schedule with batches of their own get small ones, and few. */
const smallerSteps = (steps: readonly object[]) =>
  steps.map((step) => ('batchSize' in step ? { ...step, batchSize: SMALL.batchSize, repeat: 2 } : step));

const smaller = (config: SlotConfig): SlotConfig =>
  ({
    ...config,
    ...('steps' in config ? { steps: smallerSteps(config.steps as readonly object[]) } : {}),
    ...Object.fromEntries(
      Object.entries(SMALL).filter(([option]) => option in config && typeof config[option] === typeof SMALL[option]),
    ),
  }) as SlotConfig;

/** The names under which a preset logs on an environment, or none if it does not fit that kind of actions. */
async function metricsOn(preset: Preset, environment: BoundSlot<'environment'>) {
  const kind = environment.provides.includes('finite') ? 'discrete' : 'box';
  const map: SlotMap = { ...preset(), environment };
  if (Object.values(map).some((value) => isByActionSpace(value) && value[kind] === undefined)) return [];
  const slots = Object.entries(describeSlots(resolveSlots(map))).map(([slot, value]) => [slot, smaller(value)]);
  const config: RunConfig = {
    preset: preset.info.name,
    slots: Object.fromEntries(slots),
    seed: 1,
    environments: 1,
    engine: 'compiled',
    threads: 1,
  };
  const run = composeFromConfig(config, { plugins });
  let metrics: Readonly<Record<string, number>> = {};
  for await (const report of run.train({ envSteps: 48, reportEvery: 48 })) ({ metrics } = report);
  run.dispose();
  return Object.keys(metrics);
}

// UPDATE_DOCS=1 writes the option tables into the pages instead of comparing them.
const update = process.env.UPDATE_DOCS !== undefined;

describe.each(presets.map((preset) => [preset.info.name, preset] as const))('docs/presets/%s.md', (_name, preset) => {
  const page = existsSync(join(ROOT, pageOf(preset))) ? readDocument(pageOf(preset)) : '';

  it('has the sections of every preset, in their order', () => {
    expect(headings(page, 2)).toEqual(SECTIONS);
  });

  it('names the papers', () => {
    for (const { arxiv } of preset.info.sources) if (arxiv) expect(section(page, 'Papers')).toContain(arxiv);
  });

  it('names the plugin of every slot', () => {
    const slots = section(page, 'Slots');
    for (const { slot, name } of pluginsOf(preset))
      expect(slots, slot).toMatch(new RegExp(`^\\| \`${slot}\` \\|.*\`${name}\``, 'm'));
  });

  it('has every option with its value and source', () => {
    const filled = fillBlock(page, `options:${preset.info.name}`, optionTable(preset));
    if (update) writeFileSync(join(ROOT, pageOf(preset)), filled);
    else expect(page, 'UPDATE_DOCS=1 npx vitest run test/unit/presetPages.test.ts').toBe(filled);
  });

  it('explains every metric that is logged, and no other', async () => {
    const logged = new Set<string>();
    for (const environment of Object.values(fittingEnvironments(preset)))
      for (const name of await metricsOn(preset, environment({}))) logged.add(name);
    expect(new Set(namedRows(section(page, 'Logged metrics')))).toEqual(logged);
  });

  it('leaves room for results', () => {
    expect(section(page, 'Results')).toContain(`<!-- results:${preset.info.name} -->`);
  });
});
