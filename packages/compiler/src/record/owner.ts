const separator = ' › ';

let current: readonly string[] = [];

/**
 * Runs `body` on behalf of an owner: what it records, and the gradients of what it records, carry the label. Calls
 * nest, caller before callee; the innermost label is the slot whose code runs. Outside of a recording only the labels
 * are kept.
 */
export function withOwner<Result>(label: string, body: () => Result): Result {
  return asOwner([...current, label], body);
}

/** The labels in force, outermost first. */
export function currentOwner(): readonly string[] {
  return current;
}

/** Runs `body` with these labels instead of the ones in force. */
export function asOwner<Result>(labels: readonly string[], body: () => Result): Result {
  const outer = current;
  current = labels;
  try {
    return body();
  } finally {
    current = outer;
  }
}

/** `labels › kernel`, the origin of a node or constant. */
export function originOf(labels: readonly string[], kernel: string): string {
  return [...labels, kernel].join(separator);
}

/** What an origin says: the slot (the innermost label, if any: whose code it was, whoever called), all labels, the kernel. */
export function readOrigin(origin: string): {
  readonly slot: string | undefined;
  readonly owner: string;
  readonly kernel: string;
} {
  const parts = origin.split(separator);
  const labels = parts.slice(0, -1);
  return { slot: labels.at(-1), owner: labels.join(separator), kernel: parts[parts.length - 1] };
}
