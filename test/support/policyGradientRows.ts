import { cartPole } from '@vem/envs';
import { describeSlots, type Preset, resolveSlots, type SlotConfig } from '@vem/framework';
import { presets } from '@vem/presets';

/** A row of the page, and the one that it is shown next to. */
interface Row {
  /** `preset` or `preset:variant`. */
  readonly name: string;
  readonly nextTo?: string;
}

/** In an order in which each is close to one before it. Rows whose preset there is not yet are left out. */
const ROWS: readonly Row[] = [
  { name: 'maxent-pg:none' },
  { name: 'reinforce-svi', nextTo: 'maxent-pg:none' },
  { name: 'maxent-pg', nextTo: 'maxent-pg:none' },
  { name: 'erpg', nextTo: 'maxent-pg' },
  { name: 'a2c', nextTo: 'erpg' },
  { name: 'actor-critic-svi', nextTo: 'erpg' },
  { name: 'ppo', nextTo: 'a2c' },
  { name: 'trpo', nextTo: 'ppo' },
  { name: 'natural-pg', nextTo: 'trpo' },
  { name: 'bayesian-pg', nextTo: 'natural-pg' },
  { name: 'vmpo', nextTo: 'trpo' },
  { name: 'awr', nextTo: 'vmpo' },
];

/** The slots in which the rows differ, in the order of the loop. */
const SLOTS = [
  'prior',
  'posterior',
  'gradientEstimator',
  'temperature',
  'valueEstimator',
  'bootstrap',
  'returns',
  'mStep',
  'trustRegion',
  'behaviour',
  'data',
  'optimiser',
] as const;

/** Sizes, rates and the like: settings, which make no other algorithm. */
const SETTINGS = new Set([
  'hidden',
  'activation',
  'initialiser',
  'outputGain',
  'layerNorm',
  'residual',
  'learningRate',
  'coefficient',
  'clip',
  'alpha',
  'length',
  'epochs',
  'batchSize',
  'perEnvironment',
  'epsilon',
  'lambda',
]);

type Described = Readonly<Record<string, SlotConfig>>;

function presetOf(name: string): Preset | undefined {
  const [base, variant] = name.split(':');
  const preset = presets.find(({ info }) => info.name === base);
  return variant === undefined ? preset : preset?.variants[variant];
}

function described(name: string): Described {
  return describeSlots(resolveSlots({ ...presetOf(name)!(), environment: cartPole() }));
}

const rows = ROWS.filter(({ name }) => presetOf(name) !== undefined);
export const rowNames = rows.map(({ name }) => name);
const slots = new Map(rowNames.map((name) => [name, described(name)]));
const pluginIn = (name: string, slot: string) => slots.get(name)![slot]?.use;
const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** Which plugin stands where, with finitely many actions. */
export function slotTable(): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['slot', ...rowNames.map((name) => `**${name}**`)]),
    line(['---', ...rowNames.map(() => '---')]),
    ...SLOTS.map((slot) =>
      line([
        code(slot),
        ...rowNames.map((name) => {
          const plugin = pluginIn(name, slot);
          return plugin === undefined ? '–' : code(plugin);
        }),
      ]),
    ),
  ].join('\n');
}

/** What of one row is otherwise in another: plugins, and options that are no settings. */
function differences(from: Described, to: Described): string[] {
  return SLOTS.flatMap((slot) => {
    const [before, after] = [from[slot], to[slot]];
    if (before?.use !== after?.use)
      return [`${code(slot)}: ${before ? code(before.use) : 'empty'} → ${after ? code(after.use) : 'empty'}`];
    if (!before || !after) return [];
    return Object.keys({ ...before, ...after })
      .filter((option) => !SETTINGS.has(option) && JSON.stringify(before[option]) !== JSON.stringify(after[option]))
      .map((option) => `${code(`${slot}.${option}`)}: ${shown(before[option])} → ${shown(after[option])}`);
  });
}

const shown = (value: unknown) => (value === undefined ? 'unset' : code(value));

/** Each row by what it has otherwise than one above it. */
export function differenceList(): string {
  return rows
    .flatMap(({ name, nextTo }) => {
      if (nextTo === undefined) return [];
      const neighbour = rowNames.includes(nextTo) ? nextTo : rowNames[0];
      const found = differences(slots.get(neighbour)!, slots.get(name)!);
      return [`- **${name}**, next to ${neighbour}: ${found.length === 0 ? 'settings only' : found.join('; ')}.`];
    })
    .join('\n');
}
