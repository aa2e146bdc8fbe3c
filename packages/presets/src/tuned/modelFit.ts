/**
 * When a model is fitted, and to what: every 250 environment steps, to all of the experience, until no member gets better on a
 * fifth of it (public code of Janner et al. 2019, arXiv:1906.08253).
 */
export const modelFit = () => ({
  phases: ['model' as const],
  every: { envSteps: 250 },
  rows: 'epochs' as const,
  heldOut: 0.2,
  until: 'stop' as const,
  batchSize: 256,
});
