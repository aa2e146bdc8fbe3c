// What must not compile of plugins that know their model; test/unit/exactRefusals.test.ts shows the same at start-up.
import { cartPole, chain, lqr, pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import { linearPotential } from '@vem/likelihoods';
import { knownLinear, knownTables } from '@vem/models';
import { exactCategorical, linearGaussian, tablePolicy, targetEntropy } from '@vem/posteriors';
import { gLearning, maxentIrl, messagePassing, sac, softValueIteration } from '@vem/presets';
import { demonstrated, distil, gaussian, learnedCategorical, linearCategorical } from '@vem/priors';
import { beforeActing, replay } from '@vem/training';
import { actionValues, expectation, logSumExp, nStep, sweptTable } from '@vem/values';

const seed = { seed: 1 };
const onChain = () => ({ ...softValueIteration(), environment: chain() });
const onLine = () => ({ ...messagePassing(), environment: lqr() });

compose(onChain(), seed);
compose(onLine(), seed);
compose({ ...onChain(), posterior: exactCategorical() }, seed);

// @ts-expect-error an environment that declares no tables
compose({ ...softValueIteration(), environment: cartPole() }, seed);
// @ts-expect-error nor a linear system
compose({ ...messagePassing(), environment: pendulum() }, seed);
// @ts-expect-error a linear model of tables
compose({ ...onChain(), model: knownLinear() }, seed);
// @ts-expect-error and tables of a linear system
compose({ ...onLine(), model: knownTables() }, seed);
// @ts-expect-error a policy from values that the host does not have
compose({ ...onChain(), valueEstimator: actionValues() }, seed);
// @ts-expect-error sweeps by a temperature that the host does not know
compose({ ...onChain(), temperature: targetEntropy() }, seed);
// @ts-expect-error by worths of states that it cannot form
compose({ ...onChain(), bootstrap: expectation() }, seed);
// @ts-expect-error by returns that look along windows
compose({ ...onChain(), returns: nStep() }, seed);
const { model: _known, ...unknown } = onChain();
// @ts-expect-error and without a model
compose(unknown, seed);
// @ts-expect-error a linear policy from tables
compose({ ...onChain(), posterior: linearGaussian() }, seed);
// @ts-expect-error and a table of a linear system
compose({ ...onLine(), posterior: tablePolicy() }, seed);
// @ts-expect-error soft maxima over finite actions, of a box
compose({ ...onLine(), bootstrap: logSumExp() }, seed);
// @ts-expect-error a prior that is no Gaussian in the action itself
compose({ ...onLine(), prior: gaussian() }, seed);
// @ts-expect-error updates before there is anything to learn from
compose({ ...sac(), environment: chain(), schedule: beforeActing() }, seed);
// @ts-expect-error the same of sweeps with a replay
compose({ ...onChain(), data: replay() }, seed);
// @ts-expect-error rates by visits that nobody counts
compose({ ...gLearning(), environment: chain(), data: replay() }, seed);
// @ts-expect-error sweeps on a box
compose({ ...onLine(), valueEstimator: sweptTable() }, seed);
const shown = () => ({ ...maxentIrl(), environment: chain() });
compose(shown(), seed);
// @ts-expect-error a reward that is learned where nobody shows anything
compose({ ...onChain(), likelihood: linearPotential() }, seed);
// @ts-expect-error and on an environment whose visits nobody can count
compose({ ...shown(), environment: cartPole() }, seed);
// @ts-expect-error or by an E-step that the host does not see
compose({ ...shown(), posterior: exactCategorical() }, seed);
// @ts-expect-error windows, which have recorded rewards alone
compose({ ...shown(), returns: nStep() }, seed);
const habits = () => ({ ...shown(), prior: linearCategorical(), mStep: demonstrated() });
compose(habits(), seed);
const { mStep: _teacher, ...untaught } = habits();
// @ts-expect-error weights of a prior that nobody teaches
compose(untaught, seed);
// @ts-expect-error a prior that is taught by demonstrations where nobody shows anything
compose({ ...onChain(), prior: linearCategorical(), mStep: demonstrated() }, seed);
// @ts-expect-error one that the host's E-step cannot read
compose({ ...habits(), prior: learnedCategorical() }, seed);
// @ts-expect-error weights over the states of an environment that declares none
compose({ ...sac(), environment: cartPole(), prior: linearCategorical(), mStep: distil() }, seed);
