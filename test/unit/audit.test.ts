import { cartPole, cliff, lqr } from '@vem/envs';
import { composeUnchecked, type EnvironmentFactory, type SlotMap } from '@vem/framework';
import { fixedTemperature, linearGaussian } from '@vem/posteriors';
import { messagePassing, sac, softPolicyIteration, softValueIteration } from '@vem/presets';
import { uniform } from '@vem/priors';
import { auditPage, auditRun } from '@vem/suite';
import { beforeActing, samplePosterior } from '@vem/training';
import { oneStep, quadratic } from '@vem/values';
import { describe, expect, it } from 'vitest';

const discount = 0.95;
const returns = oneStep({ discount });

async function audited(slots: SlotMap) {
  const run = composeUnchecked(slots, { seed: 1 });
  const { plugin, config } = slots.environment as unknown as {
    plugin: { bind(options: unknown): { create(): EnvironmentFactory } };
    config: object;
  };
  try {
    for await (const _report of run.train({ envSteps: 0 }));
    const environment = plugin.bind(config).create();
    return await auditRun({ name: 'a run', run, environment, acting: 'posterior', discount, rewardScale: 1 });
  } finally {
    run.dispose();
  }
}

describe('an audit', () => {
  const grid = { environment: cliff({ wind: 0.2 }), temperature: fixedTemperature({ alpha: 1 }), returns };

  it('finds nothing missing in what is exact, in single precision', async () => {
    const { metrics } = await audited({ ...softValueIteration(), ...grid });
    expect(metrics.gap).toBeGreaterThan(-1e-6);
    expect(metrics.largestGap).toBeLessThan(1e-3);
    expect(metrics.largestKl).toBeLessThan(1e-5);
    expect(metrics.returnGap).toBeGreaterThan(0);
  });

  it('finds what an unfinished policy misses, never less than nothing, α KL of every state at least', async () => {
    const schedule = beforeActing({ updates: 1, steps: [['value'], ['eStep']] });
    const { metrics, gaps, tables } = await audited({ ...softPolicyIteration(), ...grid, schedule });
    expect(metrics.gap).toBeGreaterThan(0.1);
    for (const [s, best] of gaps.best_S.entries())
      if (!tables.terminal_S[s]) expect(best - gaps.own_S[s]).toBeGreaterThan(metrics.alpha * gaps.kl_S[s] - 1e-6);
  });

  it('of the exact policy of a linear system finds little beyond its cells', async () => {
    const slots = {
      ...messagePassing('endless'),
      environment: lqr({ bound: 2, timeLimit: 30 }),
      prior: uniform(),
      temperature: fixedTemperature({ alpha: 0.2 }),
      returns,
      posterior: linearGaussian(),
      valueEstimator: quadratic(),
      behaviour: samplePosterior({ warmUpSteps: 0 }),
    };
    const { metrics } = await audited(slots);
    expect(metrics.kl).toBeLessThan(0.03);
    expect(metrics.gap).toBeLessThan(0.05);
    expect(metrics.gap).toBeGreaterThan(-1e-6);
  });

  it('is a page without scripts, requests or styles of its own', async () => {
    const result = await audited({ ...softValueIteration(), ...grid });
    const page = auditPage('soft <value> iteration', result);
    expect(/Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/.test(page)).toBe(
      true,
    );
    expect(/<script| style="|javascript:|https?:\/\/(?!www\.w3\.org)/.exec(page)).toBeNull();
    expect(page.includes('soft &lt;value&gt; iteration')).toBe(true);
    expect(page.split('<svg ')).toHaveLength(6);
  });

  it('is refused where there is nothing exact', async () => {
    await expect(audited({ ...sac(), environment: cartPole() })).rejects.toMatchObject({
      code: 'VEM_AUDIT_IMPOSSIBLE',
    });
  });
});
