/** Markup that is safe to put into a page. */
export interface Markup {
  readonly markup: string;
}

/** Takes over text that is markup already. */
export const raw = (markup: string): Markup => ({ markup });

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]);

type Content = Markup | string | number | readonly Content[];

const render = (content: Content): string => {
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(render).join('');
};

/** Markup from a template; text that is put in is escaped, markup is not, lists are joined. */
export const html = (texts: TemplateStringsArray, ...contents: readonly Content[]): Markup =>
  raw(texts.map((text, i) => text + (i < contents.length ? render(contents[i]) : '')).join(''));
