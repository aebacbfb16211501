import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingTool } from '../../../conformance/tool.ts';
import { newestInstalled } from '../interpreters/find-node.ts';
import { nodejs, python } from './dialects.fixture.ts';
import { NPM_REGISTRY } from './launched-function.fixture.ts';
import { nodejsCases } from './nodejs.suite.ts';
import { pythonCases } from './python.suite.ts';
import { contractCases, describeRuntime } from './runtimes.suite.ts';

/** The system's folders and not this shell's: interpreters in a home folder are out of reach for environments of root's. */
const searchPath = '/usr/local/bin:/usr/bin:/bin';

/** Node.js of other lines, fetched once for all test runs. */
const dataFolder = fileURLToPath(new URL('../../../node_modules/.cache/lambent-test', import.meta.url));

for (const line of [24, 22]) {
  const skip = line === 24 ? false : await unreachable(line);
  describeRuntime(`nodejs${line}.x`, { isolation: 'process', searchPath, dataFolder, skip }, (subject) => {
    contractCases(subject, nodejs);
    nodejsCases(subject, line >= 24);
  });
}

for (const version of pythonVersions()) {
  const skip = missingTool(`/usr/bin/python${version}`);
  describeRuntime(`python${version}`, { isolation: 'process', searchPath, skip }, (subject) => {
    contractCases(subject, python);
    pythonCases(subject);
  });
}

/** Every Python 3 of the system; one that is missing where there is none, so that its absence shows. */
function pythonVersions(): string[] {
  const versions = [8, 9, 10, 11, 12, 13, 14].map((minor) => `3.${minor}`);
  const found = versions.filter((version) => existsSync(join('/usr/bin', `python${version}`)));
  return found.length === 0 ? ['3.11'] : found;
}

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
