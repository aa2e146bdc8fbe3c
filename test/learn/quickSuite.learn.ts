import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSuite, localExecutor, type PlannedRun, planSuite, readRun, type StoredRun, suites } from '@vem/suite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What the default comparison must have learned. Untrained: about 20, −1200 and 4 m. */
const LEAST_RETURN: Readonly<Record<string, number>> = { 'CartPole-v1': 400, 'Pendulum-v1': -250 };

const quick = await findSuite('quick', suites);
const plan = planSuite({ ...quick, seeds: 1 });
const scratch = mkdtempSync(join(tmpdir(), 'vem-quick-'));
const folderOf = ({ folder }: PlannedRun) => join(scratch, folder);

describe('the default comparison, one seed', () => {
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

  it.each(plan.map((planned) => [planned.row, planned.environment, planned] as const))(
    '%s learns %s',
    async (_row, environment, planned) => {
      const { result, evaluations }: StoredRun = await readRun(folderOf(planned));
      const curve = evaluations.map(({ meanReturn }) => meanReturn);
      console.info(`${planned.folder}: ${curve.map((value) => value.toFixed(1)).join(', ')}`);
      const { solved } = result?.evaluation ?? {};
      if (environment in LEAST_RETURN) {
        // A policy that goes on learning loses its balance for a moment now and then: the middle one of the last three.
        const [, median] = curve.slice(-3).sort((a, b) => a - b);
        expect(median).toBeGreaterThanOrEqual(LEAST_RETURN[environment]);
      } else {
        console.info(`${planned.folder}: ${solved?.criterion}: ${solved?.value.toFixed(2)}`);
        expect(solved?.passed).toBe(true);
      }
    },
  );
});
