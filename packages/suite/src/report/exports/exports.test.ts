import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collection } from '../collect.js';
import { groupRuns } from '../groups.js';
import { resultRow, timingRow } from '../rows.js';
import { storedRun } from '../testing/storedRun.js';
import { csv } from './csv.js';
import { latexReport, latexText } from './latex.js';
import { parquet } from './parquet.js';
import { curveTable, runTable } from './runTable.js';

let folder: string;
let collection: Collection;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vem-exports-'));
  const curve = [[500, -20]] as const;
  const groups = groupRuns([
    { ...storedRun({ seed: 1, score: -10, label: 'a, "b"', curve, solved: true }), folder },
    storedRun({ seed: 2, label: 'a, "b"' }),
  ]);
  const failures = [{ seed: 2, code: 'VEM_NOT_FINITE', message: 'NaN', diverged: true }];
  const rows = groups.map((group) => resultRow(group, failures));
  const unknown = { suite: null, commit: null, command: null, tuned: null, pooled: null, sequential: null };
  const nothing = { ...unknown, pairs: [], skipped: [], referenceTasks: {} };
  collection = {
    groups,
    comparison: undefined,
    results: { ...nothing, rows, timings: { rows: groups.map(timingRow) } },
  };
  const reports = [{ metrics: { 'q/loss': 2 } }, { episodeReturn: 7, metrics: { 'q/loss': 1.5 } }];
  await writeFile(join(folder, 'metrics.jsonl'), reports.map((line) => `${JSON.stringify(line)}\n`).join(''));
});
afterAll(() => rm(folder, { recursive: true }));

describe('runTable', () => {
  it('has a line for every run, also those without a result, and a column for every metric', async () => {
    const columns = new Map((await runTable(collection)).map(({ name, values }) => [name, values]));
    expect(columns.get('status')).toEqual(['complete', 'diverged']);
    expect(columns.get('error')).toEqual([null, 'VEM_NOT_FINITE']);
    expect(columns.get('score')).toEqual([-10, null]);
    expect(columns.get('solved')).toEqual([true, null]);
    expect(columns.get('peak_memory_bytes')).toEqual([2 ** 28, null]);
    expect(columns.get('q/loss')).toEqual([1.5, null]);
    expect(columns.get('train/episodeReturn')).toEqual([7, null]);
  });

  it('tells runs that may still get a result from failures, and leaves out what is not known', async () => {
    const [row] = collection.results.rows;
    const pending = [{ seed: 2, state: 'notStarted' as const }];
    const rows = [{ ...row, failures: [], pending, overrides: null }];
    const table = await runTable({ ...collection, results: { ...collection.results, rows } });
    const columns = new Map(table.map(({ name, values }) => [name, values]));
    expect(columns.get('status')).toEqual(['complete', 'notStarted']);
    expect(columns.get('options_changed')).toEqual([null, null]);
  });
});

describe('csv', () => {
  it('quotes what needs it', async () => {
    const [names, first, second, end] = csv(await runTable(collection)).split('\r\n');
    expect(names).toMatch(/^method,preset,environment,seed,status,error,score,/);
    expect(first).toMatch(/^"a, ""b""",sac,Pendulum-v1,1,complete,,-10,/);
    expect(second).toMatch(/^"a, ""b""",sac,Pendulum-v1,2,diverged,VEM_NOT_FINITE,,,/);
    expect(end).toBe('');
  });
});

describe('parquet', () => {
  const readBack = (bytes: Uint8Array) =>
    parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer });

  it('is read back as it was written', async () => {
    const rows = await readBack(parquet(await runTable(collection)));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ method: 'a, "b"', seed: 1n, score: -10, solved: true, 'q/loss': 1.5 });
    expect(rows[1]).toMatchObject({ seed: 2n, status: 'diverged' });
    expect(rows[1].score ?? null).toBeNull();
    const curves = await readBack(parquet(curveTable(collection)));
    expect(curves).toMatchObject([{ kind: 'curve', env_steps: 500n, mean_return: -20 }]);
  });
});

describe('latex', () => {
  it('escapes what TeX would read as commands', () => {
    expect(latexText('50 % of a_b & c, −3 ± 1 {x} \\y')).toBe(
      '50 \\% of a\\_b \\& c, $-$3 $\\pm$ 1 \\{x\\} \\textbackslash{}y',
    );
  });

  it('is two tabulars with rules of booktabs', () => {
    const text = latexReport(collection.results);
    expect(text.match(/\\begin\{tabular\}\{@\{\}l[lr]+@\{\}\}/g)).toHaveLength(2);
    expect(text.match(/\\(toprule|midrule|bottomrule)/g)).toHaveLength(6);
    expect(text).toContain('1 of 2: 1 diverged');
    const columns = text.split('\n').filter((line) => line.endsWith('\\\\'));
    expect(new Set(columns.slice(0, 2).map((line) => line.split(' & ').length)).size).toBe(1);
  });

  it('has the best of several in bold, and before the others', () => {
    const groups = groupRuns([1, 2].map((score) => storedRun({ seed: 1, score, label: `m${score}` })));
    const rows = groups.map((group) => resultRow(group, []));
    const text = latexReport({ ...collection.results, rows, timings: { rows: groups.map(timingRow) } });
    expect(text).toMatch(/\nm2 .*\\textbf\{2\.00 \[one seed\]\}.*\nm1 /);
    expect(text.match(/textbf/g)).toHaveLength(1);
  });
});
