import { composeUnchecked, type SlotMap, VemError } from '@vem/framework';

type Opened = ReturnType<typeof composeUnchecked>;

/** What a run of these slots is refused with, when it does that. */
export async function refusalOf(
  slots: SlotMap,
  act: (run: Opened) => Promise<unknown>,
  engine: 'compiled' | 'eager' = 'compiled',
): Promise<VemError> {
  const run = composeUnchecked(slots, { seed: 1, engine });
  try {
    await act(run);
  } catch (error) {
    if (error instanceof VemError) return error;
    throw error;
  } finally {
    run.dispose();
  }
  throw new Error('it was taken');
}
