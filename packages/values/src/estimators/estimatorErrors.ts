import { VemError } from '@vem/framework';

/** More networks are to be drawn than there are. */
export const subsetTooLarge = (subset: number, critics: number) =>
  new VemError(
    `Slot "valueEstimator", plugin "q-ensemble", option "subset": no more networks are drawn than there are (\`critics\`, ${critics}), received ${subset}. Lower \`subset\`, or raise \`critics\`.`,
    { code: 'VEM_ENSEMBLE_SUBSET', slot: 'valueEstimator', path: 'subset', received: subset, exitStatus: 2 },
  );

/** Returns value actions at more than one place, and one batch takes one set of next states. */
export const jointBatchTwice = () =>
  new VemError(
    'Slot "valueEstimator", plugin "batch-norm-q": states and next states go through its networks as one batch, so targets may value actions once – the returns or the bootstrap asked twice. Take `one-step` or `n-step` returns with the bootstrap `expectation`, or another value estimator, such as `twin-q`.',
    { code: 'VEM_JOINT_BATCH_TWICE', slot: 'valueEstimator', exitStatus: 2 },
  );
