import type { Pipeline } from './pipeline.js';

/**
 * One turn of variational EM, Algorithm 1 of Marino, Piché and Yue (2019). What each line does is up to the plugins;
 * an algorithm is the plugins in the slots and the schedule that orders the phases.
 *
 *     act → store → look back → (fit) → (imagine) → [ value → E-step → M-step → temperature → follow ] × updates due → (report)
 *
 * A turn acts unless updates are still owed, and makes one of those that are, or an epoch of a fit or an imagined step that
 * come before: it can be left, and a run be stored, between any two of them.
 */
export function iterate(pipeline: Pipeline): void {
  if (pipeline.owed === 0) {
    // Act: the behaviour (the posterior, the prior, a planner) takes one step in every environment.
    const transitions = pipeline.actor.act(pipeline.progress);

    // Store: the data source keeps what the algorithm may learn from; whoever counts and averages has a look.
    pipeline.store(transitions);

    // Look back: a roll-out that is whole gets the columns that depend on what came later (advantages, returns).
    pipeline.annotate?.run(pipeline.progress);

    // How many updates the schedule makes of that.
    pipeline.countSteps(transitions.count);
  }
  // Fit: a model learns from all there is, when it is due and until it is good enough; one epoch per turn.
  // Imagine: a data source that hands out imagined rows too makes new ones with that; one step of its roll-outs per turn.
  const comesBefore = () => pipeline.fits.advance(pipeline.progress) || pipeline.imagine?.advance(pipeline.progress);
  if (pipeline.owed > 0 && !comesBefore()) {
    // Rows for the update: a fresh batch, or the next minibatch of the roll-out.
    pipeline.batch.fill();

    // The schedule's entries, as far as they are due. Each is one optimiser step of one or more phases on the same
    // parameters:
    //   value        fit Q or V to the returns                  E_π[Q] is the likelihood's expected log
    //   eStep        infer the posterior, prior fixed           ascend E_π[Q] − α KL(π‖p) in π
    //   mStep        move the prior, posterior fixed            descend KL(π‖p) in p
    //   temperature  adapt α to its constraint
    //   model        fit the transition model
    // Most are compiled programs; what a plugin solves exactly runs on the host. A step may veto itself or end the epochs.
    const raised = pipeline.update.run(pipeline.progress);

    // Follow: target copies move towards what was learned.
    pipeline.parameters.synchronise(pipeline.countUpdate(raised));
  }
  // A roll-out that was learned from to its end: snapshots, statistics, penalties that adapt.
  if (pipeline.owed === 0) pipeline.settle();
}
