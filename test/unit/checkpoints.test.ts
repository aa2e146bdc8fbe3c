import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CheckpointOptions,
  composeUnchecked,
  fromRun,
  iterate,
  listCheckpoints,
  loadPolicy,
  type Run,
  resumeRun,
  retainCheckpoints,
  type SlotMap,
  VemError,
} from '@vem/framework';
import { tanhGaussian } from '@vem/posteriors';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataSources } from '../support/dataSources.js';
import { smallPresets } from '../support/smallPresets.js';

const replayOptions = { batchSize: 16, capacity: 150, startAfter: 20 };
const slots: SlotMap = { ...smallPresets['sac, box'], data: dataSources.segments(replayOptions) };
const compose = (): Run => composeUnchecked(slots, { seed: 2 });
const resume = (directory: string, options = {}) => resumeRun(slots as never, directory, options);

const home = mkdtempSync(join(tmpdir(), 'vem-checkpoints-'));
/** Three checkpoints of one run, and where it ends. */
const original = join(home, 'original');
let end: string;

const TRAINING = { envSteps: 230, reportEvery: 50 };
const finish = async (run: Run, checkpoints?: CheckpointOptions) => {
  for await (const _report of run.train({ ...TRAINING, ...(checkpoints ? { checkpoints } : {}) }));
  const hash = run.parameterHash();
  run.dispose();
  return hash;
};

beforeAll(async () => {
  const run = compose();
  for await (const _report of run.train({ ...TRAINING, checkpoints: { directory: original, every: 70, keep: 3 } }));
  end = run.parameterHash();
  run.dispose();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

let directory: string;
beforeEach(() => {
  directory = join(home, 'copy');
  cpSync(original, directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const names = (of = directory) => listCheckpoints(of).map(({ envSteps }) => envSteps);
const segments = () => readdirSync(join(directory, 'segments')).sort();
const at = (envSteps: number, file = '') => join(directory, `at-${String(envSteps).padStart(12, '0')}`, file);

const flip = (path: string) => {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(path, bytes);
};
const DAMAGE: readonly (readonly [string, (path: string) => void])[] = [
  ['cut short', (path) => truncateSync(path, readFileSync(path).length >> 1)],
  ['changed in one bit', flip],
  ['missing', (path) => rmSync(path)],
];

/** Rewrites a manifest that stays sound by itself. */
function edit(envSteps: number, change: (manifest: Record<string, unknown>) => void): void {
  const path = at(envSteps, 'manifest.json');
  const { sha256: _seal, ...content } = JSON.parse(readFileSync(path, 'utf8'));
  change(content);
  const sha256 = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  writeFileSync(path, JSON.stringify({ ...content, sha256 }));
}

interface ManifestMetadata {
  readonly metadata: {
    readonly config: { slots: Record<string, Record<string, unknown>> };
    readonly resume: { conditions: Record<string, string> };
  };
}
const editMetadata = (envSteps: number, change: (metadata: ManifestMetadata['metadata']) => void) =>
  edit(envSteps, (manifest) => change((manifest as unknown as ManifestMetadata).metadata));

/** The code of the error that comes of it. */
async function codeOf(action: () => unknown): Promise<string | undefined> {
  try {
    await action();
  } catch (error) {
    if (error instanceof VemError) return error.code;
    throw error;
  }
  return undefined;
}

describe('a folder of checkpoints', () => {
  it('holds the latest ones, whatever the log needs, and policies that can be loaded', async () => {
    expect(names()).toEqual([230, 210, 140]);
    expect(segments().length).toBeGreaterThan(3);
    const policy = await loadPolicy(at(210));
    expect(policy.counters.envSteps).toBe(210);
    expect(policy.act([1, 0, 0])).toHaveLength(1);
    policy.dispose();
    expect(names(join(home, 'nowhere'))).toEqual([]);
  });

  it('writes segments once', async () => {
    const run = compose();
    const fresh = join(home, 'fresh');
    const written = new Map<string, number>();
    const pipeline = await run.open();
    for (let i = 1; i <= 4; i++) {
      while (pipeline.progress.envSteps < 45 * i) iterate(pipeline);
      await run.checkpoint(fresh);
      for (const file of readdirSync(join(fresh, 'segments'))) {
        const { ino } = statSync(join(fresh, 'segments', file));
        expect(written.get(file) ?? ino, file).toBe(ino);
        written.set(file, ino);
      }
    }
    expect(written.size).toBe(Math.floor(179 / 32));
    run.dispose();
    rmSync(fresh, { recursive: true });
  });

  it('writes segments again that somebody removed', async () => {
    const run = compose();
    const fresh = join(home, 'fresh');
    const pipeline = await run.open();
    while (pipeline.progress.envSteps < 100) iterate(pipeline);
    await run.checkpoint(fresh);
    rmSync(join(fresh, 'segments'), { recursive: true });
    iterate(pipeline);
    const { directory: last } = await run.checkpoint(fresh);
    const hash = run.parameterHash();
    run.dispose();
    const resumed = await resume(last);
    expect(resumed.run.parameterHash()).toBe(hash);
    resumed.run.dispose();
    rmSync(fresh, { recursive: true });
  });

  it('loses what no remaining checkpoint needs, and leftovers', () => {
    const leftovers = [
      at(140).replace('at-', '.at-').concat('.new'),
      join(directory, 'segments', '.rows-000000000000.new'),
    ];
    cpSync(at(140), leftovers[0], { recursive: true });
    writeFileSync(leftovers[1], 'x');
    const before = segments().length;
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    retainCheckpoints(directory, { keep: 2 });
    expect(names()).toEqual([230, 210]);
    expect(leftovers.filter(existsSync)).toEqual([]);
    expect(segments().length).toBeLessThan(before - 1);
    expect(existsSync(join(directory, 'notes.txt'))).toBe(true);
  });

  it('does not count damaged checkpoints among those that are kept, nor guess what they need', () => {
    truncateSync(at(230, 'state.safetensors'), 10);
    retainCheckpoints(directory, { keep: 2 });
    expect(names()).toEqual([230, 210, 140]);
    flip(at(230, 'manifest.json'));
    const before = segments();
    retainCheckpoints(directory, { keep: 2 });
    expect(segments()).toEqual(before);
    expect(() => retainCheckpoints(directory, { keep: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_CHECKPOINT_KEEP' }),
    );
  });

  it('has its checkpoints while one replaces another of the same name', async () => {
    renameSync(at(230), at(230).replace('at-', '.at-').concat('.old'));
    expect(names()).toEqual([230, 210, 140]);
    retainCheckpoints(directory, { keep: 2 });
    expect(names()).toEqual([230, 210]);
    const { run, checkpoint } = await resume(directory);
    expect(checkpoint.envSteps).toBe(230);
    run.dispose();
  });
});

const FILES = ['manifest.json', 'state.safetensors', 'parameters.safetensors', 'act-mode.onnx', 'act-sample.onnx'];

describe('a damaged checkpoint', () => {
  it.each(
    FILES.flatMap((file, index) =>
      // The graphs are checked like the other files: one kind of damage each.
      (file.endsWith('.onnx') ? [DAMAGE[index % DAMAGE.length]] : DAMAGE).map(
        ([what, damage]) => [file, what, damage] as const,
      ),
    ),
  )('is passed over by resume: %s %s', async (file, _what, damage) => {
    damage(at(230, file));
    damage(at(210, file));
    const warnings: string[] = [];
    const logger = { warn: (text: string) => warnings.push(text), info: () => {}, debug: () => {} };
    const { run, checkpoint, damaged } = await resume(directory, { logger });
    expect(checkpoint.envSteps).toBe(140);
    expect(damaged.map(({ error }) => error.code.startsWith('VEM_CHECKPOINT_'))).toEqual([true, true]);
    for (const [index, envSteps] of [230, 210].entries()) {
      // A folder without its manifest is named as a whole.
      const named =
        file === 'manifest.json' && existsSync(at(envSteps, file)) === false ? at(envSteps) : at(envSteps, file);
      expect(warnings[index]).toContain(named);
    }
    expect(await finish(run, { directory, every: 70 })).toBe(end);
    // What it wrote on the way stands where the damaged ones did.
    expect(names()).toEqual([230, 210]);
    const again = await resume(directory);
    expect([again.damaged, again.run.parameterHash()]).toEqual([[], end]);
    again.run.dispose();
  });

  it.each(
    FILES.filter((file) => file !== 'state.safetensors').flatMap((file) =>
      DAMAGE.map(([what, damage]) => [file, what, damage] as const),
    ),
  )('is refused as a policy: %s %s', async (file, _what, damage) => {
    damage(at(230, file));
    expect(await codeOf(() => loadPolicy(at(230)))).toMatch(/^VEM_CHECKPOINT_/);
    const concerned = file === 'manifest.json' || file === 'parameters.safetensors';
    if (concerned) expect(await codeOf(() => fromRun(at(230)))).toMatch(/^VEM_CHECKPOINT_/);
  });

  it.each(DAMAGE)('is one whose segment is %s', async (_what, damage) => {
    const last = segments().at(-1)!;
    damage(join(directory, 'segments', last));
    const { run, checkpoint, damaged } = await resume(directory);
    expect(checkpoint.envSteps).toBeLessThan(230);
    expect(damaged[0].error.message).toContain(last);
    expect(await finish(run)).toBe(end);
  });

  it('is one of another format', async () => {
    edit(230, (manifest) => Object.assign(manifest, { formatVersion: 2 }));
    const { run, damaged } = await resume(directory);
    expect(damaged.map(({ error }) => error.code)).toEqual(['VEM_CHECKPOINT_VERSION']);
    expect(await finish(run)).toBe(end);
  });

  it('is one with tensors of other shapes', async () => {
    const other = composeUnchecked({ ...slots, posterior: tanhGaussian({ hidden: [4] }) }, { seed: 2 });
    const elsewhere = join(home, 'other');
    const { directory: foreign } = await other.checkpoint(elsewhere);
    other.dispose();
    for (const file of ['parameters.safetensors', 'manifest.json']) cpSync(join(foreign, file), at(230, file));
    cpSync(join(foreign, 'state.safetensors'), at(230, 'state.safetensors'));
    for (const file of ['act-sample.onnx', 'act-mode.onnx'])
      if (existsSync(join(foreign, file))) cpSync(join(foreign, file), at(230, file));
    editMetadata(230, (metadata) => {
      metadata.config.slots = JSON.parse(readFileSync(at(210, 'manifest.json'), 'utf8')).metadata.config.slots;
    });
    const { run, damaged } = await resume(directory);
    expect(damaged.map(({ error }) => error.code)).toEqual([
      expect.stringMatching(/^VEM_(PARAMETER_MISMATCH|STATE_INVALID)$/),
    ]);
    expect(await finish(run)).toBe(end);
    rmSync(elsewhere, { recursive: true });
  });

  it('leaves nothing to resume from if there is no other', async () => {
    for (const envSteps of [230, 210, 140]) flip(at(envSteps, 'state.safetensors'));
    const failure = await resume(directory).catch((error: VemError) => error);
    expect(failure).toMatchObject({ code: 'VEM_RESUME_NONE_WHOLE' });
    for (const envSteps of [230, 210, 140])
      expect((failure as VemError).message).toContain(at(envSteps, 'state.safetensors'));
    expect(await codeOf(() => resume(join(directory, 'segments')))).toBe('VEM_RESUME_MISSING');
  });
});

describe('resume', () => {
  it('refuses other conditions unless they are accepted', async () => {
    editMetadata(230, ({ resume: { conditions } }) => {
      conditions.engine = conditions.engine.replace('1 thread', '2 threads');
    });
    const refusal = await resume(directory).catch((error: VemError) => error);
    expect(refusal).toMatchObject({ code: 'VEM_RESUME_INEXACT', exitStatus: 2 });
    expect((refusal as VemError).message).toMatch(/engine was ".*2 threads" and is ".*1 thread"/);
    const { run, checkpoint, inexact } = await resume(directory, { allowInexact: true });
    expect([checkpoint.envSteps, inexact.length]).toEqual([230, 1]);
    run.dispose();
  });

  it('refuses other slots, and a stored policy', async () => {
    const others = { ...slots, posterior: tanhGaussian({ hidden: [4] }) };
    expect(await codeOf(() => resumeRun(others as never, directory))).toBe('VEM_RESUME_CONFIGURATION');
    const run = compose();
    await run.save(join(home, 'policy'));
    run.dispose();
    expect(await codeOf(() => resume(join(home, 'policy')))).toBe('VEM_RESUME_NOT_A_RUN');
  });
});
