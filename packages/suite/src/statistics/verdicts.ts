import { isTied, type Pairing } from './improvement.js';
import { type Look, PermutationTest } from './permutationTest.js';

/** `better`: the second has the higher mean. `undecided`: the difference may be chance. `tied`: all scores are one number. */
export type Verdict = 'better' | 'worse' | 'undecided' | 'tied';

/** Error that all verdicts together may have: the probability that any of them takes chance for a difference. */
export const FAMILY_LEVEL = 0.05;

/** What becomes of one question, is the second method better than the first. */
export interface Decision {
  readonly verdict: Verdict;
  /** The look that decided, from 0; undefined where nothing is decided. */
  readonly look: number | undefined;
}

/**
 * A family of questions that are answered as groups of scores come in, with the error of all answers together held by Holm's
 * procedure: each question is tested at the family's level divided by the number of those that are open; once one is decided,
 * its share goes to the others, and their tests are made again from the first look on.
 *
 * AdaStop tests the greatest of all differences instead, which takes scores of one scale; over tasks with other scales, and between
 * methods of which one varies more than another, questions have to be tested one by one.
 *
 * @see Mathieu et al. 2023, AdaStop, arXiv:2306.10882, for deciding by groups of seeds
 * @see Maurer & Bretz 2013, Multiple testing in group sequential trials using graphical approaches,
 *   Statistics in Biopharmaceutical Research 5:311, for Holm's procedure with looks
 */
export class QuestionFamily {
  readonly #level: number;
  readonly #tests: readonly PermutationTest[];
  readonly #looks: readonly Look[][];
  readonly #decided = new Map<number, number>();

  /** @param planned - looks there may be in the end; 1 for what is there */
  constructor(questions: number, planned: number, level = FAMILY_LEVEL) {
    this.#level = level;
    this.#tests = Array.from({ length: questions }, () => new PermutationTest(planned));
    this.#looks = this.#tests.map(() => []);
  }

  /** The next group of scores for a question. */
  add(question: number, look: Look): void {
    this.#tests[question].add(look);
    this.#looks[question].push(look);
  }

  decisions(): Decision[] {
    for (let before = -1; before < this.#decided.size; ) {
      before = this.#decided.size;
      const share = this.#level / (this.#tests.length - before);
      for (const [question, test] of this.#tests.entries()) {
        const look = this.#decided.has(question) ? undefined : test.rejectedAt(share);
        if (look !== undefined) this.#decided.set(question, look);
      }
    }
    return this.#tests.map((test, question) => {
      const look = this.#decided.get(question);
      if (look !== undefined) return { verdict: test.difference(look) > 0 ? 'better' : 'worse', look };
      return { verdict: areTied(this.#looks[question]) ? 'tied' : 'undecided', look };
    });
  }
}

/** On each task all scores of all looks are one number. */
function areTied(looks: readonly Look[]): boolean {
  const tasks = Math.max(0, ...looks.map(({ length }) => length));
  const all = (side: keyof Pairing, task: number) => looks.flatMap((look) => look[task]?.[side] ?? []);
  const joined = Array.from({ length: tasks }, (_, task) => ({
    first: all('first', task),
    second: all('second', task),
  }));
  return tasks > 0 && joined.every(isTied);
}

/**
 * Decisions on a family of questions from what there is.
 *
 * @param questions - [questions][looks]: the scores as they came, group by group; groups of one question may be fewer
 * @param planned - looks there may be in the end; 1 for what is there
 */
export function decide(questions: readonly (readonly Look[])[], planned = 1, level = FAMILY_LEVEL): Decision[] {
  const family = new QuestionFamily(questions.length, planned, level);
  for (const [question, looks] of questions.entries()) for (const look of looks) family.add(question, look);
  return family.decisions();
}
