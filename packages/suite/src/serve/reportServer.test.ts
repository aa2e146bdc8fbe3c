import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { type ReportServer, serveReport } from './reportServer.js';

const servers: ReportServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close(0);
});

async function started(every = 60) {
  const asked: (number | undefined)[] = [];
  const server = await serveReport({
    every,
    page: async (seconds) => {
      asked.push(seconds);
      return `page ${asked.length}`;
    },
  });
  servers.push(server);
  return { server, asked };
}

/** Status of a request with headers that `fetch` would not send. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
}

describe('a served report', () => {
  it('is there for those who know the token, and nothing else is', async () => {
    const { server } = await started();
    const response = await fetch(server.url);
    expect([response.status, await response.text()]).toEqual([200, 'page 1']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { origin } = new URL(server.url);
    for (const path of ['/', '/x/', `${new URL(server.url).pathname}../`, `${new URL(server.url).pathname}runs`])
      expect((await fetch(origin + path)).status).toBe(404);
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetch(server.url, { method })).status).toBe(405);
    expect((await fetch(server.url, { method: 'HEAD' })).status).toBe(200);
  });

  it('has another token each time, and listens on this machine only', async () => {
    const [one, two] = [await started(), await started()];
    expect(new URL(one.server.url).pathname).not.toBe(new URL(two.server.url).pathname);
    const { port } = new URL(one.server.url);
    const outside = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');
    if (outside) await expect(fetch(`http://${outside.address}:${port}/`)).rejects.toThrow();
  });

  it('does not answer under another name that points here', async () => {
    const { server } = await started();
    expect(await statusOf(server.url, { host: 'evil.example' })).toBe(403);
    expect(await statusOf(server.url, { host: `localhost:${new URL(server.url).port}` })).toBe(200);
  });

  it('makes one page for all who ask within its time, and a last one that asks for no other', async () => {
    const { server, asked } = await started();
    await Promise.all([fetch(server.url), fetch(server.url), fetch(server.url)]);
    await fetch(server.url);
    expect(asked).toEqual([60]);
    const closed = server.close(5000);
    servers.splice(0);
    await expect.poll(async () => (await fetch(server.url)).text()).toBe('page 2');
    await closed;
    expect(asked).toEqual([60, undefined]);
    await expect(fetch(server.url)).rejects.toThrow();
  });
});
