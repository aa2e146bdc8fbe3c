/** After one of these a slash starts a regular expression, elsewhere it divides. */
const BEFORE_EXPRESSION =
  /(?:^|[({[,;:=!&|?+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|throw|new|delete|await|yield))\s*$/;

/** The end of the literal whose opening quote stands at `start`. */
function endOfString(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i + 1;
    else if (quote === '`' && text.startsWith('${', i)) i = endOfPlaceholder(text, i + 2) - 1;
  }
  return text.length;
}

/** The end of a template's placeholder whose content starts at `start`. */
function endOfPlaceholder(text: string, start: number): number {
  let depth = 1;
  for (let i = start; i < text.length; ) {
    if (`'"\``.includes(text[i])) {
      i = endOfString(text, i);
      continue;
    }
    if (text[i] === '{') depth++;
    if (text[i] === '}' && --depth === 0) return i + 1;
    i++;
  }
  return text.length;
}

function endOfRegularExpression(text: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return i + 1;
  }
  return text.length;
}

/** TypeScript source with a space for each comment; strings, templates and regular expressions stay. */
export function withoutComments(text: string): string {
  let code = '';
  for (let i = 0; i < text.length; ) {
    let end = i + 1;
    if (text.startsWith('//', i)) {
      const newline = text.indexOf('\n', i);
      i = newline < 0 ? text.length : newline;
      continue;
    }
    if (text.startsWith('/*', i)) {
      const close = text.indexOf('*/', i + 2);
      i = close < 0 ? text.length : close + 2;
      code += ' ';
      continue;
    }
    if (`'"\``.includes(text[i])) end = endOfString(text, i);
    else if (text[i] === '/' && BEFORE_EXPRESSION.test(code.slice(-20))) end = endOfRegularExpression(text, i);
    code += text.slice(i, end);
    i = end;
  }
  return code;
}
