import { createHash } from 'node:crypto';
import { html, type Markup, raw } from './markup.js';
import { REPORT_STYLE } from './style.js';

/** Nothing is loaded, nothing runs, and only the page's own style sheet applies. */
export const BARE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(REPORT_STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A page in the report's style that needs nothing else: no scripts, no requests. */
export function barePage(title: string, intro: string, content: readonly Markup[]): string {
  return html`${raw('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${BARE_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title} · vem</title><style>${raw(REPORT_STYLE)}</style></head>
<body><header><h1>${title}</h1><p class="quiet">${intro}</p></header><main>
${content}
</main></body></html>
`.markup;
}
