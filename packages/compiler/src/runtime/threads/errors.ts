import { VemError } from '../../errors.js';

/** A helper thread could not load or run a program. */
export function threadFailed(program: string, reason: string): VemError {
  return new VemError(
    `program "${program}" on a helper thread: the run must finish – ${reason} – run with \`threads: 1\``,
    { code: 'VEM_THREAD_FAILED', path: program, received: reason, hint: 'run with `threads: 1`' },
  );
}

/** A helper thread gives no answer. */
export function threadSilent(program: string, milliseconds: number): VemError {
  return new VemError(
    `program "${program}" on a helper thread: must answer – nothing for ${milliseconds / 1000} s – look whether the machine is out of memory or suspended, or run with \`threads: 1\``,
    {
      code: 'VEM_THREAD_SILENT',
      path: program,
      received: `nothing for ${milliseconds / 1000} s`,
      hint: 'run with `threads: 1`',
    },
  );
}
