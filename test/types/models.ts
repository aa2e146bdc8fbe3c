// Models and what needs them: these must not compile; test/unit/valueGradients.test.ts shows that they are refused at start-up too.
import { cartPole, pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import { ensemble } from '@vem/models';
import { deterministic, steinSampler } from '@vem/posteriors';
import { mveSac, priorValueGradients, sac } from '@vem/presets';
import { rollouts } from '@vem/training';

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
