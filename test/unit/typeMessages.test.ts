import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the compiler says about each line of test/types/invalid/compose.ts, by the name exported there. */
async function complaints(): Promise<string> {
  const run = promisify(execFile)(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'test/types/invalid', '--pretty', 'false'],
    { cwd: root },
  );
  return run.then(
    () => '',
    (failure: { stdout: string }) => failure.stdout,
  );
}

describe('what does not compile says why', async () => {
  const text = await complaints();
  it.each([
    ['an unknown option', "Did you mean to write 'hidden'?"],
    ['a plugin in the wrong slot', `'this plugin belongs into another slot': "valueEstimator"`],
    ['a misspelt slot', `'there is no such slot': "temprature"`],
    ['a missing capability', `'no slot provides what this plugin needs': "posterior.logProb"`],
    ['continuous plugins with discrete actions', `'no slot provides what this plugin needs': "environment.box"`],
    [
      'a learnable prior without an M-step',
      `'nothing trains this prior; fill slot mStep, e.g. with distil(), or give it`,
    ],
    ['an empty slot', `'these slots are empty; start from a preset or fill them': "environment"`],
    ['a slot that was emptied', `'these slots are empty; start from a preset or fill them': "optimiser"`],
    [
      'a preset for continuous actions with discrete ones',
      `'no plugin here is for such actions; fill the slot, or choose an environment with other actions': "finite"`,
    ],
  ])('%s', (_, sentence) => {
    expect(text).toContain(sentence);
  });
});
