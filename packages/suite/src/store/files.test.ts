import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** What a file system answers that does without something. */
const answers = vi.hoisted(() => ({ link: undefined as string | undefined }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...fs,
    link: (from: string, to: string) =>
      answers.link === undefined
        ? fs.link(from, to)
        : Promise.reject(Object.assign(new Error(answers.link), { code: answers.link })),
  };
});

const { writeNew } = await import('./files.js');
const { lockFolder } = await import('./lock.js');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vem-no-links-'));
});
afterEach(() => rm(folder, { recursive: true }));

// exFAT; SMB; FUSE; a file with too many names; SELinux on telephones; layers of containers; two mounts
describe.each(['EPERM', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES', 'EINVAL', 'EXDEV'])(
  'where files have no second names: %s',
  (code) => {
    beforeEach(() => {
      answers.link = code;
    });

    it('a folder is held by one at a time', async () => {
      const tries = await Promise.allSettled(Array.from({ length: 4 }, () => lockFolder(folder)));
      const locks = tries.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(locks).toHaveLength(1);
      await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'VEM_FOLDER_IN_USE' });
      await locks[0].release();
      expect(await readdir(folder)).toEqual([]);
    });

    it('a file that is there is left alone', async () => {
      const path = join(folder, 'plan.json');
      await writeFile(path, 'mine');
      expect(await writeNew(path, 'theirs')).toBe(false);
      expect(await readFile(path, 'utf8')).toBe('mine');
      expect(await writeNew(join(folder, 'other.json'), 'theirs')).toBe(true);
      expect((await readdir(folder)).sort()).toEqual(['other.json', 'plan.json']);
    });
  },
);
