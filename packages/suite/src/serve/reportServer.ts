import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A report that is shown while it grows. */
export interface ReportServer {
  /** For whoever started it: the address holds the token. */
  readonly url: string;
  /**
   * Shows the last page, which no longer asks for another, to whoever is looking, and ends.
   *
   * @param patience - milliseconds to wait for them
   */
  close(patience?: number): Promise<void>;
}

export interface ServeOptions {
  /** The page as it is now. @param seconds - after which it asks for the next; undefined for the last one */
  readonly page: (seconds: number | undefined) => Promise<string>;
  /** Seconds between two pages; default 5. */
  readonly every?: number;
}

/** Only this machine can ask. */
const LOOPBACK = '127.0.0.1';
const TOKEN_BYTES = 24;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

const equal = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Why a request is not answered, as a status; undefined if it is. */
function refusal({ method, url = '', headers }: IncomingMessage, token: string, port: number): number | undefined {
  // A page of somebody else's whose name was made to point here asks for its own name.
  if (headers.host !== `${LOOPBACK}:${port}` && headers.host !== `localhost:${port}`) return 403;
  if (method !== 'GET' && method !== 'HEAD') return 405;
  return equal(url, `/${token}/`) ? undefined : 404;
}

/**
 * Serves one page, which is made anew at most every few seconds, on a free port of this machine only, to those who know a random token. It
 * reads nothing from requests, and there is nothing to write.
 */
export async function serveReport({ page, every = 5 }: ServeOptions): Promise<ReportServer> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  let last = { made: Number.NEGATIVE_INFINITY, text: '' };
  let making: Promise<string> | undefined;
  let asked = Number.NEGATIVE_INFINITY;
  let ending = false;
  let shown: () => void = () => {};

  const make = async (): Promise<string> => {
    const text = await page(ending ? undefined : every);
    last = { made: performance.now(), text };
    return text;
  };
  /** The newest page; many who ask at once make one. */
  const current = (): Promise<string> => {
    if (!ending && performance.now() - last.made < every * 1000) return Promise.resolve(last.text);
    making ??= make().finally(() => {
      making = undefined;
    });
    return making;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const status = refusal(request, token, port);
    if (status !== undefined) return void response.writeHead(status, { 'content-type': 'text/plain' }).end();
    asked = performance.now();
    const isLast = ending;
    try {
      const text = await current();
      response.writeHead(200, HEADERS).end(request.method === 'HEAD' ? undefined : text);
      if (isLast) shown();
    } catch {
      // Files are being replaced; the next look finds them.
      response.writeHead(503, { ...HEADERS, refresh: String(every) }).end('The report is being written.');
    }
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  const { port } = server.address() as AddressInfo;
  // It keeps no process alive.
  server.unref();
  return {
    url: `http://${LOOPBACK}:${port}/${token}/`,
    close: async (patience = 1500 * every) => {
      const looking = performance.now() - asked < 2000 * every;
      await making?.catch(() => undefined);
      ending = true;
      if (looking) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, patience);
          shown = () => {
            clearTimeout(timer);
            // Time for the answer to leave.
            setTimeout(resolve, 50);
          };
        });
      }
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
