import { fingerprint, type Graph, loadedGraphs, VemError } from '@vem/compiler';
import { type BoundSlot, composeUnchecked, type Preset } from '@vem/framework';
import { presets } from '@vem/presets';
import { describe, expect, it } from 'vitest';
import { fittingEnvironments } from '../support/fittingEnvironments.js';

/** The graphs that a preset makes of its programs there, or the code of why it makes none. */
async function graphsOf(preset: Preset, environment: BoundSlot<'environment'>): Promise<string[]> {
  const graphs: Graph[] = [];
  const hear = (graph: unknown) => graphs.push(graph as Graph);
  loadedGraphs.subscribe(hear);
  try {
    const run = composeUnchecked({ ...preset(), environment }, { seed: 0 });
    await run.open();
    run.dispose();
  } catch (error) {
    if (!(error instanceof VemError)) throw error;
    return [error.code];
  } finally {
    loadedGraphs.unsubscribe(hear);
  }
  return graphs.map((graph) => `${fingerprint(graph)} ${String(graph.nodes.length).padStart(4)} nodes  ${graph.name}`);
}

// All presets in one file: next to other work that takes longer than a test may.
describe('what the presets compile to', { timeout: 600_000 }, () => {
  // A line that changed names a program that a change of the compiler, or of a plugin, changed. If it was meant to:
  // npx -y pnpm@10 graphs
  it('is as it was stored', async () => {
    const lines: string[] = [];
    for (const preset of presets)
      for (const [environment, plugin] of Object.entries(fittingEnvironments(preset))) {
        const graphs = await graphsOf(preset, plugin({}));
        lines.push(...graphs.map((graph) => `${preset.info.name.padEnd(8)} ${environment.padEnd(11)}  ${graph}`));
      }
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('graphs.txt');
  });
});
