import { join } from 'node:path';
import { type Resumed, resumeFromConfig } from '@vem/framework';
import pino from 'pino';
import type { Registry } from '../catalogue/registry.js';
import { RUN_FILES } from '../store/runFolder.js';

/** The run in a folder as its newest checkpoint has it, to be looked at and not to go on. @throws VEM_CHECKPOINT_… */
export const openedRun = (folder: string, { plugins }: Pick<Registry, 'plugins'>): Promise<Resumed> =>
  resumeFromConfig(join(folder, RUN_FILES.checkpoints), {
    plugins,
    logger: pino({ enabled: false }),
    allowInexact: true,
  });
