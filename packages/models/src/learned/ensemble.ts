import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  type ComponentState,
  definePlugin,
  type Fitting,
  type ModelProgram,
  type ObservationSpace,
  type ParameterStore,
  type PhaseOutcome,
  type ProgramSlot,
  type StepContext,
  Tokens,
} from '@vem/framework';
import { errorsAlong, memberErrors, memberRows } from './assessment.js';
import { Elites } from './elites.js';
import { continuationLoss, outcomeLoss } from './gaussianOutcome.js';
import { imaginedStep } from './imagined.js';
import { type EnsembleOptions, ensembleOptions } from './options.js';
import { ELITE_GROUP, isShared, MODEL_GROUP, Predictions } from './predictions.js';
import { SCALE_GROUP } from './scales.js';

/** Share of rows outside of the data that is warned of. */
const MOSTLY = 0.5;

class Ensemble implements ProgramSlot<ModelProgram> {
  readonly fitting: Fitting;
  readonly #options: EnsembleOptions;
  readonly #predictions: Predictions;
  readonly #elites: Elites;

  constructor(
    options: EnsembleOptions,
    observation: ObservationSpace,
    action: ActionSpace,
    parameters: ParameterStore,
  ) {
    const { members, patience, improvement, heldOutSteps } = options;
    this.#options = options;
    this.#predictions = new Predictions(options, observation, action, parameters);
    this.#elites = new Elites(members, { epochs: patience, improvement }, isShared);
    const { scales } = this.#predictions;
    this.fitting = {
      samples: members,
      heldOutSteps,
      begin: (context, training) => {
        this.#elites.begin();
        scales.fit(context.parameters(SCALE_GROUP), training, action.kind === 'box');
      },
      judge: (context) => this.#elites.judge(context),
      end: (context) => this.#elites.end(context, context.parameters(ELITE_GROUP).member),
    };
  }

  program(step: StepContext): ModelProgram {
    const own = () => ({
      model: step.parameters(MODEL_GROUP),
      scale: step.parameters(SCALE_GROUP),
    });
    const elite_E = () => step.parameters(ELITE_GROUP).member;
    return {
      step: (observation_BO, action_BA) =>
        imaginedStep(this.#predictions, own(), elite_E(), { observation_BO, action_BA }, step.noise, step.noise),
      loss: () => this.#loss(step),
      assess: () => {
        const { members } = this.#options;
        const rows = memberRows(step.batch, (x_RX) => tf.tile(tf.expandDims(x_RX, 0), [members, 1, 1]));
        const along = errorsAlong(step.batch, this.#predictions, own(), (observation_BO, action_BA) =>
          imaginedStep(this.#predictions, own(), elite_E(), { observation_BO, action_BA }, step.noise),
        );
        return {
          losses: [],
          results: { error_M: memberErrors(this.#predictions, own(), rows) },
          metrics: along,
        };
      },
    };
  }

  /** On [M·B] rows, member after member. */
  #loss(step: StepContext): PhaseOutcome {
    const { members } = this.#options;
    const own = { model: step.parameters(MODEL_GROUP), scale: step.parameters(SCALE_GROUP) };
    const rows = memberRows(step.batch, (x_RX) => tf.reshape(x_RX, [members, -1, x_RX.shape[1]!]));
    const outcome = this.#predictions.outcome(own, this.#predictions.scales.input(own.scale, rows.input_MBI));
    const target_MBP = this.#predictions.scales.target(own.scale, rows.target_MBP);
    const fit = outcomeLoss(outcome, target_MBP);
    const next_MBO = this.#predictions.scales.input(own.scale, rows.next_MBO);
    const logit_MB = this.#predictions.continuation(own, next_MBO);
    const ends = logit_MB && tf.sum(tf.mean(continuationLoss(logit_MB, rows.continued_MB), 1));
    const value = tf.add(ends ? tf.add(fit, ends) : fit, this.#predictions.regularisation(own));
    const error = tf.sqrt(tf.mean(tf.square(tf.sub(outcome.mean, target_MBP))));
    return { losses: [{ value, group: MODEL_GROUP, rows: 'coupled' }], metrics: { trainingError: error } };
  }

  /** Imagined steps that are mostly asked for outside of the data, from metrics `outside1`, `outside2`, … */
  warnings(metrics: Readonly<Record<string, number>>): readonly string[] {
    return Object.entries(metrics).flatMap(([name, share]) => {
      const step = /^outside(\d+)$/.exec(name)?.[1];
      if (step === undefined || share <= MOSTLY) return [];
      return [
        `in imagined step ${step} it is mostly asked outside of the range of the data that it was fitted to, where what it says means nothing. Imagine fewer steps, or fit it more often.`,
      ];
    });
  }

  state(): ComponentState {
    return this.#elites.state();
  }

  restore(state: ComponentState): void {
    this.#elites.restore(state);
  }
}

/**
 * An ensemble of networks for the change of the observation and the reward, with learned deviations. It is fitted in epochs, by a
 * schedule with `{ phases: ['model'], rows: 'epochs', heldOut: .2, until: 'stop', … }`.
 */
export const ensemble = definePlugin({
  slot: 'model',
  name: 'ensemble',
  description: 'An ensemble of probabilistic networks, each imagined step by one of the best at random',
  source: {
    title: 'Janner et al. 2019, When to Trust Your Model: Model-Based Policy Optimization',
    arxiv: '1906.08253',
    where: 'section 4.2, appendix C',
  },
  config: ensembleOptions,
  provides: ['step', 'actionGradient'],
  requires: ['data.indexed'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => new Ensemble(options, observation, action, parameters),
});
