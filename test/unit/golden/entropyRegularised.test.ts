import { discreteBandit } from '@vem/envs';
import { type BoundSlot, composeUnchecked, type Pipeline, type SlotMap } from '@vem/framework';
import { advantageScore, categorical, fixedTemperature } from '@vem/posteriors';
import { erpg, ppo } from '@vem/presets';
import { fixedCategorical } from '@vem/priors';
import { everyBatch, sgd } from '@vem/training';
import { generalisedAdvantages, softQValue, stateValue } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/paths.json' with { type: 'json' };
import { type WeightedPath, weightedPaths } from '../../support/weightedPaths.js';

const { softQ: problem } = golden;
const { logits, temperature, value, rewards, prior } = problem;
const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);

/** One step with each action, by its probability under the policy. */
const paths: WeightedPath[] = logits.map((logit, action) => ({
  probability: Math.exp(logit) / total,
  steps: [{ state: 0, action, reward: rewards[action], next: 0, terminated: true }],
}));

/** A preset on one state, its policy and its value as the problem has them; one entry of the schedule for each slot. */
const slots = (changes: SlotMap): SlotMap => ({
  ...erpg(),
  environment: discreteBandit({ payoffs: [...rewards] }),
  prior: fixedCategorical({ probabilities: [...prior] }),
  posterior: categorical({ hidden: [] }),
  temperature: fixedTemperature({ alpha: temperature }),
  valueEstimator: stateValue({ hidden: [] }),
  data: weightedPaths(paths, 1, 1),
  optimiser: sgd({ learningRate: 1e-12 }),
  schedule: everyBatch({ steps: [['value', 'eStep']] }),
  ...changes,
});

async function gradients(changes: SlotMap): Promise<{ readonly policy: number[]; readonly value: number }> {
  const pipeline: Pipeline = await composeUnchecked(slots(changes), { seed: 1 }).open();
  const set = (group: string, name: string, numbers: readonly number[]) =>
    pipeline.parameters
      .views(group)
      .find((view) => view.name.endsWith(name))!
      .data.set(numbers);
  set(
    'posterior',
    '/kernel',
    logits.map(() => 0),
  );
  set('posterior', '/bias', logits);
  set('valueEstimator', '/kernel', [0]);
  set('valueEstimator', '/bias', [value]);
  pipeline.annotate!.run(pipeline.progress);
  pipeline.batch.fill();
  pipeline.update.run(pipeline.progress);
  const gradient = (group: string) =>
    [...pipeline.parameters.gradientViews(group).find(({ name }) => name.endsWith('/bias'))!.data].slice();
  return { policy: gradient('posterior').slice(0, logits.length), value: gradient('valueEstimator')[0] };
}

const closeTo = (received: readonly number[], expected: readonly number[]) => {
  for (const [action, x] of received.entries()) expect(x, `action ${action}`).toBeCloseTo(expected[action], 5);
};

const { discrete: softQGradient } = erpg('soft-q').gradientEstimator;
const policyGradient: SlotMap = {};
const asQ: SlotMap = {
  gradientEstimator: softQGradient as BoundSlot<'gradientEstimator'>,
  valueEstimator: softQValue({ hidden: [] }),
};

describe('the entropy-regularised policy gradient', () => {
  it('is that of the reference, and so is the gradient of the value', async () => {
    const found = await gradients(policyGradient);
    closeTo(found.policy, problem.policyGradient);
    expect(found.value).toBeCloseTo(problem.valueGradient, 5);
  });

  it('is 1/α of that of regression as a Q function, which has the same gradient of the value', async () => {
    const found = await gradients(asQ);
    closeTo(found.policy, problem.softQGradient);
    closeTo(
      found.policy.map((x) => x / temperature),
      (await gradients(policyGradient)).policy,
    );
    expect(found.value).toBeCloseTo(problem.valueGradient, 5);
  });

  it('is the same where rewards pay the sampled log-ratio and the estimator pays nothing', async () => {
    const found = await gradients({
      returns: generalisedAdvantages({ lambda: 1, regularised: 'sampledKl' }),
      gradientEstimator: advantageScore({ costs: 'none' }),
    });
    closeTo(found.policy, problem.policyGradient);
  });

  it('is refused where the divergence would be paid twice, or its own gradient by nobody', () => {
    const refusal = (changes: SlotMap) => () => composeUnchecked(slots(changes), { seed: 1 });
    const missing = (slot: string, path: string) =>
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', slot, path });
    expect(refusal({ returns: generalisedAdvantages({ regularised: 'sampledKl' }) })).toThrow(
      missing('gradientEstimator', 'returns.costFree'),
    );
    expect(refusal({ gradientEstimator: advantageScore({ costs: 'none' }) })).toThrow(
      missing('returns', 'gradientEstimator.ownCost'),
    );
    expect(refusal({ ...asQ, returns: generalisedAdvantages({ regularised: 'sampledKl' }) })).toThrow(
      missing('gradientEstimator', 'returns.costFree'),
    );
    // Others go on as they were.
    expect(() => composeUnchecked({ ...ppo(), environment: discreteBandit() }, { seed: 1 })).not.toThrow();
  });
});
