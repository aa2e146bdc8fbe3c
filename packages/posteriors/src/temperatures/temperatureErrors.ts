import { VemError } from '@vem/framework';

export const evidenceMissing = (name: string) =>
  new VemError(
    `Slot "temperature": it adapts to the E-step's "${name}", which no earlier phase of the update published. Put phase "eStep" before "temperature" in the schedule, with a posterior that publishes it.`,
    { code: 'VEM_EVIDENCE_MISSING', slot: 'temperature', received: name },
  );
