import type { Density } from '../slots/density.js';
import type { Subject } from './subject.js';

/** Which member of a density stands behind a capability. */
const MEMBER_OF: Readonly<Record<string, keyof Density>> = {
  density: 'logProb',
  logProb: 'logProb',
  sample: 'sample',
  pathwise: 'sample',
  mode: 'mode',
  gaussian: 'gaussian',
  enumerate: 'enumerate',
  weighted: 'weighted',
};

/** The members that a density has, as far as the other checks ask. */
export interface Members {
  readonly spaces: Density['spaces'];
  readonly has: (member: keyof Density) => boolean;
  /** Whether its density is that of actions with their latent variables, which cannot be looked at action by action. */
  readonly ofPairs: boolean;
  /** What the density adds up to over all actions. */
  readonly mass: number;
}

/** What the plugin declares is what its density has. @throws VEM_CONFORMANCE */
export function checkMembers(subject: Subject): Members {
  let found: Density | undefined;
  subject.run('opened', { observation: subject.observations() }, (scope, { observation }) => {
    found = subject.density(scope, observation);
    return { observation };
  });
  const density = found!;
  const { provides } = subject.bound;
  for (const capability of provides) {
    const member = MEMBER_OF[capability];
    // What only finite actions have is not missed where there are none.
    if (member && (member !== 'enumerate' || subject.action.kind === 'finite'))
      subject.require(
        density[member] !== undefined,
        `a plugin that provides "${capability}" gives its density \`${member}\``,
        'none',
        `Add \`${member}\`, or take "${capability}" out of \`provides\`.`,
      );
  }
  const continuous = subject.action.kind === 'box';
  const relevant = (space: string) => (space === 'finite') !== continuous;
  const declared = provides
    .flatMap((name) => (name.startsWith('space:') ? [name.slice('space:'.length)] : []))
    .filter(relevant);
  const actual = density.spaces.filter(relevant);
  const absent = declared.filter((space) => !actual.some((found) => found === space));
  subject.require(
    absent.length === 0 && (actual.length > 0 || density.logProb === undefined),
    'the density has the spaces that the plugin declares',
    `\`spaces\` [${actual}] under \`provides\` [${declared.map((space) => `space:${space}`)}]`,
    'List under `spaces` each space that `logProb` can be asked for, and declare those that hold whatever drew the sample.',
  );
  const { logMass = 0 } = density;
  subject.require(
    typeof logMass === 'number',
    'a density that is examined adds up to the same in every state',
    'a tensor `logMass`',
    'Examine the normalised density that the potential is made from.',
  );
  const mass = typeof logMass === 'number' ? Math.exp(logMass) : Number.NaN;
  return { spaces: actual, has: (member) => density[member] !== undefined, ofPairs: density.ofPairs === true, mass };
}
