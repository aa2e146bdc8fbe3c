import { VemError } from '@vem/framework';

/** There is nothing exact to hold a run against. */
export const auditImpossible = (what: string, why: string, fix: string) =>
  new VemError(`${what}: it cannot be held against the exact posterior, ${why}. ${fix}`, {
    code: 'VEM_AUDIT_IMPOSSIBLE',
    hint: fix,
    exitStatus: 2,
  });
