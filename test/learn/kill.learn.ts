import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Streams } from '@vem/framework';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kill, killed, outcome, presetsOn, tinySettings, vem } from '../../benchmarks/resume/killing.mjs';

// The same with ten moments each and longer runs: benchmarks/resume/table.mjs.

const STEPS = 600;
const EVERY = 60;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vem-kill-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const boxes = presetsOn('Pendulum-v1');
const on = (environment: string, presets: readonly string[]) => presets.map((preset) => ({ preset, environment }));
/** Each preset once; with discrete actions also those whose slots then hold other plugins of ours: critics, priors, roll-outs. */
const finite = presetsOn('CartPole-v1');
const cases = [
  ...on('Pendulum-v1', boxes),
  ...on(
    'CartPole-v1',
    finite.filter((preset) => !boxes.includes(preset)),
  ),
  ...on(
    'TwoRoomTasks',
    presetsOn('TwoRoomTasks').filter((preset) => !finite.includes(preset)),
  ),
  ...on(
    'PointMass2D',
    presetsOn('PointMass2D').filter((preset) => !boxes.includes(preset)),
  ),
  // Those that know their model.
  ...on(
    'Chain',
    presetsOn('Chain').filter((preset) => !finite.includes(preset)),
  ),
  ...on('CartPole-v1', ['sac', 'mpo', 'ppo', 'reps']),
  ...on('HalfCheetah-v5', ['sac']),
];

/** One moment in training and one in the middle of writing a checkpoint; other ones for each case, the same each time. */
function momentsOf({ preset, environment }: (typeof cases)[number]): readonly Kill[] {
  const stream = new Streams(20).stream(`${preset}/${environment}`);
  const at = (share: number) => Math.floor(share * STEPS * 0.8);
  const [first, second] = [stream.uniform(), stream.uniform()].sort();
  return [
    { afterSteps: at(first), milliseconds: 50 * stream.uniform() },
    { within: 'checkpoint', afterSteps: at(second) },
  ];
}

describe.runIf(process.platform === 'linux')('a run that is killed at any moment', { timeout: 240_000 }, () => {
  it.each(cases)('$preset on $environment ends like one that is not', async (made) => {
    const { preset, environment } = made;
    const name = `${preset}-${environment}`;
    const train = (folder: string) => [
      ...['train', preset, '--env', environment, '--steps', String(STEPS), '--seed', '3', '--out', folder],
      ...['--evaluate-every', '200', '--checkpoint-every', String(EVERY), ...tinySettings(preset, environment)],
    ];
    const whole = vem(train(`${name}-whole`), root);
    const folder = join(root, name);
    for (const [index, moment] of momentsOf(made).entries()) {
      const was = await killed(index === 0 ? train(name) : ['resume', name], root, folder, moment);
      expect(was, was.stderr).toMatchObject({ killed: true });
    }
    const { status, stderr } = await vem(['resume', name], root);
    expect(status, stderr).toBe(0);
    expect((await whole).status).toBe(0);
    expect(outcome(folder)).toEqual(outcome(join(root, `${name}-whole`)));
  });
});
