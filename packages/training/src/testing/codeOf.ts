import { VemError } from '@vem/framework';

/** The code of the error that an action ends with; undefined if it ends with none. Other errors than coded ones pass. */
export function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof VemError) return error.code;
    throw error;
  }
  return undefined;
}
