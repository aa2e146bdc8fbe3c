import { VemError } from '@vem/compiler';

/** Which plugin was examined, and under what. */
export interface Examined {
  readonly slot: string;
  readonly plugin: string;
  /** E.g. `a box of 3 dimensions`. */
  readonly actions?: string | undefined;
}

/** A plugin broke a rule that every plugin of its slot keeps. */
export const ruleBroken = (examined: Examined, rule: string, received: string, fix: string) =>
  new VemError(
    `Slot "${examined.slot}", plugin "${examined.plugin}"${examined.actions ? `, on ${examined.actions}` : ''}: ${rule}; found ${received}. ${fix}`,
    { code: 'VEM_CONFORMANCE', slot: examined.slot, path: rule, received, hint: fix },
  );

/** A program left tensors behind: `tf.keep`, or a tensor made in it and held elsewhere. */
export const tensorsLeaked = (program: string, count: number) =>
  new VemError(
    `${program}: a program frees every tensor that it makes; found ${count} more after recording it than before. Do without \`tf.keep\`, and hold no tensor outside the program.`,
    { code: 'VEM_CONFORMANCE', path: 'tensors are freed', received: count },
  );

/** The stage has no environment that goes on. */
export const nothingToSimulate = () =>
  new VemError(
    'An environment on the stage of conformance checks: it cannot be simulated. Examine such a plugin in a run.',
    {
      code: 'VEM_CONFORMANCE',
    },
  );

/** For whoever waits for another random number where all are the same. */
export const drawsWithoutEnd = () =>
  new VemError('Drawn again and again from a stream whose numbers are all the same.', {
    code: 'VEM_CONFORMANCE',
    path: 'draws without end',
  });
