import { z } from 'zod';
import { segmentSchema } from './segments.js';

/** Everything that a run remembers besides parameters and segments. */
export const STATE_FILE = 'state.safetensors';

/** Kind of a checkpoint that a run can go on from. */
export const RUN_KIND = 'run';

/** What the manifest of a run's checkpoint says, under `resume`, besides what that of a stored policy says. */
export const resumeMetadata = z.strictObject({
  /** What the numbers depend on besides the configuration. */
  conditions: z.record(z.string(), z.string()),
  /** What was warned of already. */
  warned: z.array(z.string()),
  /** Older experience, if the data source keeps a log; null: all of it is in the state. */
  segments: z.array(segmentSchema).nullable(),
});
export type ResumeMetadata = z.infer<typeof resumeMetadata>;
