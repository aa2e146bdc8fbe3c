import type { BoundSlot, Progress, Schedule } from '@vem/framework';
import { checkSchedule } from '@vem/framework/testing';
import { offPolicy } from '@vem/training';
import { describe, it } from 'vitest';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'schedule'>;
type Due = Schedule['updatesDue'];

const right = () => offPolicy({ updatesPerStep: 0.5 });

const changed = (change: (schedule: Schedule) => Partial<Schedule>): Bound => {
  const bound: Bound = right();
  const create = bound.create as () => Schedule;
  const make = () => {
    const schedule = create();
    const own = { steps: schedule.steps, updatesDue: schedule.updatesDue.bind(schedule) };
    return { ...own, ...change(own) };
  };
  return { ...bound, create: make } as unknown as Bound;
};
const due = (updatesDue: Due) => () => changed(() => ({ updatesDue }));
const lines = (steps: unknown) => () => changed(() => ({ steps: steps as Schedule['steps'] }));

describe('mutants of a schedule', () => {
  catches<Bound>(checkSchedule, right, [
    ['fractions of updates', due((_progress, added) => 0.5 * added), 'a whole number'],
    ['fractions that are lost', due((_progress, added) => Math.floor(0.5 * added)), /one by one|something is learned/],
    ['fractions that are made twice', due((_progress, added) => Math.ceil(0.5 * added)), 'one by one'],
    ['less than none', due(({ envSteps }) => (envSteps % 2 === 0 ? -1 : 1)), 'a whole number'],
    ['more than there are batches', due((_progress, added) => 6 * added), 'no more than there are batches'],
    [
      'a memory',
      () =>
        changed(({ updatesDue }) => {
          let calls = 0;
          return { updatesDue: (...given) => updatesDue(...given) + (++calls % 97 === 0 ? 1 : 0) };
        }),
      'a function of the arguments alone',
    ],
    ['nothing ever', due(() => 0), 'something is learned'],
    ['NaN', due(({ envSteps }: Progress) => (envSteps > 400 ? Number.NaN : 0)), 'a whole number'],
    ['no lines', lines([]), 'an update has steps'],
    ['an empty line', lines([['value'], []]), 'each step has phases'],
    ['a phase that there is not', lines([['values']]), 'each step has phases'],
    ['a phase twice in one step', lines([['value', 'eStep', 'value']]), 'stands once'],
    ['every 0 updates', lines([{ phases: ['value'], every: { updates: 0 } }]), 'whole and more than 0'],
    [
      'lines that change',
      () =>
        changed(({ updatesDue }) => {
          const steps: string[][] = [['value']];
          const growing: Due = (...given) => {
            if (steps.length === 1) steps.push(['eStep']);
            return updatesDue(...given);
          };
          return { steps: steps as unknown as Schedule['steps'], updatesDue: growing };
        }),
      'steps stay what they are',
    ],
  ]);
});

describe('schedules that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('schedule'))('%s', (_name, plugin) => checkSchedule(bindSmall(plugin) as Bound));
});
