import { fileURLToPath } from 'node:url';
import { missingTool } from '../../../conformance/tool.ts';
import { newestInstalled } from '../interpreters/find-node.ts';
import { contractCases } from './contract.suite.ts';
import { nodejs } from './dialects.fixture.ts';
import { NPM_REGISTRY } from './launched-function.fixture.ts';
import { nodejsCases } from './nodejs.suite.ts';
import { describeRuntime } from './runtimes.suite.ts';

/** Node.js of other lines, fetched once for all test runs. */
const dataFolder = fileURLToPath(new URL('../../../node_modules/.cache/lambent-test', import.meta.url));

for (const line of [24, 22, 26, 20]) {
  const skip = line === 24 ? false : await unreachable(line);
  for (const path of line === 26 || line === 20 ? (['direct'] as const) : (['direct', 'prebooted'] as const))
    describeRuntime(`nodejs${line}.x`, { isolation: 'process', dataFolder, skip, path }, (subject) => {
      contractCases(subject, nodejs(line >= 24));
      nodejsCases(subject, line >= 24);
    });
}

// In a sandbox only the pinned line: what differs there is how code comes to its place.
const noSandbox = missingTool('bwrap');
describeRuntime(
  'nodejs24.x',
  { isolation: 'bubblewrap', dataFolder, skip: noSandbox, path: 'prebooted' },
  (subject) => contractCases(subject, nodejs(true)),
);

/** Why a Node.js of that line is neither here nor to be had; an error with CI=true. */
async function unreachable(line: number): Promise<string | false> {
  if ((await newestInstalled(dataFolder, line)) !== undefined) return false;
  const answer = await fetch(NPM_REGISTRY, { method: 'HEAD', signal: AbortSignal.timeout(10_000) }).catch(
    () => undefined,
  );
  if (answer?.ok === true) return false;
  const reason = `${NPM_REGISTRY} is out of reach, so there is no Node.js ${line}`;
  if (process.env.CI === 'true') throw new Error(`${reason}, and CI=true allows no skips`);
  return reason;
}
