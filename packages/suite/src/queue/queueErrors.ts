import { VemError } from '@vem/framework';

export const urlInvalid = (received: string, reason: string) =>
  new VemError(
    `--queue – an address like redis://:password@host:6379 – received ${JSON.stringify(received)}: ${reason} – the address may also stand in the environment variable VEM_QUEUE, which no list of processes shows.`,
    { code: 'VEM_QUEUE_URL', received, exitStatus: 2 },
  );

export const notInstalled = (cause: unknown) =>
  new VemError(
    `--queue – needs the packages bullmq and ioredis – ${cause instanceof Error ? cause.message : String(cause)} – they are optional dependencies of @vem/suite: npm install bullmq ioredis.`,
    { code: 'VEM_QUEUE_NOT_INSTALLED', cause, exitStatus: 2 },
  );

export const unreachable = (where: string, reason: string) =>
  new VemError(
    `Queue ${where} – must answer within five seconds – received: ${reason} – is the server running, and does it listen on this address?`,
    { code: 'VEM_QUEUE_UNREACHABLE', received: reason },
  );

export const refused = (where: string, reason: string) =>
  new VemError(
    `Queue ${where} – must let vem in – received: ${reason} – give user and password in the address: redis://user:password@host:port.`,
    { code: 'VEM_QUEUE_REFUSED', received: reason, exitStatus: 2 },
  );

export const evicts = (where: string, policy: string) =>
  new VemError(
    `Queue ${where} – must not forget jobs when its memory is full – received maxmemory-policy ${policy} – redis-cli config set maxmemory-policy noeviction.`,
    { code: 'VEM_QUEUE_EVICTS', received: policy, exitStatus: 2 },
  );

export const payloadInvalid = (path: string, reason: string) =>
  new VemError(`Job of the queue – must be one that vem wrote – ${path || 'it'}: ${reason}.`, {
    code: 'VEM_QUEUE_PAYLOAD',
    path,
    exitStatus: 2,
  });

export const folderNotShared = (folder: string) =>
  new VemError(
    `Worker – must see the comparison's folder, on a file system that all share – received "${folder}", which is not there – mount it, and where it has another path here, say --root DIR: the folder that holds it.`,
    { code: 'VEM_QUEUE_FOLDER', received: folder },
  );

export const otherVersion = (wanted: string, here: string) =>
  new VemError(
    `Worker – must be the vem that planned the run, so that numbers are the same – received a run of vem ${wanted}, this is ${here} – install the same version on all machines.`,
    { code: 'VEM_QUEUE_VERSION', received: here },
  );

export const pluginsMissing = (hashes: readonly string[]) =>
  new VemError(
    `Worker – must know the plugins of the run – received a run with ${hashes.length === 1 ? 'a package' : `${hashes.length} packages`} that this worker does not have, or has in another version (${hashes.map((hash) => hash.slice(0, 12)).join(', ')}) – name the same packages by --plugins or a vem.config.`,
    { code: 'VEM_QUEUE_PLUGINS', received: [...hashes] },
  );

/** What a job failed of on a worker, as it is kept in the queue. */
export const onWorker = (code: string, message: string) => new VemError(message, { code });

export const resultInvalid = (name: string, reason: string) =>
  new VemError(`Run "${name}" – must come back with its result – received ${reason}.`, { code: 'VEM_QUEUE_RESULT' });
