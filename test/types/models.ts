// Models, planners and what needs them: these must not compile; test/unit/valueGradients.test.ts and recordedPlans.test.ts show
// that they are refused at start-up too.
import { cartPole, pendulum } from '@vem/envs';
import { type BoundSlot, compose } from '@vem/framework';
import { ensemble } from '@vem/models';
import { deterministic, recordedPlans, steinSampler } from '@vem/posteriors';
import { mbpo, mpo, mveSac, ppo, priorValueGradients, sac, smcp, spo } from '@vem/presets';
import { branchedRollouts, particlePlanner, rollouts, samplePrior, simulatorPlanner } from '@vem/training';

const seed = { seed: 1 };
const onPendulum = () => ({ ...mveSac(), environment: pendulum() });

compose(onPendulum(), seed);
compose({ ...priorValueGradients(), environment: pendulum() }, seed);

const { model: _model, ...withoutModel } = onPendulum();
// @ts-expect-error nothing to imagine with
compose(withoutModel, seed);
// @ts-expect-error no gradient runs through an action among finitely many
compose({ ...mveSac(), environment: cartPole() }, seed);
// @ts-expect-error a sampler's actions have no density, so their KL costs are unknown
compose({ ...onPendulum(), posterior: steinSampler() }, seed);
// @ts-expect-error the same of one action per state
compose({ ...onPendulum(), posterior: deterministic() }, seed);
// @ts-expect-error roll-outs are thrown away before a model could be fitted to them
compose({ ...sac(), environment: pendulum(), model: ensemble(), data: rollouts() }, seed);

compose({ ...mbpo(), environment: pendulum() }, seed);
compose({ ...mbpo('hopper'), environment: pendulum() }, seed);

// @ts-expect-error nothing to imagine rows with
compose({ ...sac(), environment: pendulum(), data: branchedRollouts() }, seed);
// @ts-expect-error the same where the model was taken away
compose({ ...mbpo(), environment: pendulum(), model: undefined }, seed);
// @ts-expect-error imagined rows are no roll-outs that returns could look along
compose({ ...ppo(), environment: pendulum(), model: ensemble(), data: branchedRollouts() }, seed);

const onPlans = () => ({ ...spo(), environment: pendulum() });

compose({ ...smcp(), environment: pendulum() }, seed);
compose({ ...smcp(), environment: cartPole() }, seed);
compose(onPlans(), seed);

declare const elsewhere: BoundSlot<'environment', 'box', never>;
const inCopies = { ...onPlans(), model: undefined, behaviour: simulatorPlanner() };
compose(inCopies, seed);
// @ts-expect-error an environment that cannot be copied
compose({ ...inCopies, environment: elsewhere }, seed);
// @ts-expect-error the posterior that was recorded cannot propose, and this planner's proposals are the prior's
compose({ ...inCopies, ...sac(), behaviour: simulatorPlanner() }, seed);

// @ts-expect-error nothing to plan in
compose({ ...sac(), environment: pendulum(), behaviour: particlePlanner() }, seed);
// @ts-expect-error nobody records plans
compose({ ...onPlans(), behaviour: samplePrior() }, seed);
// @ts-expect-error the same of MPO
compose({ ...mpo(), environment: pendulum(), posterior: recordedPlans() }, seed);
// @ts-expect-error recorded plans are of actions in a box
compose({ ...spo(), environment: cartPole() }, seed);
