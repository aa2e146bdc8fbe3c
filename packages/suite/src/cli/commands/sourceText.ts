import type { Source } from '@vem/framework';

/** A source on one line. */
export const sourceText = ({ title, arxiv, where }: Source): string =>
  [title, arxiv === undefined ? undefined : `arXiv:${arxiv}`, where].filter((part) => part !== undefined).join(', ');
