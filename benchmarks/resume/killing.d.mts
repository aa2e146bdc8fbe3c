import type { ChildProcess } from 'node:child_process';

export interface Finished {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}
export type Kill =
  | { readonly afterSteps: number; readonly milliseconds: number }
  | { readonly within: 'checkpoint'; readonly afterSteps: number };
export interface Killed {
  readonly killed: boolean;
  readonly withinCheckpoint: boolean;
  readonly steps: number;
  readonly stderr: string;
}
export function tinySettings(preset: string, environment: string): readonly string[];
export function presetsOn(environment: string): readonly string[];
export function start(argv: readonly string[], cwd: string): { child: ChildProcess; finished: Promise<Finished> };
export function vem(argv: readonly string[], cwd: string): Promise<Finished>;
export function killed(argv: readonly string[], cwd: string, folder: string, kill: Kill): Promise<Killed>;
export function outcome(folder: string): Readonly<Record<string, unknown>>;
