// Sequences and what looks along them: these must not compile; test/unit/sequenceTargets.test.ts shows that they are refused at start-up too.
import { cartPole, pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import { mpo, ppo, recurrentSac, sac } from '@vem/presets';
import { gru, noisyMode, replay, rollouts, samplePosterior, sequenceReplay } from '@vem/training';
import { logSumExp, nStep, retrace, sequenceVTrace, stateValue } from '@vem/values';

const seed = { seed: 1 };
const behaviour = samplePosterior({ warmUp: 'policy' });
const data = sequenceReplay();
const along = () => ({ ...sac(), environment: pendulum(), behaviour, data, returns: retrace() });

compose(along(), seed);
compose({ ...mpo('retrace'), environment: pendulum() }, seed);
compose({ ...mpo('retrace'), environment: cartPole() }, seed);
// Sequences may be learned from step by step.
compose({ ...sac(), environment: pendulum(), data }, seed);

// @ts-expect-error single transitions have no way to look along
compose({ ...along(), data: replay() }, seed);
// @ts-expect-error nor have roll-outs whose rows are shuffled
compose({ ...along(), data: rollouts() }, seed);
// @ts-expect-error a value of states says nothing about the actions that were taken
compose({ ...along(), valueEstimator: stateValue() }, seed);
// @ts-expect-error V-trace adds rewards up, and the bootstrap counts KL costs on the way
compose({ ...mpo('retrace'), environment: cartPole(), returns: sequenceVTrace(), bootstrap: logSumExp() }, seed);
// @ts-expect-error nobody records how likely actions were
compose({ ...along(), behaviour: noisyMode() }, seed);
// @ts-expect-error n, a number
nStep({ steps: '3' });
// @ts-expect-error whose policy is valued
retrace({ who: 'behaviour' });

const recurrent = () => ({ ...recurrentSac(), environment: pendulum() });

compose(recurrent(), seed);
compose({ ...recurrentSac(), environment: cartPole() }, seed);
compose({ ...recurrent(), data: sequenceReplay({ length: 4 }) }, seed);
compose({ ...mpo('retrace'), environment: pendulum(), memory: gru() }, seed);
compose({ ...recurrent(), memory: undefined }, seed);

// @ts-expect-error what to remember is learned along time
compose({ ...recurrent(), data: replay() }, seed);
// @ts-expect-error and not from the shuffled steps of a roll-out
compose({ ...ppo(), environment: cartPole(), memory: gru() }, seed);
// @ts-expect-error a memory is no behaviour
compose({ ...recurrent(), behaviour: gru() }, seed);
// @ts-expect-error M, a number
gru({ units: [64] });
