import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { auditRun } from '../../audit/audit.js';
import { auditLines, auditPage } from '../../audit/page.js';
import { subjectOf } from '../../audit/subject.js';
import { environmentFactory } from '../../experiment/solved.js';
import { formatCount } from '../../report/format.js';
import { readRun } from '../../store/storedRun.js';
import type { Answer } from '../commandLine.js';
import { openedRun } from '../openedRun.js';
import { pluginsOfRun, type StoredPluginArguments } from '../storedPlugins.js';
import type { Terminal } from '../terminal.js';

export interface AuditArguments extends StoredPluginArguments {
  /** The page; default: audit.html in the folder. */
  readonly out?: string;
}

/**
 * `vem audit`: how far is a run's policy from the exact posterior? For environments that declare their model.
 *
 * @throws VEM_AUDIT_IMPOSSIBLE, VEM_RUN_NOT_FOUND, VEM_CHECKPOINT_…, VEM_PLUGINS_MISSING
 */
export async function audit(folder: string, given: AuditArguments, { stderr }: Terminal): Promise<Answer> {
  const { config } = await readRun(folder);
  const known = await pluginsOfRun(folder, { ...given, allowInexact: true }, stderr);
  const { run, checkpoint } = await openedRun(folder, known);
  try {
    const subject = subjectOf(config, run, environmentFactory(config.slots.environment, known), known);
    const audited = await auditRun(subject);
    const { name } = subject;
    const { metrics, gaps, beliefs } = audited;
    const page = given.out ?? join(folder, 'audit.html');
    await writeFile(page, auditPage(name, audited));
    const states = { best: [...gaps.best_S], objective: [...gaps.own_S], kl: [...gaps.kl_S] };
    const json = {
      folder,
      envSteps: checkpoint.envSteps,
      ...metrics,
      states,
      probability: [...beliefs.logPolicy].map(Math.exp),
    };
    await writeFile(join(folder, 'audit.json'), `${JSON.stringify(json)}\n`);
    const lines = auditLines(metrics);
    const width = Math.max(...lines.map(([what]) => what.length));
    return {
      text: [
        `${name}, ${formatCount(checkpoint.envSteps)} env steps`,
        ...lines.map(([what, value]) => `  ${what.padEnd(width)}  ${value}`),
        '',
        page,
      ].join('\n'),
      json: { folder, page, envSteps: checkpoint.envSteps, ...metrics },
    };
  } finally {
    run.dispose();
  }
}
