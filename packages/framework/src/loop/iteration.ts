import type { Pipeline } from './pipeline.js';

/**
 * One turn of variational EM, Algorithm 1 of Marino, Piché and Yue (2019). What each line does is up to the plugins;
 * an algorithm is the plugins in the slots and the schedule that orders the phases.
 *
 *     act → store → [ evaluate → E-step → M-step → temperature → follow ] × updates due → (report)
 */
export function iterate(pipeline: Pipeline): void {
  // Act: the behaviour (the posterior, the prior, a planner) takes one step in every environment.
  const transitions = pipeline.actor.act(pipeline.progress);

  // Store: the data source keeps what the algorithm may learn from.
  pipeline.data.append(transitions);

  for (let due = pipeline.countSteps(transitions.count); due > 0; due--) {
    // A fresh batch, drawn from the data source's own stream.
    pipeline.data.fill(pipeline.batch, pipeline.batchStream);

    // The schedule's optimiser steps. A step is one or more phases on the same parameters:
    //   evaluate     fit Q or V to the bootstrap's target      E_π[Q] is the likelihood's expected log
    //   eStep        infer the posterior, prior fixed           ascend E_π[Q] − α KL(π‖p) in π
    //   mStep        move the prior, posterior fixed            descend KL(π‖p) in p
    //   temperature  adapt α to its constraint
    //   model        fit the transition model
    // Most are compiled programs; what a plugin solves exactly runs on the host.
    for (const step of pipeline.update) step.run(pipeline.progress);

    // Follow: target copies move towards what was learned.
    pipeline.parameters.synchronise(pipeline.countUpdate());
  }
}
