import { twoRoomTasks } from '@vem/envs';
import { composeUnchecked, type SlotMap } from '@vem/framework';
import { distral } from '@vem/presets';
import { table } from '@vem/values';
import { describe, expect, it } from 'vitest';

/** What is left after so many steps, over 40 episodes. Under 0: some do not arrive. */
async function trained(slots: SlotMap, seed: number) {
  const run = composeUnchecked({ environment: twoRoomTasks(), ...slots }, { seed });
  for await (const _report of run.train({ envSteps: 8000, reportEvery: 8000 }));
  const evaluation = await run.evaluate({ episodes: 40 });
  run.dispose();
  return evaluation;
}

describe('Distral in two rooms with four goals', () => {
  it.each([1, 2, 3])('comes to each of them, seed %i', async (seed) => {
    const { meanReturn, tasks } = await trained(distral(), seed);
    console.log(`seed ${seed}: ${meanReturn.toFixed(3)}`);
    // Ways of 1 to 17 steps at −.1, and +1; somebody who does not arrive has −10.
    expect(meanReturn).toBeGreaterThan(-0.5);
    expect(tasks).toHaveLength(4);
    for (const task of tasks!) expect(task.meanReturn).toBeGreaterThan(-1);
  });

  it('does not, where values do not see which goal it is', async () => {
    const { meanReturn } = await trained({ ...distral(), valueEstimator: table({ rows: 'withoutGoal' }) }, 1);
    expect(meanReturn).toBeLessThan(-2);
  });
});
