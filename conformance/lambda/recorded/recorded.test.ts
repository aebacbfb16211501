/** Golden cases of invocations: one Lambent plays them all, on the interpreters of this machine. */
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { missingCsharp } from '../../../scripts/csharp.ts';
import { withFolder } from '../../lambent-process.ts';
import { missingTool } from '../../tool.ts';
import { type Case, play, python, substituteFlags } from './play.ts';

const folder = new URL('./cases/', import.meta.url);

/** Most of a case is waiting, for processes to start and for time limits. */
const casesAtOnce = 6;

/** Of a case that waits for what never comes. */
const caseMsMax = 60_000;

/** What cases need by what they say: only a sandbox has AWS's folders. */
const needs = [
  { says: /\.py"/, missing: missingTool(python) },
  { says: /\.rb"/, missing: missingTool('ruby') },
  { says: /\.java"/, missing: missingTool('javac') },
  { says: /\.cs"/, missing: missingCsharp() },
  { says: /wrapper/, missing: missingTool('bash') },
  { says: /\/var\//, missing: missingTool('bwrap') },
  { says: /keeps\.py"/, missing: missingTool('bwrap') },
];

test('as AWS answers', { concurrency: casesAtOnce }, (suite) =>
  withFolder(async (data, start) => {
    const { endpoint } = await start(data, substituteFlags());
    const cases = readdirSync(folder).map((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      const recorded = JSON.parse(text) as Case;
      const skip = needs.find(({ says, missing }) => missing !== false && says.test(text))?.missing;
      const name = `${file.replace('.json', '')}, as observed ${recorded.observed}`;
      return suite.test(name, { skip, timeout: caseMsMax }, () => play(recorded, endpoint));
    });
    await Promise.all(cases);
  }),
);
