import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Fingerprint, fingerprint } from '../support/fingerprint.js';

/** Trains in a process of its own, with the packages as they were built; the test runner's own means read the TypeScript here. */
async function fingerprintElsewhere(seed: number): Promise<Fingerprint> {
  const vite = createRequire(createRequire(import.meta.url).resolve('vitest/package.json')).resolve('vite');
  const source = fileURLToPath(new URL('../support/fingerprint.ts', import.meta.url));
  const script = `
    const { runnerImport } = await import(${JSON.stringify(pathToFileURL(vite).href)});
    const resolve = { external: true };
    const { module } = await runnerImport(${JSON.stringify(source)}, { configFile: false, logLevel: 'error', resolve });
    console.log(JSON.stringify(await module.fingerprint({ seed: ${seed} })));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

describe('everything follows from the seed', () => {
  let reference: Fingerprint;
  beforeAll(async () => {
    reference = await fingerprint({ seed: 1 });
  });

  it('so the same seed gives the same networks and returns', async () => {
    expect(await fingerprint({ seed: 1 })).toEqual(reference);
  });

  it('also in another process', async () => {
    expect(await fingerprintElsewhere(1)).toEqual(reference);
  }, 120_000);

  it('also while another run is being trained in between', async () => {
    const [first, second] = await Promise.all([fingerprint({ seed: 1 }), fingerprint({ seed: 2 })]);
    expect(first).toEqual(reference);
    expect(second).toEqual(await fingerprint({ seed: 2 }));
  });

  it('and another seed gives others', async () => {
    const other = await fingerprint({ seed: 2 });
    expect(other.parameters).not.toBe(reference.parameters);
    expect(other.returns).not.toEqual(reference.returns);
    expect(other.sampledReturns).not.toEqual(reference.sampledReturns);
  });

  it('whatever is evaluated in between, and how often', async () => {
    expect(await fingerprint({ seed: 1, interrupt: (run) => run.evaluate({ episodes: 1 }) })).toEqual(reference);
    expect(await fingerprint({ seed: 1, interrupt: (run) => run.evaluate({ episodes: 2, stochastic: true }) })).toEqual(
      reference,
    );
    expect(await fingerprint({ seed: 1, evaluateEvery: 70, evaluateEpisodes: 3 })).toEqual(reference);
  });

  it('and an evaluation can be repeated', async () => {
    const seen: unknown[] = [];
    await fingerprint({
      seed: 1,
      interrupt: async (run) => {
        const options = { episodes: 1, stochastic: true };
        seen.push([await run.evaluate(options), await run.evaluate(options)]);
      },
    });
    expect(seen).toHaveLength(4);
    for (const [first, second] of seen as [unknown, unknown][]) expect(second).toEqual(first);
  });
});
