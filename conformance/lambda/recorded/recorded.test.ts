/** Golden cases of invocations: one Lambent plays them all, on the interpreters of this machine. */
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { missingTool } from '../../tool.ts';
import { type Case, openPlayer, type Player, python } from './play.ts';

const folder = new URL('./cases/', import.meta.url);

/** Most of a case is waiting, for processes to start and for time limits. */
const casesAtOnce = 6;

/** What cases need by what they say: only a sandbox has AWS's folders. */
const needs = [
  { says: /python/, missing: missingTool(python) },
  { says: /wrapper/, missing: missingTool('bash') },
  { says: /\/var\//, missing: missingTool('bwrap') },
];

describe('as AWS answers', { concurrency: casesAtOnce }, () => {
  let player: Player;
  before(async () => {
    player = await openPlayer();
  });
  after(() => player.close());

  for (const file of readdirSync(folder)) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const recorded = JSON.parse(text) as Case;
    const skip = needs.find(({ says, missing }) => missing !== false && says.test(text))?.missing;
    test(`${file.replace('.json', '')}, as observed ${recorded.observed}`, { skip }, () =>
      player.play(recorded),
    );
  }
});
