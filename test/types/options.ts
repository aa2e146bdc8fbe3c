// Options that cannot be, of networks, optimisers and numbers that move. Checked by `pnpm test:types`.
import { categorical, gaussian, scheduledTemperature, tanhGaussian } from '@vem/posteriors';
import { learnedGaussian } from '@vem/priors';
import { adam, perGroup, rmsProp, sgd } from '@vem/training';
import { stateValue, twinQ } from '@vem/values';

// One set of options for every network.
const network = {
  hidden: [64, 64],
  activation: 'gelu',
  initialiser: 'orthogonal',
  outputGain: 0.01,
  layerNorm: 'every',
  residual: true,
  learningRate: { from: 1e-3, to: 0, over: 'run', shape: 'cosine' },
} as const;
const networks = [tanhGaussian, gaussian, categorical, learnedGaussian, twinQ, stateValue].map((plugin) =>
  plugin({ ...network, hidden: [...network.hidden] }),
);
void networks;

// @ts-expect-error no such activation
tanhGaussian({ activation: 'selu' });
// @ts-expect-error no such initial values
twinQ({ initialiser: 'heNormal' });
// @ts-expect-error normalised where?
twinQ({ layerNorm: true });
// @ts-expect-error finitely many actions have no deviation
categorical({ deviation: 'parameter' });
// @ts-expect-error no such deviation
gaussian({ deviation: 'network' });

adam({ learningRate: { from: 3e-4, to: 0 }, stepNorm: 0.5, clipNorm: 40 });
// @ts-expect-error a number that moves says where to
adam({ learningRate: { from: 3e-4 } });
// @ts-expect-error no such shape
adam({ learningRate: { from: 3e-4, to: 0, shape: 'steps' } });
// @ts-expect-error neither the run nor a number of steps
scheduledTemperature({ from: 1, to: 0.1, over: 'half' });
// @ts-expect-error Adam has no momentum besides β₁
adam({ momentum: 0.9 });
// @ts-expect-error ε stands inside of the root or outside
rmsProp({ epsilonWhere: 'both' });
sgd({ momentum: 0.9, nesterov: true });

perGroup({ groups: { posterior: { use: 'sgd', momentum: 0.9 } }, rest: { use: 'rms-prop' }, stepNorm: 0.5 });
// @ts-expect-error no such optimiser
perGroup({ groups: { posterior: { use: 'lion' } } });
// @ts-expect-error an option of another optimiser
perGroup({ groups: { posterior: { use: 'sgd', beta1: 0.9 } } });
// @ts-expect-error a norm over all groups is not for one of them to limit
perGroup({ groups: { posterior: { use: 'adam', stepNorm: 0.5 } } });
// @ts-expect-error no optimisers within those of groups
perGroup({ groups: { posterior: { use: 'per-group', groups: {} } } });
// @ts-expect-error which groups?
perGroup();
