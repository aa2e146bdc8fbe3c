/** What vem writes is nested less than this; deeper text exhausts the stack of whoever walks through it. */
const DEEPEST = 200;

/**
 * `JSON.parse` for text that somebody else may have written.
 *
 * @throws SyntaxError, also where lists or objects are nested more than 200 deep
 */
export function parseJson(text: string): unknown {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') inText = !inText;
    else if (inText) {
      if (character === '\\') i++;
    } else if (character === '[' || character === '{') {
      if (++depth > DEEPEST) throw new SyntaxError(`it is nested more than ${DEEPEST} deep`);
    } else if (character === ']' || character === '}') depth--;
  }
  return JSON.parse(text);
}
