import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mujocoDefinitions } from '../../packages/envs/src/mujoco/index.js';
import { loadMujoco } from '../../packages/envs/src/mujoco/loadMujoco.js';
import {
  decoded,
  largestDifference,
  modelDifferences,
  type Recording,
  replay,
} from '../../packages/envs/src/testing/mujocoParity.js';
import { PYTHON } from '../support/outside.js';

const RECORD = fileURLToPath(new URL('../fixtures/mujoco/generate.py', import.meta.url));

/** Compares two models of the native build, one of Gymnasium's file and one of ours, array by array, bit by bit. */
const SAME_MODEL = `
import sys, json
import gymnasium, mujoco, numpy as np
found = []
for environment_id, xml in json.load(open(sys.argv[1])).items():
    theirs = gymnasium.make(environment_id, disable_env_checker=True).unwrapped.model
    ours = mujoco.MjModel.from_xml_string(xml)
    for owner in ("", "opt", "stat"):
        one, other = (getattr(model, owner) if owner else model for model in (theirs, ours))
        for name in dir(one):
            value = None if name.startswith("_") else getattr(one, name)
            if not isinstance(value, (np.ndarray, float, int)) or not is_physics(name):
                continue
            if owner == "" and isinstance(value, int) or name in ("center", "extent"):
                continue
            if not np.array_equal(value, getattr(other, name)):
                found.append([environment_id, owner, name])
print(json.dumps(found))
`;

/** Plays a thousand random actions in Gymnasium's environments with their own models and with ours; names what differs. */
const SAME_MOTION = `
import json, os, sys, tempfile, warnings
import gymnasium, numpy as np
warnings.filterwarnings("ignore")
found = []
for environment_id, xml in json.load(open(sys.argv[1])).items():
    with tempfile.NamedTemporaryFile("w", suffix=".xml", delete=False) as file:
        file.write(xml)
    one = gymnasium.make(environment_id, disable_env_checker=True).unwrapped
    other = gymnasium.make(environment_id, disable_env_checker=True, xml_file=file.name).unwrapped
    os.unlink(file.name)
    random = np.random.default_rng(3)
    same = np.array_equal(one.reset(seed=3)[0], other.reset(seed=3)[0])
    for _ in range(1000):
        action = random.uniform(one.action_space.low, one.action_space.high).astype(np.float32)
        theirs, ours = one.step(action), other.step(action)
        same = same and np.array_equal(theirs[0], ours[0]) and theirs[1:3] == ours[1:3]
    if not same:
        found.append(environment_id)
print(json.dumps(found))
`;

const run = (...args: string[]) => execFileSync(PYTHON, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

function isReady(): boolean {
  try {
    run('-c', 'import gymnasium.envs.mujoco, mujoco');
    return true;
  } catch {
    return false;
  }
}

const ready = isReady();
if (!ready) console.log('skipped: comparing MuJoCo tasks needs python3 with gymnasium, mujoco, imageio and packaging');

describe.skipIf(!ready)('MuJoCo tasks against Gymnasium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vem-mujoco-'));
  const read = (id: string): Recording => JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8'));
  const models = join(folder, 'models');
  beforeAll(async () => {
    await loadMujoco();
    writeFileSync(models, JSON.stringify(Object.fromEntries(mujocoDefinitions.map(({ id, model }) => [id, model()]))));
    // Another seed than that of the committed recordings, and every step.
    run(RECORD, '--folder', folder, '--seed', '101', '--every', '1');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('compiles to the same models, bit for bit', () => {
    const isPhysics = /NOT_PHYSICS = [\s\S]*?(?=\n\n\ndef numbers)/.exec(readFileSync(RECORD, 'utf8'))![0];
    expect(JSON.parse(run('-c', `${isPhysics}\n${SAME_MODEL}`, models))).toEqual([]);
  });

  it('moves Gymnasium itself as its own models do, bit for bit', () => {
    expect(JSON.parse(run('-c', SAME_MOTION, models))).toEqual([]);
  });

  it.each(mujocoDefinitions)('$id: model and every step', (definition) => {
    const { model, trajectories } = read(definition.id);
    expect(modelDifferences(definition, model, 1e-9)).toEqual([]);
    for (const trajectory of trajectories) {
      const { observations, rewards, terminationChanges } = replay(definition, trajectory);
      expect(terminationChanges).toEqual(trajectory.terminationChanges);
      expect(largestDifference(observations, decoded(trajectory.observations))).toBeLessThan(1e-6);
      expect(largestDifference(rewards, decoded(trajectory.rewards))).toBeLessThan(1e-6);
    }
  });

  it('the recording script refuses other versions', () => {
    const pretend = `import sys, mujoco; mujoco.__version__ = '4.0.0'; sys.argv = ['generate.py']; exec(open(${JSON.stringify(RECORD)}).read())`;
    expect(() => run('-c', pretend)).toThrow(/mujoco 3\.14\.0 is what vem is compared with; found 4\.0\.0/);
  });
});
