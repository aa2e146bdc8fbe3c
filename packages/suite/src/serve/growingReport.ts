import type { Registry } from '../catalogue/registry.js';
import { type Collection, collect } from '../report/collect.js';
import { reportPage } from '../report/page.js';
import { type ReportServer, serveReport } from './reportServer.js';

/** `7 of 27 runs are there`. */
function stateOf({ results, comparison }: Collection): string {
  const planned = comparison?.runs.length ?? 0;
  const there = results.rows.reduce((sum, { scores, failures }) => sum + scores.length + failures.length, 0);
  return `This comparison goes on: ${there} of ${planned} runs are there. The page follows.`;
}

/** Shows the report of a comparison while its runs go on, at an address that it tells. @param path - the comparison's folder */
export async function serveGrowing(
  path: string,
  known: Registry,
  { stderr }: { readonly stderr: (text: string) => void },
): Promise<ReportServer> {
  const server = await serveReport({
    page: async (seconds) => {
      const collection = await collect(path, known);
      return reportPage(collection, known, seconds === undefined ? undefined : { seconds, state: stateOf(collection) });
    },
  });
  stderr(`the report as it grows, for this machine only: ${server.url}\n`);
  return server;
}
