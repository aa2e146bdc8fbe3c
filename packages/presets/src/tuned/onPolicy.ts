/** 2×64 tanh units, orthogonal with gain √2, last layer .01 for policies and 1 for values: CleanRL, Stable-Baselines3. */
const layers = { hidden: [64, 64], activation: 'tanh' as const, initialiser: 'orthogonal' as const };
export const network = { policy: { ...layers, outputGain: 0.01 }, value: { ...layers, outputGain: 1 } };

/** log σ is a parameter of its own, the same at every state, from 0 on, all in the environment's units: as they have it. */
export const gaussianPolicy = { ...network.policy, deviation: 'parameter', units: 'environment' } as const;

/** Falls to 0 in a straight line over the run: CleanRL; `lin_` in rl-baselines3-zoo. */
export const toZero = (from: number) => ({ from, to: 0, over: 'run', shape: 'linear' }) as const;

export const ZOO = { title: 'Raffin 2020, RL Baselines3 Zoo' };
export const CLEANRL = { title: 'Huang et al. 2022, CleanRL', arxiv: '2111.08819' };
