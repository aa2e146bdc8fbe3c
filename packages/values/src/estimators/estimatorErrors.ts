import { VemError } from '@vem/framework';

/** More networks are to be drawn than there are. */
export const subsetTooLarge = (subset: number, critics: number) =>
  new VemError(
    `Slot "valueEstimator", plugin "q-ensemble", option "subset": no more networks are drawn than there are (\`critics\`, ${critics}), received ${subset}. Lower \`subset\`, or raise \`critics\`.`,
    { code: 'VEM_ENSEMBLE_SUBSET', slot: 'valueEstimator', path: 'subset', received: subset, exitStatus: 2 },
  );
