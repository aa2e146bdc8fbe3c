import { VemError } from '@vem/framework';

const WHERE = 'Slot "data", plugin "branched-rollouts"';

/** Imagined rows cannot have what a behaviour records of its own actions. */
export const columnNotImagined = (column: string) =>
  new VemError(
    `${WHERE}: rows consist of what a model can predict, observations, actions, rewards and ends, but there is a column "${column}". Choose plugins that do without it, or \`data: replay()\`.`,
    { code: 'VEM_IMAGINED_COLUMN', slot: 'data', path: column, received: column, exitStatus: 2 },
  );

/** @param what - e.g. `entry 2 of the observation`; @param step - of the roll-out, from 1 on */
export const notFinite = (what: string, step: number, envSteps: number, received: number) =>
  new VemError(
    `Slot "model": in imagined step ${step}, after ${envSteps} environment steps, it predicts ${received} for ${what}; such a row would be learned from. Fit it more often or with a smaller learning rate, and look at the scale of observations and rewards.`,
    { code: 'VEM_IMAGINED_NOT_FINITE', slot: 'model', path: `step ${step}`, received },
  );

/** Not one row of a whole set of roll-outs was near anything that was ever recorded. */
export const allExploded = (step: number, envSteps: number, reach: number) =>
  new VemError(
    `Slot "model": in imagined step ${step}, after ${envSteps} environment steps, all that it predicts is further than ${reach} times the range of what was recorded from it, so that nothing is left to learn from. Fit it to more rows (\`data.startAfter\`), or imagine fewer steps (\`data.horizon\`).`,
    { code: 'VEM_IMAGINED_EXPLODED', slot: 'model', path: `step ${step}`, received: reach },
  );

/** A batch was asked for before there was a single imagined row. */
export const nothingImagined = () =>
  new VemError(
    `${WHERE}: a batch has imagined rows, but none were imagined yet. Ask \`imagination.due\` before, and take the steps that are.`,
    { code: 'VEM_IMAGINED_NOTHING', slot: 'data' },
  );

/** A stored state is that of another run. */
export const stateMismatch = (what: string, expected: unknown, received: unknown) =>
  new VemError(
    `${WHERE}, stored "${what}": expected ${expected}, found ${received}. The stored run had other options or columns; resume it with its own configuration.`,
    { code: 'VEM_IMAGINED_MISMATCH', slot: 'data', path: what, received },
  );
