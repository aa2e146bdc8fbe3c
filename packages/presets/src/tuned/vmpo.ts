const OWN = { title: 'Chosen here: nobody has published scores of V-MPO on small tasks' };

/** Tuned here. */
const layers = { hidden: [64, 64], activation: 'tanh' as const, initialiser: 'orthogonal' as const };
/** Wholly copied every 100 updates: the paper, continuous control (10 on DMLab and Atari). */
export const target = { kind: 'copyEvery', updates: 100 } as const;
export const policy = { ...layers, outputGain: 0.01, target };
export const value = { ...layers, outputGain: 1 };

/** ε_η = .01 and η₀ = 1: the paper, table 2. */
export const temperature = { bound: 0.01, initialAlpha: 1, learningRate: 1e-4 };

/** ε_μ = .0075, ε_Σ = 1e-5 over all dimensions, multipliers 1 at the start: the paper. */
export const gaussianBounds = {
  meanBound: 0.0075,
  covarianceBound: 1e-5,
  perDimension: false,
  initialMeanMultiplier: 1,
  initialCovarianceMultiplier: 1,
  learningRate: 1e-4,
};
/** ε_α = .01, α₀ = 5: the paper. */
export const categoricalBound = { bound: 0.01, initialMultiplier: 5, learningRate: 1e-4 };

export const cartPole = {
  description: 'CartPole-v1 at 200,000 steps',
  sources: [OWN],
  run: { environments: 8 },
  changes: () => ({}),
};
export const pendulum = {
  description: 'Pendulum-v1 at 200,000 steps',
  sources: [OWN],
  run: { environments: 8 },
  changes: () => ({}),
};
