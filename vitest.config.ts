import { defineConfig } from 'vitest/config';

// Tests read the sources of the workspace's packages, so a failing test points at TypeScript, not at built code.
const shared = { resolve: { conditions: ['vem-source', 'node', 'import', 'default'] }, ssr: { resolve: { conditions: ['vem-source', 'node', 'import', 'default'] } } };
const project = (name: string, include: string[], testTimeout: number) => ({
  ...shared,
  test: { name, include, testTimeout, hookTimeout: testTimeout, pool: 'forks' as const },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['packages/*/src/**/*.test.ts', 'test/unit/**/*.test.ts'], 30_000),
      project('learn', ['test/learn/**/*.learn.ts'], 1_800_000),
      project('external', ['test/external/**/*.external.ts'], 1_800_000),
    ],
  },
});
