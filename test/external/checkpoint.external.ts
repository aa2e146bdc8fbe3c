import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import { sac } from '@vem/presets';
import { expect, it } from 'vitest';
import { PYTHON } from '../support/outside.js';

const READ = `
import json, sys
from safetensors.numpy import load_file
tensors = load_file(sys.argv[1])
print(json.dumps({name: [list(t.shape), float(t.astype("float64").sum())] for name, t in tensors.items()}))
`;

function python(...args: string[]): string | undefined {
  try {
    return execFileSync(PYTHON, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

const ready = python('-c', 'import safetensors, numpy') !== undefined;
if (!ready) console.log('skipped: reading a checkpoint from Python needs python3 with safetensors and numpy');

it.skipIf(!ready)('Python reads the parameters of a stored policy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vem-python-'));
  const run = compose({ ...sac(), environment: pendulum() }, { seed: 3 });
  try {
    await run.save(join(folder, 'policy'));
    const { parameters } = await run.open();
    const read = JSON.parse(python('-c', READ, join(folder, 'policy', 'parameters.safetensors'))!) as Record<
      string,
      [number[], number]
    >;
    const views = parameters.allViews();
    expect(Object.keys(read).sort()).toEqual(views.map((view) => view.name).sort());
    for (const { name, shape, data } of views) {
      expect(read[name][0]).toEqual(shape);
      expect(read[name][1]).toBeCloseTo(
        data.reduce((sum, value) => sum + value, 0),
        4,
      );
    }
  } finally {
    run.dispose();
    rmSync(folder, { recursive: true });
  }
});
