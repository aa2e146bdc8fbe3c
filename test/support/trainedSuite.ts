import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localExecutor, type PlannedRun, readRun, type StoredRun } from '@vem/suite';
import { afterAll, beforeAll } from 'vitest';

/** Makes all of these runs before the tests around it; gives a reader of what each left behind. */
export function trainedSuite(plan: readonly PlannedRun[]): (planned: PlannedRun) => Promise<StoredRun> {
  const scratch = mkdtempSync(join(tmpdir(), 'vem-suite-'));
  const folderOf = ({ folder }: PlannedRun) => join(scratch, folder);
  beforeAll(async () => {
    // From sources, as tests run them, workers are the built ones.
    const executor = localExecutor({
      worker: new URL('../../packages/suite/dist/executor/worker.js', import.meta.url),
    });
    await Promise.all(
      plan.map((planned) =>
        executor.run({ name: planned.folder, config: planned.config, folder: folderOf(planned) }, () => {}),
      ),
    );
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  return (planned) => readRun(folderOf(planned));
}

/** The middle one of the last three points of a learning curve: a policy that goes on learning stumbles now and then. */
export function lastReturns({ evaluations }: StoredRun): number {
  const last = evaluations
    .filter(({ kind }) => kind === 'curve')
    .slice(-3)
    .map(({ meanReturn }) => meanReturn)
    .sort((a, b) => a - b);
  // One that is solved before its first step has a single point.
  return last[last.length >> 1];
}
