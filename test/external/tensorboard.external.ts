import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TINY_OPTIONS } from '../support/invalid/damage.js';
import { PYTHON, pythonHas } from '../support/outside.js';

const vem = fileURLToPath(new URL('../../packages/suite/bin/vem.js', import.meta.url));

const ready = pythonHas('tensorboard');
if (!ready) console.log('skipped: reading event files back needs python3 with tensorboard');

/** Reads scalars as TensorBoard itself does, and fails on a record whose checksum is wrong. */
const READ = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
read = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0})
read.Reload()
print(json.dumps({tag: [[s.step, s.value, s.wall_time] for s in read.Scalars(tag)] for tag in read.Tags()['scalars']}))
`;
type Scalars = Record<string, [step: number, value: number, wallTime: number][]>;
const read = (folder: string): Scalars =>
  JSON.parse(execFileSync(PYTHON, ['-c', READ, folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vem-tensorboard-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const linesOf = (file: string) =>
  readFileSync(join(root, 'run', file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe.skipIf(!ready)('event files', () => {
  it("hold what the run's own files hold, whether written as it trained or afterwards", () => {
    const options = ['--env', 'Pendulum-v1', '--steps', '400', '--evaluate-every', '100', ...TINY_OPTIONS];
    execFileSync(process.execPath, [vem, 'train', 'sac', ...options, '--out', 'run', '--tensorboard'], { cwd: root });
    execFileSync(process.execPath, [vem, 'report', 'run', '--tensorboard'], { cwd: root });
    const metrics = linesOf('metrics.jsonl');
    const live = read(join(root, 'run', 'tensorboard'));
    const stored = read(join(root, 'run', 'tensorboard', 'run'));
    for (const scalars of [live, stored]) {
      for (const name of Object.keys(metrics.at(-1).metrics)) {
        const expected = metrics
          .filter((line) => name in line.metrics)
          .map((line) => [line.envSteps, Math.fround(line.metrics[name])]);
        expect(scalars[name].map(([step, value]) => [step, Math.fround(value)])).toEqual(expected);
      }
      const evaluated = linesOf('evaluations.jsonl').filter(({ kind }) => kind === 'curve');
      expect(scalars['test/meanReturn'].slice(0, evaluated.length).map(([step]) => step)).toEqual(
        evaluated.map(({ envSteps }) => envSteps),
      );
      const times = scalars['test/meanReturn'].map(([, , wallTime]) => wallTime);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });
});
