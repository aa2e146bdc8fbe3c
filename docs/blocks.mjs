// Blocks of pages that are made from stored results: `<!-- kind:name -->` … `<!-- /kind -->`.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Fills all blocks of a kind in a page, and says so where one changes. @param block - the text of the one of that name */
export function fillBlocks(page, kind, block) {
  const before = readFileSync(page, 'utf8');
  const after = before.replace(
    new RegExp(`(<!-- ${kind}:([\\w-]+) -->\\n)[\\s\\S]*?(<!-- \\/${kind} -->)`, 'g'),
    (_block, start, name, end) => `${start}${block(name)}\n${end}`,
  );
  if (after === before) return;
  writeFileSync(page, after);
  console.log(`${basename(page)}: updated`);
}

/** A table in Markdown. */
export function table(header, rows) {
  const line = (entries) => `| ${entries.map((entry) => entry.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** So many significant digits, or all of the whole number, without an exponent. */
export const rounded = (value, digits) =>
  Math.abs(value) >= 10 ** (digits - 1) ? String(Math.round(value)) : String(Number(value.toPrecision(digits)));
