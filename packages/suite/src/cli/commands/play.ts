import { join } from 'node:path';
import { environmentFactory } from '../../experiment/solved.js';
import { loadStoredPolicy } from '../../experiment/storedPolicy.js';
import { playPage } from '../../play/page.js';
import { recordEpisodes } from '../../play/record.js';
import { formatScore } from '../../report/format.js';
import { statePictures } from '../../report/states.js';
import { writeWhole } from '../../store/files.js';
import { readStates } from '../../store/stateFile.js';
import { pageNotAFile } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import { placeFor } from '../placeFor.js';
import { pluginsToPlay, type StoredPluginArguments } from '../storedPlugins.js';
import type { Terminal } from '../terminal.js';

export interface PlayArguments extends StoredPluginArguments {
  readonly episodes: number;
  readonly stochastic?: boolean;
  readonly seed: number;
  readonly maxSteps: number;
  readonly out?: string;
}

const PAGE = 'play.html';

/**
 * `vem play`: test episodes with a stored policy as a page to watch.
 *
 * @throws VEM_PLAY_OUT, VEM_POLICY_SPACES, VEM_CHECKPOINT_…, VEM_STORE_WRITE, VEM_PLAYER_MISSING
 */
export async function play(folder: string, given: PlayArguments, { stderr }: Terminal): Promise<Answer> {
  const { episodes, seed, stochastic = false, maxSteps } = given;
  const file = given.out === undefined ? join(folder, PAGE) : await placeFor(given.out, pageNotAFile);
  const policy = await loadStoredPolicy(folder, 'newest');
  try {
    const { config, counters } = policy;
    const environment = config.slots.environment.use;
    const known = await pluginsToPlay(folder, environment, given, stderr);
    const factory = environmentFactory(config.slots.environment, known);
    policy.requireSpacesOf(factory.spec);
    await factory.prepare?.();
    const recording = recordEpisodes(policy, factory, {
      episodes,
      seed,
      stochastic,
      maxSteps,
    });
    const title = `${config.preset ?? 'custom'} on ${environment}`;
    const steps = counters.envSteps.toLocaleString('en');
    const how = stochastic ? 'actions are drawn from the policy' : 'the policy acts deterministically';
    const about = `Trained for ${steps} environment steps with seed ${config.seed}; episodes of seed ${seed}; ${how}.`;
    await writeWhole(file, await playPage(title, about, recording, statePictures(await readStates(folder))));
    const played = recording.episodes.map(({ return: episodeReturn, length, ending }) => ({
      return: episodeReturn,
      length,
      ending,
    }));
    const shows = recording.scene ? 'scene' : 'plots';
    const returns = played.map((episode) => formatScore(episode.return)).join(', ');
    return {
      text: `${title}: ${played.length === 1 ? 'return' : 'returns'} ${returns}\n  open ${file} in a browser`,
      json: { preset: config.preset, environment, seed, file, shows, episodes: played },
    };
  } finally {
    policy.dispose();
  }
}
