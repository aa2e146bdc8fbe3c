import { VemError } from '@vem/compiler';

const CODE = 'VEM_TABLES_INVALID';

export const notADistribution = (name: string, what: string, total: number) =>
  new VemError(
    `Tables of "${name}": the probabilities of ${what} sum to 1, received a sum of ${total}. Correct the environment's \`model\`.`,
    { code: CODE, received: total },
  );

export const outcomeInvalid = (
  name: string,
  state: number,
  action: number,
  next: number,
  probability: number,
  reward: number,
) =>
  new VemError(
    `Tables of "${name}", state ${state}, action ${action}: an outcome is one of the states with a probability above 0 and a finite reward, received state ${next}, probability ${probability}, reward ${reward}. Correct the environment's \`model\`.`,
    { code: CODE, received: { next, probability, reward } },
  );
