import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VemError } from '@vem/compiler';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExperienceLog } from '../../slots/data.js';
import type { ComponentState } from '../../state/stateful.js';

/** What the next system calls that change something do: all work, one fails, or from one on none works. */
const plan = vi.hoisted(() => ({ calls: 0, failAt: Number.POSITIVE_INFINITY, dead: false }));

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  /** Counts a call; where it is to fail, leaves half of its effect behind. */
  const call = <T>(work: () => T, half: () => void = () => {}): T => {
    plan.calls += 1;
    const fails = plan.dead ? plan.calls >= plan.failAt : plan.calls === plan.failAt;
    if (!fails) return work();
    if (plan.calls === plan.failAt) half();
    throw Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC' });
  };
  return {
    ...fs,
    writeFileSync: (file: number, data: Uint8Array) =>
      call(
        () => fs.writeFileSync(file, data),
        () => fs.writeFileSync(file, data.slice(0, data.length >> 1)),
      ),
    fsyncSync: () => call(() => {}),
    mkdirSync: (path: string, options?: { recursive: boolean }) => call(() => fs.mkdirSync(path, options)),
    renameSync: (from: string, to: string) => call(() => fs.renameSync(from, to)),
    rmSync: (path: string, options?: { recursive: boolean; force: boolean }) =>
      call(
        () => fs.rmSync(path, options),
        () => {
          const entries = fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ? fs.readdirSync(path) : [];
          for (const entry of entries.slice(0, 1)) fs.rmSync(join(path, entry), { recursive: true });
        },
      ),
  };
});

const fs = await vi.importActual<typeof import('node:fs')>('node:fs');
const { readCheckpoint, writeCheckpoint } = await import('../files/directory.js');
const { decodeSafetensors, safetensorsChunks } = await import('../files/safetensors.js');
const { checkpointName, listCheckpoints, makeRoom, retainCheckpoints } = await import('./folder.js');
const { resumeMetadata, RUN_KIND, STATE_FILE } = await import('./format.js');
const { readSegments, SegmentLog } = await import('./segments.js');
const { statesOf, tensorsOf } = await import('./stateTensors.js');

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'vem-folder-faults-'));
});
afterEach(() => {
  calm();
  fs.rmSync(folder, { recursive: true, force: true });
});

const calm = () => Object.assign(plan, { calls: 0, failAt: Number.POSITIVE_INFINITY, dead: false });

const ROWS_BETWEEN = 9;

/** The latest numbers that were added, as a log with segments of four. */
class Numbers {
  readonly capacity = 25;
  #first = 0;
  #rows: number[] = [];

  add(value: number): void {
    this.#rows.push(value);
    if (this.#rows.length > this.capacity) {
      this.#rows.shift();
      this.#first++;
    }
  }

  state = (): ComponentState => ({ first: this.#first, rows: Float64Array.from(this.#rows) });

  readonly log: ExperienceLog = {
    segmentRows: 4,
    extent: () => ({ first: this.#first, settled: this.#first + Math.max(0, this.#rows.length - 1) }),
    rows: (first, end) => ({ rows: Float64Array.from(this.#rows.slice(first - this.#first, end - this.#first)) }),
    rest: (from) => ({ first: this.#first, rows: Float64Array.from(this.#rows.slice(from - this.#first)) }),
    restoreFrom: (segments, rest) => {
      const earlier = [...segments].flatMap(({ first, rows }) =>
        [...(rows.rows as Float64Array)].map((value, at) => ({ row: first + at, value })),
      );
      this.#first = rest.first as number;
      const remembered = earlier.filter(({ row }) => row >= this.#first).map(({ value }) => value);
      this.#rows = [...remembered, ...(rest.rows as Float64Array)];
    },
  };
}

/** The experience at checkpoint n. */
function experience(n: number) {
  const source = new Numbers();
  for (let row = 0; row < n * ROWS_BETWEEN; row++) source.add(row);
  return source;
}

type Log = InstanceType<typeof SegmentLog>;

/** What a run does for checkpoint n: new segments, the checkpoint, and away with what is too old. */
function save(n: number, log: Log): void {
  const { log: rows } = experience(n);
  const { segments, from } = log.update(rows);
  const checkpoint = join(folder, checkpointName(n));
  makeRoom(checkpoint);
  writeCheckpoint(checkpoint, {
    kind: RUN_KIND,
    files: { [STATE_FILE]: safetensorsChunks(tensorsOf([['data', rows.rest(from)]])) },
    metadata: { resume: { conditions: {}, warned: [], segments } },
  });
  retainCheckpoints(folder, { keep: 2 });
}

/** Another process: the newest checkpoint that can be used, having seen that it is all there, and its log. */
function resumed(): { readonly n: number; readonly log: Log } {
  for (const { directory, envSteps: n } of listCheckpoints(folder)) {
    try {
      const { manifest, files } = readCheckpoint(directory, { kind: RUN_KIND });
      const { segments } = resumeMetadata.parse(manifest.metadata.resume);
      const source = new Numbers();
      const state = statesOf(decodeSafetensors(files[STATE_FILE]).tensors).get('data') ?? {};
      source.log.restoreFrom(readSegments(folder, segments ?? []), state);
      expect(source.state()).toEqual(experience(n).state());
      return { n, log: new SegmentLog(folder, segments ?? []) };
    } catch (error) {
      if (!(error instanceof VemError)) throw error;
    }
  }
  throw new Error('nothing can be resumed');
}

/** Checkpoints 1 to 4, in a folder of its own. */
function begin(): Log {
  calm();
  fs.rmSync(folder, { recursive: true, force: true });
  const log = new SegmentLog(folder);
  for (let n = 1; n <= 4; n++) save(n, log);
  return log;
}

/** After any accident the next two checkpoints work, and nothing superfluous is left. */
function expectOrder(n: number, log: Log): void {
  save(n, log);
  save(n + 1, log);
  expect(resumed().n).toBe(n + 1);
  expect(fs.readdirSync(folder).sort()).toEqual([checkpointName(n), checkpointName(n + 1), 'segments']);
  const needed = listCheckpoints(folder).flatMap(({ directory }) => {
    const { segments } = resumeMetadata.parse(readCheckpoint(directory).manifest.metadata.resume);
    return (segments ?? []).map(({ file }) => file);
  });
  expect(fs.readdirSync(join(folder, 'segments')).sort()).toEqual([...new Set(needed)].sort());
}

function fails(n: number, log: Log, failAt: number, dead: boolean): boolean {
  Object.assign(plan, { calls: 0, failAt, dead });
  try {
    save(n, log);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^VEM_OUTPUT_/) });
    return true;
  } finally {
    calm();
  }
}

describe('a folder of checkpoints', () => {
  it('can be resumed from after a death of the process at every single system call', () => {
    let deaths = 0;
    for (let failAt = 1; ; failAt++) {
      const died = fails(5, begin(), failAt, true);
      const { n, log } = resumed();
      expect([4, 5]).toContain(n);
      expectOrder(n + 1, log);
      if (!died) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(15);
  });

  it('survives single failing calls, and so does the run', () => {
    for (let failAt = 1; ; failAt += 2) {
      const log = begin();
      const failed = fails(5, log, failAt, false);
      expect([4, 5]).toContain(resumed().n);
      expectOrder(6, log);
      if (!failed) break;
    }
  });

  it('can be resumed from after a death while a checkpoint replaces a damaged one or one of the same name', () => {
    // Every other call; the other half is that of the other case.
    for (const damage of [true, false])
      for (let failAt = damage ? 1 : 2; ; failAt += 2) {
        begin();
        if (damage) fs.truncateSync(join(folder, checkpointName(4), STATE_FILE), 5);
        const before = resumed();
        const died = fails(4, before.log, failAt, true);
        const { n, log } = resumed();
        expect(damage ? [3, 4] : [4]).toContain(n);
        expectOrder(5, log);
        if (!died) break;
      }
  });
});
