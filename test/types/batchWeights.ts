// Plugins that weigh what was done, next to those they do not go with. Checked by `pnpm test:types`.
import { cartPole, pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import { klDual, ofValue, targetEntropy } from '@vem/posteriors';
import { a2c, awr, ppo, reps, rwr, vmpo } from '@vem/presets';
import { gaussian, learnedCategorical, uniform } from '@vem/priors';
import { offPolicy, recentRollouts, replay, rollouts, samplePosterior } from '@vem/training';
import { nStep, oneStep, stateValue, twinQ } from '@vem/values';

const seed = { seed: 1 };
const awrOnPendulum = () => ({ ...awr(), environment: pendulum() });

// --- Presets as they are, and swaps that are none of them -----------------------------------------------------------

compose(awrOnPendulum(), seed);
compose({ ...awr(), environment: cartPole() }, seed);
compose({ ...awrOnPendulum(), data: rollouts() }, seed);
compose({ ...vmpo(), environment: pendulum(), data: recentRollouts() }, seed);

// --- Data: rows of earlier policies ---------------------------------------------------------------------------------

// @ts-expect-error ratios to a policy that need not have collected these rows
compose({ ...ppo(), environment: pendulum(), data: recentRollouts() }, seed);
// @ts-expect-error scores of actions that earlier policies took
compose({ ...a2c(), environment: cartPole(), data: recentRollouts() }, seed);
// @ts-expect-error whole roll-outs are what advantages are looked up along
compose({ ...awrOnPendulum(), data: replay() }, seed);
// @ts-expect-error a batch of sums of rewards, where weights want advantages
compose({ ...awrOnPendulum(), returns: nStep(), data: replay({ window: 3 }) }, seed);

// --- The other slots ------------------------------------------------------------------------------------------------

// @ts-expect-error weights exist at recorded pairs only: nobody can act by them
compose({ ...awrOnPendulum(), behaviour: samplePosterior() }, seed);
// @ts-expect-error nor is there an entropy to hold
compose({ ...awrOnPendulum(), temperature: targetEntropy() }, seed);
// @ts-expect-error what is fitted has to be learnable
compose({ ...awrOnPendulum(), prior: uniform() }, seed);
// @ts-expect-error the same of a Gaussian that stays as it is
compose({ ...awrOnPendulum(), prior: gaussian() }, seed);
// @ts-expect-error logits in a box
compose({ ...awrOnPendulum(), prior: learnedCategorical() }, seed);
// @ts-expect-error targets of one step have no advantages
compose({ ...awrOnPendulum(), returns: oneStep() }, seed);

// --- Values and a temperature by one dual ---------------------------------------------------------------------------

const repsOnCartPole = () => ({ ...reps(), environment: cartPole() });
compose(repsOnCartPole(), seed);
compose({ ...reps(), environment: pendulum() }, seed);
compose({ ...rwr(), environment: cartPole() }, seed);
compose({ ...rwr(), environment: pendulum(), temperature: klDual() }, seed);
// @ts-expect-error values by regression come without a temperature
compose({ ...repsOnCartPole(), valueEstimator: stateValue() }, seed);
// @ts-expect-error the same where weights are of advantages
compose({ ...awrOnPendulum(), temperature: ofValue() }, seed);
// @ts-expect-error visits of transitions that are drawn at random do not flow on
compose({ ...repsOnCartPole(), data: replay() }, seed);
// @ts-expect-error values of states are what balances visits, not of actions
compose({ ...reps(), environment: pendulum(), valueEstimator: twinQ() }, seed);

compose({ ...awrOnPendulum(), data: rollouts(), schedule: offPolicy({ steps: [['value', 'eStep', 'mStep']] }) }, seed);
