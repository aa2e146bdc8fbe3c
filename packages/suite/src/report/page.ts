import { type Registry, registry } from '../catalogue/registry.js';
import { BARE_POLICY } from './bare.js';
import type { Collection } from './collect.js';
import { environmentSection } from './environmentSection.js';
import { gridSection } from './gridSection.js';
import { html, type Markup, raw } from './markup.js';
import { overviewSection } from './overviewSection.js';
import { pooledSection } from './pooledSection.js';
import { provenance } from './provenance.js';
import type { ResultRow } from './results.js';
import { rowSection } from './runsSection.js';
import { REPORT_STYLE } from './style.js';
import { tableSection } from './tableSection.js';

const PARTS = [
  ['methods', 'Methods'],
  ['results', 'Results'],
  ['pooled', 'Over environments'],
  ['environments', 'By environment'],
  ['runs', 'Runs'],
  ['made', 'How it was made'],
] as const;

const part = (id: (typeof PARTS)[number][0], content: Markup | readonly Markup[]): Markup => {
  const title = PARTS.find(([known]) => known === id)![1];
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${content}
</section>`;
};

/** A page of a comparison that still goes on. */
export interface Growing {
  /** Seconds after which the page asks for the next one. */
  readonly seconds: number;
  /** How far it is. */
  readonly state: string;
}

/**
 * The report as one page that needs nothing else: no scripts, no requests.
 *
 * @param growing - of a comparison that goes on: the page then asks for the next one
 */
export function reportPage(collection: Collection, known: Registry = registry, growing?: Growing): string {
  const { results, groups, comparison } = collection;
  const { rows, pairs } = results;
  const anchors = rows.map((_, i) => `row-${i + 1}`);
  const anchorOf = (row: ResultRow) => anchors[rows.indexOf(row)];
  const environments = [...new Set(rows.map(({ environment }) => environment))];
  const sections = environments.map((environment) => {
    const indices = rows.flatMap((row, i) => (row.environment === environment ? [i] : []));
    return environmentSection(
      environment,
      indices.map((i) => groups[i]),
      indices.map((i) => rows[i]),
      pairs.filter((pair) => pair.environment === environment),
    );
  });
  const title = results.suite === null ? 'Stored runs' : `Comparison “${results.suite}”`;
  return html`${raw('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${BARE_POLICY}">
${growing ? html`<meta http-equiv="refresh" content="${growing.seconds}">` : ''}<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title} · vem</title><style>${raw(REPORT_STYLE)}</style></head>
<body><a class="skip" href="#results">To the results</a><header>
<h1>${title}</h1>
<p class="quiet">${comparison?.suite.description ?? 'Runs that were made one by one.'}</p>
${growing ? html`<p role="status">${growing.state}</p>` : ''}<nav aria-label="Parts of the report">${PARTS.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
</header><main>
${part('methods', gridSection(results, anchorOf, known))}
${part('results', [overviewSection(results, anchorOf), tableSection(results, anchors)])}
${part('pooled', pooledSection(results))}
${part('environments', sections)}
${part(
  'runs',
  html`<p class="small quiet">Each method's runs, the command that makes one again, and its parts with their options in full. Marked: what differs from the preset as published.</p>
${rows.map((row, i) => rowSection(groups[i], row, anchors[i]))}`,
)}
${part('made', provenance(collection))}
</main></body></html>
`.markup;
}
