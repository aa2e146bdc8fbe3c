import type { Redis } from 'ioredis';
import type { QueueAddress } from './address.js';
import * as errors from './queueErrors.js';

/** Milliseconds that a server may take to answer at first. */
const PATIENCE = 5000;
/** At most so long, in milliseconds, between two attempts to reach a server that was lost. */
const SLOWEST_RETRY = 5000;

/** All queues of vem on a server are this one; jobs say which comparison they are of. */
export const QUEUE_NAME = 'vem-runs';

/** The libraries, which only those need who use a queue. @throws VEM_QUEUE_NOT_INSTALLED */
export async function queueLibrary() {
  try {
    const [{ Queue, Worker, UnrecoverableError, DelayedError }, { Redis }] = await Promise.all([
      import('bullmq'),
      import('ioredis'),
    ]);
    return { Queue, Worker, UnrecoverableError, DelayedError, Redis };
  } catch (cause) {
    throw errors.notInstalled(cause);
  }
}

/** Options of a connection that outlives the server's restarts. */
export const lasting = ({ url }: QueueAddress) => ({
  url,
  maxRetriesPerRequest: null,
  retryStrategy: (times: number) => Math.min(100 * 2 ** times, SLOWEST_RETRY),
});

const REFUSALS = /WRONGPASS|NOAUTH|NOPERM|invalid password|invalid username/i;

async function requireNoEviction(redis: Redis, shown: string): Promise<void> {
  const [, policy = 'noeviction'] = /maxmemory_policy:(\S+)/.exec(await redis.info('memory')) ?? [];
  if (policy !== 'noeviction') throw errors.evicts(shown, policy);
}

/**
 * That a server answers, lets vem in, and keeps what it is given. One look, without waiting for a server that is not there.
 *
 * @throws VEM_QUEUE_UNREACHABLE, VEM_QUEUE_REFUSED, VEM_QUEUE_EVICTS, VEM_QUEUE_NOT_INSTALLED
 */
export async function requireServer({ url, shown }: QueueAddress): Promise<void> {
  const { Redis } = await queueLibrary();
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PATIENCE,
    commandTimeout: PATIENCE,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason = '';
  // What a connection fails of comes as an event; the call then only says that it is closed.
  redis.on('error', (error: Error) => {
    reason ||= error.message || String((error as NodeJS.ErrnoException).code);
  });
  try {
    await redis.connect();
    await redis.ping();
    await requireNoEviction(redis, shown);
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('VEM_')) throw error;
    const told = [reason, error instanceof Error ? error.message : String(error)].filter(Boolean);
    if (told.some((text) => REFUSALS.test(text)))
      throw errors.refused(shown, told.find((text) => REFUSALS.test(text))!);
    throw errors.unreachable(shown, told[0]);
  } finally {
    redis.disconnect();
  }
}
