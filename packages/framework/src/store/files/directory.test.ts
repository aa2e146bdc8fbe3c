import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VemError } from '@vem/compiler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCheckpoint, readManifest, writeCheckpoint } from './directory.js';

let folder: string;
let directory: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vem-checkpoint-'));
  directory = join(folder, 'run');
});
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

const CONTENT = {
  kind: 'run',
  files: {
    'parameters.safetensors': new Uint8Array([1, 2, 3]),
    'policy.json': '{"naïve":true}',
    pieces: [new Uint8Array([4]), new Uint8Array([5, 6])],
  },
  metadata: { seed: 1, name: '☃', 1: [null, 0.1, 1e21] },
};
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The code of the error that an action throws, if any. */
const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
  } catch (error) {
    if (error instanceof VemError) return error.code;
    throw error;
  }
  return undefined;
};

const errorOf = (action: () => unknown): VemError => {
  try {
    action();
  } catch (error) {
    if (error instanceof VemError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('writeCheckpoint and readCheckpoint', () => {
  it('gives back what was written, with its maker', () => {
    writeCheckpoint(directory, CONTENT);
    const { manifest, files } = readCheckpoint(directory, { kind: 'run' });
    expect(manifest).toMatchObject({ kind: 'run', formatVersion: 1, metadata: CONTENT.metadata });
    expect(manifest.createdBy).toMatchObject({ node: process.version, platform: process.platform, arch: process.arch });
    expect(manifest.createdBy.vem).toMatch(/^\d+\.\d+\.\d+/);
    expect(Object.keys(files).sort()).toEqual(['parameters.safetensors', 'pieces', 'policy.json']);
    expect([...files['parameters.safetensors']]).toEqual([1, 2, 3]);
    expect([...files.pieces]).toEqual([4, 5, 6]);
    expect(text(files['policy.json'])).toBe('{"naïve":true}');
  });

  it('makes the folders on the way and leaves nothing beside the checkpoint', () => {
    directory = join(folder, 'a', 'b');
    writeCheckpoint(directory, CONTENT);
    writeCheckpoint(`${directory}/`, CONTENT);
    expect(readdirSync(join(folder, 'a'))).toEqual(['b']);
    expect(readdirSync(directory).sort()).toEqual(['manifest.json', 'parameters.safetensors', 'pieces', 'policy.json']);
  });

  it('replaces the predecessor as a whole and keeps the files of others', () => {
    writeCheckpoint(directory, CONTENT);
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    mkdirSync(join(directory, 'plots'));
    writeCheckpoint(directory, { ...CONTENT, files: { other: 'x' } });
    expect(readdirSync(directory).sort()).toEqual(['manifest.json', 'notes.txt', 'other', 'plots']);
    expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('fills an empty directory and follows links', () => {
    mkdirSync(directory);
    writeCheckpoint(directory, CONTENT);
    const link = join(folder, 'latest');
    symlinkSync(directory, link);
    writeCheckpoint(link, { ...CONTENT, files: { other: 'x' } });
    expect(Object.keys(readCheckpoint(directory).files)).toEqual(['other']);
    expect(Object.keys(readCheckpoint(link).files)).toEqual(['other']);
  });

  it('reads the manifest or single files without the rest', () => {
    writeCheckpoint(directory, CONTENT);
    rmSync(join(directory, 'pieces'));
    expect(readManifest(directory).kind).toBe('run');
    expect(Object.keys(readCheckpoint(directory, { only: ['policy.json'] }).files)).toEqual(['policy.json']);
    expect(errorOf(() => readCheckpoint(directory, { only: ['nothing'] })).code).toBe('VEM_CHECKPOINT_FILE_MISSING');
  });
});

describe('readCheckpoint refuses', () => {
  it('what is not there, a file, and a directory of something else', () => {
    expect(errorOf(() => readCheckpoint(directory))).toMatchObject({
      code: 'VEM_CHECKPOINT_MISSING',
      path: directory,
      exitStatus: 2,
    });
    writeFileSync(directory, '');
    expect(errorOf(() => readCheckpoint(directory)).code).toBe('VEM_CHECKPOINT_IS_FILE');
    expect(errorOf(() => readCheckpoint(join(directory, 'below'))).code).toBe('VEM_CHECKPOINT_IS_FILE');
    expect(errorOf(() => readCheckpoint(folder)).code).toBe('VEM_CHECKPOINT_NOT_A_CHECKPOINT');
    writeFileSync(join(folder, 'manifest.json'), '{"name":"an app"}');
    expect(errorOf(() => readCheckpoint(folder)).code).toBe('VEM_CHECKPOINT_NOT_A_CHECKPOINT');
  });

  it('another kind', () => {
    writeCheckpoint(directory, CONTENT);
    const error = errorOf(() => readCheckpoint(directory, { kind: 'policy' }));
    expect(error).toMatchObject({ code: 'VEM_CHECKPOINT_KIND', received: 'run' });
  });

  it('an unknown format version, and says who can read it', () => {
    writeCheckpoint(directory, CONTENT);
    const path = join(directory, 'manifest.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"formatVersion": 1', '"formatVersion": 2'));
    expect(errorOf(() => readCheckpoint(directory))).toMatchObject({ code: 'VEM_CHECKPOINT_VERSION', received: 2 });
  });

  it('missing and truncated files, by name', () => {
    writeCheckpoint(directory, CONTENT);
    truncateSync(join(directory, 'pieces'), 1);
    const damaged = errorOf(() => readCheckpoint(directory));
    expect(damaged).toMatchObject({ code: 'VEM_CHECKPOINT_DAMAGED', path: join(directory, 'pieces') });
    expect(damaged.message).toContain('3 bytes');
    rmSync(join(directory, 'pieces'));
    expect(errorOf(() => readCheckpoint(directory))).toMatchObject({
      code: 'VEM_CHECKPOINT_FILE_MISSING',
      path: join(directory, 'pieces'),
    });
  });

  it('any flipped bit in any file, the manifest included', () => {
    writeCheckpoint(directory, CONTENT);
    const before = readCheckpoint(directory);
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      const sound = readFileSync(path);
      for (let bit = 0; bit < sound.length * 8; bit += name === 'manifest.json' ? 7 : 1) {
        const flipped = Buffer.from(sound);
        flipped[bit >> 3] ^= 1 << (bit & 7);
        writeFileSync(path, flipped);
        const code = codeOf(() => expect(readCheckpoint(directory)).toEqual(before));
        // White space between the tokens of the manifest may change; nothing else.
        if (name === 'manifest.json')
          expect([
            undefined,
            'VEM_CHECKPOINT_DAMAGED',
            'VEM_CHECKPOINT_NOT_A_CHECKPOINT',
            'VEM_CHECKPOINT_VERSION',
          ]).toContain(code);
        else expect(code).toBe('VEM_CHECKPOINT_DAMAGED');
      }
      writeFileSync(path, sound);
    }
    expect(readCheckpoint(directory)).toEqual(before);
  });

  it('a manifest that is cut short or names files elsewhere', () => {
    writeCheckpoint(directory, CONTENT);
    truncateSync(join(directory, 'manifest.json'), 100);
    expect(errorOf(() => readCheckpoint(directory))).toMatchObject({
      code: 'VEM_CHECKPOINT_DAMAGED',
      path: `${directory}/manifest.json`,
    });
  });
});

describe('writeCheckpoint refuses', () => {
  it('to replace what vem did not write', () => {
    mkdirSync(directory);
    writeFileSync(join(directory, 'thesis.tex'), 'x');
    const error = errorOf(() => writeCheckpoint(directory, CONTENT));
    expect(error).toMatchObject({ code: 'VEM_OUTPUT_FOREIGN', path: directory });
    expect(error.message).toContain('thesis.tex');
    writeFileSync(join(directory, 'manifest.json'), '{}');
    expect(errorOf(() => writeCheckpoint(directory, CONTENT)).code).toBe('VEM_OUTPUT_FOREIGN');
    expect(readdirSync(folder)).toEqual(['run']);
  });

  it('a path that is a file or leads through one', () => {
    writeFileSync(directory, 'x');
    expect(errorOf(() => writeCheckpoint(directory, CONTENT)).code).toBe('VEM_OUTPUT_IS_FILE');
    expect(errorOf(() => writeCheckpoint(join(directory, 'a'), CONTENT)).code).toBe('VEM_OUTPUT_IS_FILE');
    expect(errorOf(() => writeCheckpoint(join(directory, 'a', 'b'), CONTENT)).code).toBe('VEM_OUTPUT_IS_FILE');
    expect(readFileSync(directory, 'utf8')).toBe('x');
  });

  it.each(['../escape', 'a/b', 'manifest.json', '', '.hidden', 'a\\b'])('the file name %j', (name) => {
    expect(errorOf(() => writeCheckpoint(directory, { ...CONTENT, files: { [name]: 'x' } })).code).toBe(
      'VEM_CHECKPOINT_FILE_NAME',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
