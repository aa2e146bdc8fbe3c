import * as tf from '@tensorflow/tfjs-core';
import { type Belief, type BoundSlot, detach, type StepContext, type Surrogate } from '@vem/framework';
import { checkGradientEstimator } from '@vem/framework/testing';
import { clippedRatio, reparameterised } from '@vem/posteriors';
import { describe, it } from 'vitest';
import { exchanged } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'gradientEstimator'>;
type Of = (belief: Belief, observation_BO: tf.Tensor) => Surrogate;
const right = (): Bound => reparameterised();
const recorded = (): Bound => clippedRatio({ normaliseAdvantages: false });
const changed =
  (change: (of: Of, step: StepContext) => Of, bound: () => Bound = right) =>
  (): Bound =>
    exchanged<'gradientEstimator'>(bound(), (own, step) => ({
      surrogate: change(own.surrogate as unknown as Of, step),
    }));
const given = (change: (surrogate: Surrogate, belief: Belief) => Partial<Surrogate>, bound: () => Bound = right) =>
  changed(
    (of) => (belief, observation_BO) => {
      const surrogate = of(belief, observation_BO);
      return { ...surrogate, ...change(surrogate, belief) };
    },
    bound,
  );
const scaled = (factor: number, bound: () => Bound = right) =>
  given(({ loss, perState_B }) => ({ loss: tf.mul(factor, loss), perState_B: tf.mul(factor, perState_B!) }), bound);

describe('mutants of a gradient estimator', () => {
  catches<Bound>(checkGradientEstimator, right, [
    ['the objective in place of the loss', scaled(-1), 'makes better actions likelier'],
    ['twice the gradient', scaled(2), 'that of E[Q] − α KL'],
    [
      'a belief that is detached',
      given(({ loss, perState_B }, belief) => ({
        loss: tf.add(detach(loss), tf.mul(1e-30, tf.mean(belief.gaussian!.mean_BA))),
        perState_B: detach(perState_B!),
      })),
      /makes better|reaches the posterior/,
    ],
    [
      'shares that do not add up',
      given(({ perState_B }) => ({ perState_B: tf.mul(2, perState_B!) })),
      'the mean of the states’ shares',
    ],
    ['shares that are not given', given(() => ({ perState_B: undefined as never })), 'gives `perState_B`'],
    [
      'a sum over rows',
      given(({ loss, perState_B }) => ({
        loss: tf.mul(perState_B!.size, loss),
        perState_B: tf.mul(perState_B!.size, perState_B!),
      })),
      /the mean of what it is on parts|E\[Q\]/,
    ],
    [
      'normalised over rows, and said to be a mean',
      given(({ loss, perState_B }) => {
        const all_B = tf.div(perState_B!, tf.sqrt(tf.mean(tf.square(perState_B!))));
        return { loss: tf.add(tf.mul(0, loss), tf.mean(all_B)), perState_B: all_B };
      }),
      /the mean of what it is on parts|E\[Q\]/,
    ],
    [
      'a bonus for width',
      given(({ loss, perState_B }, belief) => {
        const bonus_B = tf.mul(-0.2, tf.sum(belief.gaussian!.logStd_BA, 1));
        return { loss: tf.add(loss, tf.mean(bonus_B)), perState_B: tf.add(perState_B!, bonus_B) };
      }),
      'that of E[Q] − α KL',
    ],
    [
      'a KL that counts twice',
      changed((of, step) => (belief, o) => {
        const surrogate = of(belief, o);
        const cost_B = tf.mul(step.temperature.alpha(), belief.klTo!(step.prior.at(o))!);
        return {
          ...surrogate,
          loss: tf.add(surrogate.loss, tf.mean(cost_B)),
          perState_B: tf.add(surrogate.perState_B!, cost_B),
        };
      }),
      'that of E[Q] − α KL',
    ],
    ['NaN', given(({ loss }) => ({ loss: tf.sqrt(tf.sub(loss, 1e4)) })), 'is finite'],
    ['a loss per row', given(({ perState_B }) => ({ loss: perState_B! })), 'VEM_SLOT_SHAPE'],
  ] as never);
});

describe('mutants of an estimator of recorded actions', () => {
  catches<Bound>(checkGradientEstimator, recorded, [
    ['the objective in place of the loss', scaled(-1, recorded), 'makes better actions likelier'],
    [
      'shares that do not add up',
      given(({ perState_B }) => ({ perState_B: tf.add(1, perState_B!) }), recorded),
      'the mean of the states’ shares',
    ],
    ['shares that are not given', given(() => ({ perState_B: undefined as never }), recorded), 'gives `perState_B`'],
    [
      'a mean that is none',
      given(
        ({ loss, perState_B }) => ({
          loss: tf.mul(8, loss),
          perState_B: tf.mul(8, perState_B!),
          rows: 'mean' as const,
        }),
        () => clippedRatio(),
      ),
      'the mean of what it is on parts',
    ],
    [
      'nothing of the posterior',
      given(
        ({ loss, perState_B }) => ({
          loss: tf.add(detach(loss), tf.mul(0, loss)),
          perState_B: detach(perState_B!),
        }),
        recorded,
      ),
      /makes better|reaches|UNREACHED/,
    ],
    [
      'advantages with the wrong sign',
      changed(
        (of, step) => (belief, o) => {
          const s = of(belief, o);
          const more_B = tf.mul(
            3,
            tf.mul(
              tf.squeeze(step.batch.columns.advantage, [1]),
              tf.squeeze(
                belief.logProb!(
                  {
                    action_SBA: tf.expandDims(step.batch.action_BA, 0),
                    preSquash_SBA: tf.expandDims(step.batch.action_BA, 0),
                  },
                  belief.spaces[0],
                ),
                [0],
              ),
            ),
          );
          return { ...s, loss: tf.add(s.loss, tf.mean(more_B)), perState_B: tf.add(s.perState_B!, more_B) };
        },
        recorded,
      ),
      'makes better actions likelier',
    ],
    ['NaN', given(({ loss }) => ({ loss: tf.log(tf.sub(loss, 1e4)) }), recorded), 'is finite'],
    ['a loss per row', given(({ perState_B }) => ({ loss: perState_B! }), recorded), 'VEM_SLOT_SHAPE'],
  ] as never);
});

/** They need a posterior with components, and are examined with mixtures. */
const ELSEWHERE = new Set(['stratified']);

describe('gradient estimators that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('gradientEstimator').filter(([name]) => !ELSEWHERE.has(name)))('%s', (_name, plugin) =>
    checkGradientEstimator(bindSmall(plugin) as Bound),
  );
});
