import * as errors from './queueErrors.js';

/** A server of a queue. */
export interface QueueAddress {
  readonly url: string;
  /** Without user and password, for messages. */
  readonly shown: string;
}

const PROTOCOLS = ['redis:', 'rediss:'];

/** @throws VEM_QUEUE_URL */
export function parseAddress(given: string): QueueAddress {
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw errors.urlInvalid(given.replace(/\/\/.*@/, '//…@'), 'it is no address');
  }
  const shown = `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
  if (!PROTOCOLS.includes(url.protocol)) throw errors.urlInvalid(shown, `it begins with ${url.protocol}//`);
  if (url.hostname === '') throw errors.urlInvalid(shown, 'it names no host');
  if (!/^\/?\d*$/.test(url.pathname)) throw errors.urlInvalid(shown, `"${url.pathname}" is no number of a database`);
  return { url: given, shown };
}

/**
 * The queue that is meant. The environment may name it, so that no list of processes shows its password.
 *
 * @param given - on the command line; without it, the environment says
 * @throws VEM_QUEUE_URL
 */
export function addressFrom(given: string | true | undefined): QueueAddress {
  const named = typeof given === 'string' ? given : process.env.VEM_QUEUE;
  if (named === undefined || named === '') throw errors.urlInvalid('', 'neither it nor VEM_QUEUE is set');
  return parseAddress(named);
}
