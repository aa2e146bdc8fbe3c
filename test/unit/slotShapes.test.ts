import * as tf from '@tensorflow/tfjs-core';
import { type BoundSlot, definePlugin, type SlotMap, type SlotName } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Exchange, exchanged } from '../support/exchanged.js';
import { refusalOf } from '../support/refusal.js';
import { smallPresets } from '../support/smallPresets.js';

/** What a plugin may get wrong about one tensor. */
const wrong = {
  lastAxisKept: (x: tf.Tensor) => tf.expandDims(x, -1),
  samplesLast: (x: tf.Tensor) => tf.transpose(x),
  firstAxisAdded: (x: tf.Tensor) => tf.expandDims(x, 0),
  mean: (x: tf.Tensor) => tf.mean(x),
  flat: (x: tf.Tensor) => tf.reshape(x, [-1]),
  twice: (x: tf.Tensor) => tf.concat([x, x], 0),
  twiceAsWide: (x: tf.Tensor) => tf.concat([x, x], -1),
  perRow: (x: tf.Tensor) => tf.tile(tf.reshape(x, [1]), [16]),
  oneNumber: (x: tf.Tensor) => tf.reshape(x, [1]),
  nothing: () => undefined as never,
};
type Wrong = (x: tf.Tensor) => tf.Tensor;

const functionAt =
  (member: string, change: Wrong): Exchange =>
  (own) => ({
    [member]: (...given: never[]) => change(own[member](...given)),
  });

/** A part of what a member gives is changed, at a path as `losses.0.value`. */
const changedAt = (value: unknown, [key, ...rest]: readonly string[], change: Wrong): unknown => {
  if (key === undefined) return change(value as tf.Tensor);
  const part = (value as Record<string, unknown>)[key];
  const changed = key.endsWith('()')
    ? undefined
    : Array.isArray(value)
      ? value.map((entry, index) => (String(index) === key ? changedAt(entry, rest, change) : entry))
      : { ...(value as object), [key]: changedAt(part, rest, change) };
  if (changed) return changed;
  const name = key.slice(0, -2);
  const method = (value as Record<string, (...given: never[]) => unknown>)[name];
  return { ...(value as object), [name]: (...given: never[]) => changedAt(method(...given), rest, change) };
};

/** @param path - e.g. `loss(): losses.0.value`; a part that ends in `()` is a method of what was given */
const partAt = (member: string, path: string, change: Wrong): Exchange =>
  functionAt(member, (value) => changedAt(value, path.split('.'), change) as tf.Tensor);

type Preset = keyof typeof smallPresets;
type Row = readonly [
  preset: Preset,
  slot: SlotName,
  member: string,
  part: string,
  place: string,
  ...(keyof typeof wrong)[],
];

/** What crosses between slots, as shipped presets have it, and wrong shapes of it. Pendulum has one action, CartPole two. */
const ROWS: readonly Row[] = [
  ['sac, box', 'valueEstimator', 'q', '', 'q', 'samplesLast', 'flat', 'lastAxisKept', 'mean', 'nothing'],
  ['sac, discrete', 'valueEstimator', 'qAll', '', 'qAll', 'samplesLast', 'flat', 'twiceAsWide'],
  ['ppo, box', 'valueEstimator', 'v', '', 'v', 'lastAxisKept', 'mean', 'firstAxisAdded'],
  ['sac, box', 'valueEstimator', 'loss', 'losses.0.value', 'loss.losses[0].value', 'perRow', 'oneNumber', 'nothing'],
  ['sac, box', 'valueEstimator', 'loss', 'metrics.q', 'loss.metrics.q', 'perRow', 'oneNumber'],
  ['sac, box', 'bootstrap', 'value', '', 'value', 'lastAxisKept', 'firstAxisAdded', 'mean'],
  ['sac, box', 'returns', 'target', '', 'target', 'lastAxisKept', 'mean', 'twice'],
  ['sac, box', 'likelihood', 'reward', '', 'reward', 'lastAxisKept', 'mean'],
  ['mpo, box', 'likelihood', 'reward', '', 'reward', 'lastAxisKept', 'mean'],
  ['ppo, box', 'likelihood', 'reward', '', 'reward', 'firstAxisAdded', 'twice'],
  ['sac, box', 'temperature', 'alpha', '', 'alpha', 'oneNumber', 'perRow', 'nothing'],
  ['sac, box', 'temperature', 'loss', 'losses.0.value', 'loss.losses[0].value', 'perRow', 'oneNumber'],
  ['sac, box', 'posterior', 'infer', 'logProb()', 'infer(…).logProb', 'lastAxisKept', 'flat', 'mean'],
  [
    'sac, box',
    'posterior',
    'infer',
    'sample().action_SBA',
    'infer(…).sample.action_SBA',
    'flat',
    'twice',
    'twiceAsWide',
  ],
  ['sac, box', 'posterior', 'loss', 'losses.0.value', 'loss.losses[0].value', 'perRow', 'oneNumber'],
  ['sac, box', 'posterior', 'loss', 'results.entropy', 'loss.results.entropy', 'perRow', 'oneNumber'],
  [
    'sac, discrete',
    'posterior',
    'infer',
    'enumerate().logProb_BA',
    'infer(…).enumerate.logProb_BA',
    'samplesLast',
    'flat',
  ],
  ['sac, box', 'prior', 'at', 'logProb()', 'at(…).logProb', 'lastAxisKept', 'samplesLast'],
  ['mpo, box', 'prior', 'at', 'gaussian.mean_BA', 'at(…).gaussian.mean_BA', 'twice', 'samplesLast'],
  ['mpo, box', 'prior', 'at', 'sample().preSquash_SBA', 'at(…).sample.preSquash_SBA', 'flat', 'twice'],
  ['mpo, box', 'posterior', 'loss', 'belief.weighted().weight_SB', 'weighted.weight_SB', 'samplesLast', 'lastAxisKept'],
  ['mpo, box', 'posterior', 'loss', 'results.q_SB', 'loss.results.', 'flat', 'samplesLast'],
  ['vmpo, box', 'posterior', 'loss', 'belief.weighted().weight_SB', 'weighted.weight_SB', 'samplesLast', 'flat'],
  ['mpo, box', 'mStep', 'loss', 'losses.0.value', 'loss.losses[0].value', 'perRow', 'oneNumber'],
  ['mpo, box', 'trustRegion', 'penalty', 'loss', 'penalty.loss', 'perRow', 'oneNumber'],
  ['mpo, box', 'trustRegion', 'penalty', 'losses.0.value', 'penalty.losses[0].value', 'perRow', 'oneNumber'],
  ['sac, box', 'gradientEstimator', 'surrogate', 'loss', 'surrogate.loss', 'perRow', 'oneNumber'],
  ['sac, box', 'gradientEstimator', 'surrogate', 'perState_B', 'surrogate.perState_B', 'lastAxisKept', 'mean'],
  ['ppo, box', 'gradientEstimator', 'surrogate', 'signals.veto', 'surrogate.signals.veto', 'perRow', 'oneNumber'],
  ['ppo, box', 'returns', 'annotate', 'advantage', 'annotate.advantage', 'twice', 'mean', 'firstAxisAdded'],
  ['ppo, box', 'returns', 'annotate', 'return', 'annotate.return', 'twice', 'mean'],
  ['ppo, box', 'returns', 'annotate', 'value', 'annotate.value', 'twice', 'mean'],
  ['ppo, box', 'normaliser', 'observation', '', 'observation', 'samplesLast', 'twiceAsWide'],
  ['ppo, box', 'normaliser', 'reward', '', 'reward', 'lastAxisKept', 'mean'],
  ['ppo, box', 'behaviour', 'act', 'action_NA', 'act.action_NA', 'flat', 'twice'],
  ['ppo, box', 'behaviour', 'act', 'record.logMu', 'act.record.logMu', 'flat', 'twice', 'nothing'],
  ['ppo, box', 'behaviour', 'act', 'record.preSquash', 'act.record.preSquash', 'flat', 'twiceAsWide'],
  ['ppo, box', 'posterior', 'infer', 'logProb()', 'infer(…).logProb', 'flat', 'lastAxisKept'],
  [
    'sac with a mixture, box',
    'posterior',
    'infer',
    'sample().latents.component',
    'infer(…).sample.latents.component',
    'flat',
    'twice',
  ],
];

const cases = ROWS.flatMap(([preset, slot, member, part, place, ...changes]) =>
  changes.map((change) => ({ preset, slot, member, part, place, change })),
);

/** What opening a run of these slots fails with. */
const refusal = (slots: SlotMap, engine: 'compiled' | 'eager' = 'compiled') =>
  refusalOf(slots, (run) => run.open(), engine);

/** A slot of a preset, for its kind of actions. */
const boundIn = (slots: SlotMap, slot: SlotName, preset: Preset): BoundSlot => {
  const value = slots[slot] as BoundSlot | { readonly box: BoundSlot; readonly discrete: BoundSlot };
  return 'box' in value ? value[preset.endsWith('box') ? 'box' : 'discrete'] : value;
};

const slotsWith = (preset: Preset, slot: SlotName, exchange: Exchange): SlotMap => {
  const slots: SlotMap = smallPresets[preset];
  return { ...slots, [slot]: exchanged(boundIn(slots, slot, preset), exchange) } as SlotMap;
};

describe('a value of the wrong shape that crosses between slots is refused', () => {
  it.each(cases)('$preset: $slot, $place, $change', async ({ preset, slot, member, part, place, change }) => {
    const fault = wrong[change];
    const exchange = part === '' ? functionAt(member, fault) : partAt(member, part, fault);
    const error = await refusal(slotsWith(preset, slot, exchange));
    expect(error).toMatchObject({ code: 'VEM_SLOT_SHAPE', slot });
    expect(error.path).toContain(place);
    expect(error.message).toMatch(/must be a tensor of shape \[.*\].*, received (\[.*\]|undefined)/);
  });

  it.each<[string, Preset, SlotName, Exchange]>([
    ['q', 'sac, box', 'valueEstimator', functionAt('q', wrong.flat)],
    ['alpha', 'sac, box', 'temperature', functionAt('alpha', wrong.oneNumber)],
  ])('on the eager engine too: %s', async (place, preset, slot, exchange) => {
    expect(await refusal(slotsWith(preset, slot, exchange), 'eager')).toMatchObject({
      code: 'VEM_SLOT_SHAPE',
      slot,
      path: place,
    });
  });

  it('the message has letters, their sizes and what came', async () => {
    const { message } = await refusal(slotsWith('mpo, box', 'valueEstimator', functionAt('q', wrong.samplesLast)));
    expect(message).toContain(
      'Slot "valueEstimator": `q` must be a tensor of shape [S, B] = [4, 16], received [16, 4].',
    );
  });
});

describe('an argument of the wrong shape', () => {
  const asksQ = (change: { readonly observation?: Wrong; readonly action?: Wrong }): Exchange => {
    const { observation = (x: tf.Tensor) => x, action = (x: tf.Tensor) => x } = change;
    return (_own, step) => ({
      value: (observation_BO: tf.Tensor) => {
        const sample = step.posterior.infer(observation_BO, 'target').sample!(1);
        const asked = { action_SBA: action(sample.action_SBA) };
        return tf.squeeze(step.valueEstimator.q!(observation(observation_BO), asked, 'target', 'target'), [0]);
      },
    });
  };

  it.each<[string, Exchange, string, string]>([
    [
      'actions without samples',
      asksQ({ action: (x) => tf.squeeze(x, [0]) }),
      'argument 2 of valueEstimator.q.action_SBA',
      '[16, 1]',
    ],
    [
      'actions of other rows',
      asksQ({ action: (x) => tf.concat([x, x], 1) }),
      'argument 2 of valueEstimator.q.action_SBA',
      '[1, 32, 1]',
    ],
    ['one observation', asksQ({ observation: (x) => tf.mean(x, 0) }), 'argument 1 of valueEstimator.q', '[3]'],
    [
      'part of an observation',
      asksQ({ observation: (x) => tf.slice(x, [0, 0], [16, 2]) }),
      'argument 1 of valueEstimator.q',
      '[16, 2]',
    ],
  ])('is the fault of the slot that asks: %s', async (_what, exchange, path, received) => {
    const error = await refusal(slotsWith('sac, box', 'bootstrap', exchange));
    expect(error).toMatchObject({ code: 'VEM_SLOT_SHAPE', slot: 'bootstrap', path, received });
  });
});

describe('the belief that an E-step hands over', () => {
  /** The posterior's own E-step infers its belief by itself. */
  const handsOver =
    (path: string, change: Wrong): Exchange =>
    (own, step) => ({
      loss: () => {
        const { observation_BO } = step.batch;
        const belief = (own.infer as unknown as (...given: unknown[]) => unknown)(observation_BO, 'train');
        const changed = changedAt(belief, path.split('.'), change);
        const { loss } = step.gradientEstimator.surrogate(changed as never, observation_BO);
        return { losses: [{ group: 'posterior', value: loss, rows: 'mean' }] };
      },
    });

  it.each<[string, string, ...(keyof typeof wrong)[]]>([
    ['latentParts.latent.enumerate().logProb_BA', 'latent(…).enumerate.logProb_BA', 'flat', 'lastAxisKept'],
    ['latentParts.given().sample().action_SBA', 'given(…).sample.action_SBA', 'flat', 'twice', 'twiceAsWide'],
    ['logProb()', 'surrogate(…).logProb', 'flat', 'lastAxisKept'],
  ])('is looked at: %s', async (path, place, ...changes) => {
    for (const change of changes) {
      const slots = slotsWith('sac with a mixture, box', 'posterior', handsOver(path, wrong[change]));
      const error = await refusal(slots);
      expect(error, change).toMatchObject({ code: 'VEM_SLOT_SHAPE', slot: 'posterior' });
      expect(error.path, change).toContain(place);
    }
  });
});

describe('a model', () => {
  const model = (change: Partial<Record<'next_BO' | 'reward_B' | 'continue_B', Wrong>>) =>
    definePlugin({
      slot: 'model',
      name: 'standing-still',
      description: 'Nothing happens',
      config: z.strictObject({}),
      provides: ['step'],
      inject: [],
      create: () => ({
        program: () => ({
          step: (observation_BO) => {
            const one_B = tf.ones([observation_BO.shape[0]!]);
            const given = { next_BO: observation_BO, reward_B: one_B, continue_B: one_B };
            return {
              ...given,
              ...Object.fromEntries(Object.entries(change).map(([k, f]) => [k, f(given[k as never])])),
            };
          },
          loss: () => ({ losses: [] }),
        }),
      }),
    })();
  const imagines: Exchange = (_own, step) => ({
    value: (observation_BO: tf.Tensor) => {
      const { action_SBA } = step.posterior.infer(observation_BO, 'target').sample!(1);
      const { reward_B, continue_B } = step.model.step!(observation_BO, tf.squeeze(action_SBA, [0]));
      return tf.mul(reward_B, continue_B);
    },
  });
  const slots = (change: Parameters<typeof model>[0]) => ({
    ...slotsWith('sac, box', 'bootstrap', imagines),
    model: model(change),
  });

  it.each([
    ['next_BO', wrong.samplesLast],
    ['next_BO', wrong.twiceAsWide],
    ['reward_B', wrong.lastAxisKept],
    ['reward_B', wrong.mean],
    ['continue_B', wrong.firstAxisAdded],
    ['continue_B', wrong.twice],
  ] as const)('whose %s is no such tensor is refused', async (part, change) => {
    expect(await refusal(slots({ [part]: change }))).toMatchObject({
      code: 'VEM_SLOT_SHAPE',
      slot: 'model',
      path: `step.${part}`,
    });
  });
});

describe('memory of a behaviour', () => {
  const remembers = (given: Wrong) =>
    definePlugin({
      slot: 'behaviour',
      name: 'remembering',
      description: 'Counts two numbers up',
      config: z.strictObject({}),
      inject: [],
      create: () => ({
        columns: [],
        memory: [{ name: 'held', size: 2 }],
        evaluation: 'mode' as const,
        program: () => {
          const act = (observation_NO: tf.Tensor, { held }: Readonly<Record<string, tf.Tensor>>) => ({
            action_NA: tf.zeros([observation_NO.shape[0]!, 1]),
            memory: { held: given(tf.add(held, 1)) },
          });
          return {
            act: (observation_NO, memory) => ({ ...act(observation_NO, memory), record: {} }),
            evaluate: (observation_NO, _manner, memory) => act(observation_NO, memory),
          };
        },
      }),
    })();

  it.each([wrong.flat, wrong.twiceAsWide, wrong.twice])('of the wrong shape is refused', async (change) => {
    const error = await refusal({ ...smallPresets['sac, box'], behaviour: remembers(change) } as SlotMap);
    expect(error).toMatchObject({ code: 'VEM_SLOT_SHAPE', slot: 'behaviour', path: 'act.memory.held' });
  });
});
