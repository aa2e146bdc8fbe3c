/** The report's style sheet: one column of text, wide things scroll inside themselves, light and dark. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f7f9; --ink: #16181d; --quiet: #5c6370; --rule: #e2e5ea; --mark: #fff3cd;
  --series-0: #2563eb; --series-1: #d9480f; --series-2: #0f8a5f; --series-3: #9333ea;
  --series-4: #a16207; --series-5: #0e7490; --series-6: #be185d; --series-7: #57534e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --panel: #1d2026; --ink: #e8eaed; --quiet: #a0a7b4; --rule: #31353d; --mark: #46390f;
    --series-0: #6ea8fe; --series-1: #ff9f5a; --series-2: #4ade9f; --series-3: #c792ff;
    --series-4: #e5c04b; --series-5: #4dd0e8; --series-6: #f77fb5; --series-7: #b8b2ab;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; font-weight: 600; }
figure h3 { margin-top: 0; }
p { margin: .5rem 0; max-width: 46rem; }
.quiet { color: var(--quiet); }
.small { font-size: .875rem; }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
a { color: inherit; }
th, td { padding: .5rem .6rem; text-align: left; border-bottom: 1px solid var(--rule); white-space: nowrap; vertical-align: top; }
tr:last-child > td, tr:last-child > th { border-bottom: 0; }
thead th { font-weight: 600; color: var(--quiet); background: var(--panel); }
td.number, th.number { text-align: right; }
/* At 1280 pixels the table of results fits: words wrap, numbers do not. */
.results { font-size: .85rem; }
.results th, .results td { padding: .45rem .5rem; }
.results th, .results td:not(.number) { white-space: normal; overflow-wrap: break-word; }
.results thead th { vertical-align: bottom; }
td.wrap { white-space: normal; overflow-wrap: anywhere; min-width: 14rem; }
tr.failed td { color: var(--quiet); }
tr.changed { background: var(--mark); }
.swatch { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-right: .5em; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .25rem 0 .75rem; padding: 0; list-style: none; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.5rem; align-items: start; }
figure { margin: 0; max-width: 34rem; }
figcaption { color: var(--quiet); font-size: .85rem; }
svg { display: block; width: 100%; height: auto; }
details { border: 1px solid var(--rule); border-radius: 8px; margin: .5rem 0; }
summary { cursor: pointer; padding: .6rem .75rem; font-weight: 600; }
details .scroll { border: 0; border-top: 1px solid var(--rule); border-radius: 0; }
code, pre { font: .85rem/1.5 ui-monospace, monospace; }
pre { background: var(--panel); border-radius: 8px; padding: .75rem; overflow-x: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  .results, .results tbody, .results tr, .results td { display: block; }
  .results thead { display: none; }
  .results tr { padding: .5rem 0; border-bottom: 1px solid var(--rule); }
  .results tr:last-child { border-bottom: 0; }
  .results td, .results td.number { display: flex; justify-content: space-between; gap: 1rem; text-align: right; white-space: normal; border: 0; padding: .15rem .75rem; }
  .results td::before { content: attr(data-title); color: var(--quiet); text-align: left; white-space: nowrap; }
  .results td:first-child { font-weight: 600; }
}
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
`;
