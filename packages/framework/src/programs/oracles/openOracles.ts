import type { OracleDemand } from '../../slots/optimiser.js';
import type { LearnProgram } from '../learnProgram.js';
import * as errors from '../programErrors.js';
import { GroupOracle, type OraclePlace } from './groupOracle.js';

/** The groups of a program that an optimiser asks about; known once the program was recorded. */
const askedAbout = ({ trained }: LearnProgram, demand: OracleDemand | undefined): readonly string[] =>
  demand ? [...trained].filter((group) => demand.groups.includes(group)) : [];

/** The first group whose losses an optimiser asks about, so that their rows have to be in one place. */
export const firstAskedAbout = (program: LearnProgram, demand: OracleDemand | undefined): string | undefined =>
  askedAbout(program, demand)[0];

/**
 * What an optimiser asks about the losses of a step, by group.
 *
 * @throws VEM_CONSTRAINT_IGNORED of a constraint that the optimiser does not look at; VEM_ORACLE_UNANSWERED
 */
export function openOracles(place: OraclePlace, demand: OracleDemand | undefined): ReadonlyMap<string, GroupOracle> {
  const groups = askedAbout(place.program, demand);
  for (const { name, group, slot } of place.program.constraints.values())
    if (!demand?.constraints || !groups.includes(group)) throw errors.constraintIgnored(slot, name, group);
  return new Map(groups.map((group) => [group, new GroupOracle(place, group, demand!)]));
}
