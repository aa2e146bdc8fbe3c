import { mkdtemp, open, rm } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { describeEngines, describeThreads, type EngineStatus, type ThreadStatus } from '@vem/compiler';
import { type BridgePart, describeBridge } from '@vem/envs';
import { madeWithThis, vemCommit } from '../../experiment/madeWith.js';
import { columns } from '../columns.js';
import type { Answer } from '../commandLine.js';

/** Bytes written to see whether the disk takes them. */
const PROBE = 1 << 20;
const GIBI = 2 ** 30;

/** Whether a folder can be made, written to and synced in the current directory. */
async function diskCheck(folder: string): Promise<{ readonly writable: boolean; readonly reason?: string }> {
  try {
    const probe = await mkdtemp(join(folder, '.vem-doctor-'));
    try {
      const file = await open(join(probe, 'probe'), 'w');
      await file.writeFile(new Uint8Array(PROBE));
      await file.sync();
      await file.close();
    } finally {
      await rm(probe, { recursive: true });
    }
    return { writable: true };
  } catch (error) {
    return { writable: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

const row = (part: EngineStatus | BridgePart): string[] => [
  part.name,
  part.available ? part.version : 'missing',
  part.available ? ('note' in part && part.note) || '' : `${part.reason} To get it: ${part.hint}`,
];

function threadLine(threads: ThreadStatus, cores: number): string {
  if (!threads.available) return `Threads: only --threads 1 works here: ${threads.reason}`;
  const { directMemory } = threads;
  const memory = directMemory.available
    ? `which work on the same memory (koffi ${directMemory.version})`
    : `which copy what they share; to save that: ${directMemory.hint} (${directMemory.reason})`;
  return `Threads: --threads n shares the updates of one run among n cores, up to ${cores} here, ${memory}`;
}

/** Files that a process may have open at once, with its libraries' and its workers'; fewer than that do not do. */
const FEW_FILES = 256;

function fileLimitLine(): readonly string[] {
  const report = process.report?.getReport() as unknown as
    | { readonly userLimits?: { readonly open_files?: { readonly soft?: number | string } } }
    | undefined;
  const soft = Number(report?.userLimits?.open_files?.soft);
  return soft < FEW_FILES ? [`Open files: at most ${soft} (ulimit -n), which is few; set ${FEW_FILES} or more`] : [];
}

/** `vem doctor`: what runs here, and what is missing. Exit status 1 if the default engine or the disk is unusable. */
export async function doctor(): Promise<Answer> {
  const engines = await describeEngines();
  const { vem, node, platform } = madeWithThis();
  const folder = process.cwd();
  const disk = { folder, ...(await diskCheck(folder)) };
  const machine = {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / GIBI),
  };
  const compiled = engines.find(({ name }) => name === 'compiled');
  const healthy = compiled?.available === true && disk.writable;
  const bridge = await describeBridge();
  const threads = describeThreads();
  const text = [
    `vem ${vem}, Node.js ${node}, ${platform}, ${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB`,
    '',
    'Engines',
    columns(engines.map(row)),
    '',
    'For environments gym:<id>',
    columns(bridge.map(row)),
    '',
    threadLine(threads, machine.cores),
    `Disk: ${disk.writable ? `${folder} can be written` : `${folder} cannot be written: ${disk.reason}`}`,
    ...fileLimitLine(),
    '',
    healthy ? 'All that is needed is there.' : 'Something that is needed is missing, see above.',
  ].join('\n');
  const json = { healthy, vem, commit: await vemCommit(), node, platform, machine, engines, threads, bridge, disk };
  return { text, json, exitStatus: healthy ? 0 : 1 };
}
