import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources.js';

export const readDocument = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** A fenced block of code. */
export interface CodeBlock {
  readonly language: string;
  /** What the fence says the block was taken from: ```` ```ts file=path ````. */
  readonly file: string | undefined;
  readonly code: string;
}

export function codeBlocks(text: string): CodeBlock[] {
  return [...text.matchAll(/^```(\w*)(.*)\n([\s\S]*?)^```$/gm)].map(([, language, rest, code]) => ({
    language,
    file: /\bfile=(\S+)/.exec(rest)?.[1],
    code,
  }));
}

/** Text without fenced blocks. */
export const prose = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '');

/** Headings of one level, in order. */
export const headings = (text: string, level: number): string[] =>
  [...prose(text).matchAll(new RegExp(`^#{${level}} (.+)$`, 'gm'))].map(([, title]) => title.trim());

/** What stands under a heading of the second level, up to the next. */
export function section(text: string, title: string): string {
  const start = text.indexOf(`\n## ${title}\n`);
  if (start < 0) return '';
  const body = text.slice(start + title.length + 5);
  const end = body.search(/^## /m);
  return end < 0 ? body : body.slice(0, end);
}

/** The anchor that a heading gets on GitHub. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

/** Targets of links that lead to files of the repository. */
export const localLinks = (text: string): string[] =>
  [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).filter((target) => !/^\w+:/.test(target));

/** First cells of a table's rows that are code: `` | `name` | … ``. */
export const namedRows = (text: string): string[] => [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);

/** The same text with what is between `<!-- mark -->` and its end replaced. */
export function fillBlock(text: string, mark: string, content: string): string {
  const [kind] = mark.split(':');
  const pattern = new RegExp(`(<!-- ${mark} -->\\n)[\\s\\S]*?(<!-- /${kind} -->)`);
  if (!pattern.test(text)) throw new Error(`there is no block <!-- ${mark} --> … <!-- /${kind} -->`);
  return text.replace(pattern, (_block, start: string, end: string) => `${start}${content}\n${end}`);
}
