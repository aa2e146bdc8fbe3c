import { VemError } from '@vem/framework';

const SLOT = 'Slot "data", plugin "demonstrations"';

/** Columns that nobody shows. */
export const columnUnknown = (name: string) =>
  new VemError(
    `${SLOT}: demonstrations have observations, actions, rewards, ends and times, and another plugin asks for column "${name}". Choose plugins that learn from what can be seen, e.g. \`behaviour: samplePosterior()\` without records.`,
    { code: 'VEM_DEMONSTRATIONS_COLUMN', slot: 'data', received: name, exitStatus: 2 },
  );

/** No file, and nothing to make demonstrations from. */
export const nobodyShows = (environment: string) =>
  new VemError(
    `${SLOT}, option "path": demonstrations are read from a file, or follow from tables that the environment declares, and ${environment} declares none. Set \`data.path\` to a file that \`vem record\` wrote.`,
    { code: 'VEM_DEMONSTRATIONS_MISSING', slot: 'data', path: 'path', received: environment, exitStatus: 2 },
  );

/** A run that goes on with other demonstrations than it began with. */
export const demonstrationsChanged = (path: string | undefined, expected: string, received: string) =>
  new VemError(
    `${SLOT}: a run goes on with the demonstrations that it began with, ${expected.slice(0, 12)}…, found ${received.slice(0, 12)}… in ${path === undefined ? "the environment's tables" : `"${path}"`}. Put the file of before back, or start another run.`,
    { code: 'VEM_DEMONSTRATIONS_CHANGED', slot: 'data', path: 'path', received },
  );
