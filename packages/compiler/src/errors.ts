/** What a coded error tells besides its message. */
export interface ErrorDetails {
  /** Permanent code, `VEM_…`; a heading of docs/errors.md. */
  readonly code: string;
  /** The slot whose plugin is at fault. */
  readonly slot?: string;
  /** Key path of a configuration value, or a file. */
  readonly path?: string;
  /** What was found instead. */
  readonly received?: unknown;
  /** What to do about it. */
  readonly hint?: string;
  /** Exit status of the command: 2 for wrong usage, 1 (default) for a failure. */
  readonly exitStatus?: 1 | 2;
  readonly cause?: unknown;
}

/** The only error class that vem throws on purpose: *where – rule – received – fix*, with a permanent code. */
export class VemError extends Error {
  override readonly name = 'VemError';
  readonly code: string;
  readonly slot: string | undefined;
  readonly path: string | undefined;
  readonly received: unknown;
  readonly hint: string | undefined;
  readonly exitStatus: 1 | 2;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.slot = details.slot;
    this.path = details.path;
    this.received = details.received;
    this.hint = details.hint;
    this.exitStatus = details.exitStatus ?? 1;
  }

  /** The shape that `--json` prints under `error`. */
  toJSON(): Record<string, unknown> {
    const { code, message, slot, path, received, hint } = this;
    return Object.fromEntries(
      Object.entries({ code, message, slot, path, received, hint }).filter(([, value]) => value !== undefined),
    );
  }
}
