/**
 * Characters that a terminal obeys instead of showing them: C0 but for line feed and tab, DEL, C1, and marks that turn the
 * direction of writing.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text of somebody else's that a terminal shows and does not obey: `\u001b` for an escape. Inside of JSON it means the same. */
export const visible = (text: string): string => text.replaceAll(OBEYED, escaped);

/** The same in one line, for names in tables and titles. */
export const oneLine = (text: string): string => visible(text).replaceAll('\n', '\\n').replaceAll('\t', ' ');
