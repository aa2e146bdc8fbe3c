import type { EvaluateOptions, Evaluation, SolvedCriterion } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { environmentFactory, evaluateAndJudge } from './solved.js';

const criterion = (episodes: number, behaviour: 'mode' | 'sample'): SolvedCriterion => ({
  description: 'return > 0',
  episodes,
  behaviour,
  value: (all) => all.length,
  passed: () => true,
});

/** Evaluates like a run does: a verdict only on the episodes that the criterion is defined on. */
function evaluator(journal: EvaluateOptions[], rule: SolvedCriterion | undefined) {
  return async (options: EvaluateOptions): Promise<Evaluation> => {
    journal.push(options);
    const { episodes, stochastic } = options;
    const judged = rule && episodes >= rule.episodes && (rule.behaviour === 'sample') === (stochastic === true);
    return {
      episodes,
      behaviour: stochastic ? 'sample' : 'mode',
      meanReturn: 1,
      stdReturn: 0,
      returns: [],
      lengths: [],
      ...(judged ? { solved: { value: episodes, criterion: 'return > 0', passed: true } } : {}),
    };
  };
}

describe('evaluateAndJudge', () => {
  it.each([
    {
      case: 'as many episodes as asked for: one evaluation',
      rule: criterion(20, 'mode'),
      runs: [{ episodes: 20, cutEndless: true }],
      value: 20,
    },
    {
      case: 'more episodes: a second one',
      rule: criterion(100, 'mode'),
      runs: [
        { episodes: 20, cutEndless: true },
        { episodes: 100, stochastic: false, cutEndless: true },
      ],
      value: 100,
    },
    {
      case: 'sampled actions: a second one',
      rule: criterion(10, 'sample'),
      runs: [
        { episodes: 20, cutEndless: true },
        { episodes: 10, stochastic: true, cutEndless: true },
      ],
      value: 10,
    },
    { case: 'no criterion: no verdict', rule: undefined, runs: [{ episodes: 20, cutEndless: true }], value: undefined },
  ])('$case', async ({ rule, runs, value }) => {
    const journal: EvaluateOptions[] = [];
    const evaluation = await evaluateAndJudge(evaluator(journal, rule), 20, rule);
    expect(journal).toEqual(runs);
    expect(evaluation).toMatchObject({ episodes: 20, behaviour: 'mode' });
    expect(evaluation.solved?.value).toBe(value);
  });
});

it('finds the criterion of an environment', () => {
  expect(environmentFactory({ use: 'PointMass2D' }).spec.solved?.episodes).toBe(100);
  expect(environmentFactory({ use: 'Pendulum-v1' }).spec.solved).toBeUndefined();
});
