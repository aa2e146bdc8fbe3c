import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { playPage } from './page.js';
import type { Recording } from './record.js';

const recording: Recording = {
  scene: undefined,
  timeStep: 0.1,
  parts: [{ name: '</script><b>', size: 1, of: 1 }],
  actions: { name: 'action', size: 1, of: 1 },
  episodes: [
    {
      return: 3,
      length: 2,
      ending: 'truncated',
      reward: Float32Array.of(1, 2),
      observation: Float32Array.of(-1, 0.5),
      action: Float32Array.of(0, 1),
      moving: [],
      still: { indices: [], poses: [] },
      poses: new Float32Array(0),
    },
  ],
};

it('holds the recording and the script, whatever names there are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vem-page-'));
  try {
    const player = join(folder, 'player.js');
    writeFileSync(player, 'window.played = true;');
    const page = await playPage('sac on <Odd>', 'a & b', recording, [], pathToFileURL(player));
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('<h1>sac on &lt;Odd&gt;</h1>');
    expect(page).toContain('<script>window.played = true;</script>');
    // The browser runs this script and no other, and loads nothing.
    const [, script] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", `script-src 'sha256-${hash}'`]),
    );
    const [, json] = /<script id="recording" type="application\/json">(.*?)<\/script>/s.exec(page) ?? [];
    const { episodes, parts } = JSON.parse(json);
    expect(parts).toEqual(recording.parts);
    const bytes = Buffer.from(episodes[0].observation, 'base64');
    expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([-1, 0.5]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('says what to do where the script was not built', async () => {
  const nowhere = pathToFileURL('/nowhere/player.js');
  await expect(playPage('title', 'about', recording, [], nowhere)).rejects.toMatchObject({
    code: 'VEM_PLAYER_MISSING',
  });
});
