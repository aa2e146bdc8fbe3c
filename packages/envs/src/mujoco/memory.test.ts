import { Streams } from '@vem/framework';
import { beforeAll, describe, expect, it } from 'vitest';
import { halfCheetah, humanoid, mujocoDefinitions } from './index.js';
import { loadMujoco, mujoco } from './loadMujoco.js';
import { Simulation } from './simulation.js';

beforeAll(loadMujoco);

/** Bytes of MuJoCo's memory. It grows and never shrinks. */
function memory(): number {
  const simulation = new Simulation(mujoco('test'), halfCheetah.model());
  const size = simulation.arrays.qpos.buffer.byteLength;
  simulation.dispose();
  return size;
}

const stream = (seed: number) => new Streams(seed).stream('environment');

describe('memory', () => {
  it('is given back by dispose', () => {
    const cycle = () => {
      for (const definition of mujocoDefinitions) {
        const environment = definition().create(3, stream(1));
        environment.reset();
        environment.dispose();
      }
    };
    cycle();
    const before = memory();
    for (let i = 0; i < 10; i++) cycle();
    expect(memory()).toBe(before);
  });

  it('may grow while environments are in use', () => {
    const play = (meanwhile: () => void) => {
      const environment = halfCheetah().create(2, stream(3));
      environment.reset();
      const rewards: number[] = [];
      for (let step = 0; step < 20; step++) {
        if (step === 10) meanwhile();
        rewards.push(...environment.step(new Float32Array(12).fill(0.5)).reward_N);
      }
      environment.dispose();
      return rewards;
    };
    const undisturbed = play(() => {});
    const before = memory();
    const crowd: { dispose(): void }[] = [];
    const disturbed = play(() => {
      while (memory() === before) crowd.push(humanoid().create(1, stream(crowd.length)));
    });
    for (const environment of crowd) environment.dispose();
    expect(memory()).toBeGreaterThan(before);
    expect(disturbed).toEqual(undisturbed);
  });
});
