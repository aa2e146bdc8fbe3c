import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Tests read the sources of the workspace's packages, so a failing test points at TypeScript, not at built code.
const conditions = ['vem-source', 'node', 'import', 'default'];
const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } };

/**
 * Tests that replace modules or watch what loading them does, and so need a process of their own. Loading the tensor
 * library anew for each file takes longer than most tests, so all others share theirs.
 */
const NEEDS_OWN_PROCESS = ['packages/**/*.faults.test.ts', 'packages/compiler/src/record/record.test.ts'];

/** The longest files, begun first: one that is left for the end has the machine for itself. By themselves, new files go by size. */
const LONGEST = [
  ...['cli', 'graphs', 'lostOutput', 'presetPages', 'invalidInputs', 'golden/softQLearning', 'conformance', 'leaks'],
  ...['determinism', 'checkpoints', 'threads', 'damagedCheckpoints', 'exactResume', 'warnings', 'docs'],
].map((name) => `/test/unit/${name}.test.ts`);
const LONGEST_OF_PACKAGES = [
  ...['posteriors/src/conformance', 'envs/src/gymnasium/bridge', 'envs/src/mujoco/parity'],
  'compiler/src/runtime/threads/helperThreads',
].map((name) => `/packages/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project.name))];
    const known = [...LONGEST, ...LONGEST_OF_PACKAGES];
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = known.findIndex((name) => moduleId.endsWith(name));
      return place < 0 ? known.length : place;
    };
    return sorted.sort(
      (a, b) => projects.indexOf(a.project.name) - projects.indexOf(b.project.name) || placeOf(a) - placeOf(b),
    );
  }
}

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
    sequence: { sequencer: LongestFirst },
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
