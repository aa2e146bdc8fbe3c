import { expect, it } from 'vitest';
import { isOfEvaluations, streamNames } from './streamNames.js';

it('keeps the names of all streams: with others the same seed would be another run', () => {
  const called = (name: string | ((...parts: [string, string]) => string)) =>
    typeof name === 'string' ? name : name('one', 'other');
  const named = Object.entries(streamNames).map(([key, name]) => [key, called(name)] as const);
  expect(Object.fromEntries(named)).toEqual({
    initialise: 'initialise/one',
    environment: 'environment',
    simulator: 'environment/simulator',
    consider: 'consider/one',
    tried: 'act/tried',
    act: 'act/one',
    explore: 'act/explore',
    batch: 'data/batch',
    freshBatch: 'data/one',
    learn: 'learn/one/other',
    imagine: 'imagine/one',
    imagined: 'data/imagined',
    annotate: 'annotate/one',
    host: 'host/one',
    evaluate: 'assess/one',
    evaluatedEnvironment: 'assess/environment',
    examine: 'examine/one',
    stage: 'stage/one',
  });
  expect(named.map(([, name]) => name).filter(isOfEvaluations)).toEqual(['assess/one', 'assess/environment']);
});
