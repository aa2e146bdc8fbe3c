import { defineConfig } from 'vitest/config';

// Tests read the sources of the workspace's packages, so a failing test points at TypeScript, not at built code.
const conditions = ['vem-source', 'node', 'import', 'default'];
const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } };

/**
 * Tests that replace modules or watch what loading them does, and so need a process of their own. Loading the tensor
 * library anew for each file takes longer than most tests, so all others share theirs.
 */
const NEEDS_OWN_PROCESS = ['packages/**/*.faults.test.ts', 'packages/compiler/src/record/record.test.ts'];

const project = (
  name: string,
  include: string[],
  options: { timeout: number; isolate?: boolean; exclude?: string[] },
) => ({
  ...shared,
  test: {
    // By default one worker fewer than there are cores, which on two cores is one.
    maxWorkers: '100%',
    name,
    include,
    exclude: ['**/node_modules/**', ...(options.exclude ?? [])],
    isolate: options.isolate ?? false,
    pool: 'forks' as const,
    testTimeout: options.timeout,
    hookTimeout: options.timeout,
  },
});

const SECONDS = 1000;
const HALF_AN_HOUR = 1800 * SECONDS;

export default defineConfig({
  test: {
    // By default one worker fewer than there are cores, which on two cores is one.
    maxWorkers: '100%',
    projects: [
      project('unit', ['packages/*/src/**/*.test.ts', 'test/unit/**/*.test.ts'], {
        timeout: 120 * SECONDS,
        exclude: NEEDS_OWN_PROCESS,
      }),
      project('isolated', NEEDS_OWN_PROCESS, { timeout: 120 * SECONDS, isolate: true }),
      project('learn', ['test/learn/**/*.learn.ts'], { timeout: HALF_AN_HOUR }),
      project('external', ['test/external/**/*.external.ts'], { timeout: HALF_AN_HOUR }),
    ],
  },
});
