import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingTool } from '../../../conformance/tool.ts';
import { newestInstalled } from '../interpreters/find-node.ts';
import { contractCases } from './contract.suite.ts';
import { java, nodejs, python, ruby } from './dialects.fixture.ts';
import { javaCases } from './java.suite.ts';
import { compileActors } from './java-classes.fixture.ts';
import { NPM_REGISTRY } from './launched-function.fixture.ts';
import { nodejsCases } from './nodejs.suite.ts';
import { pythonCases } from './python.suite.ts';
import { rubyCases } from './ruby.suite.ts';
import { describeRuntime } from './runtimes.suite.ts';

/** The system's folders and not this shell's: interpreters in a home folder are out of reach for environments of root's. */
const searchPath = '/usr/local/bin:/usr/bin:/bin';

/** Node.js of other lines, fetched once for all test runs. */
const dataFolder = fileURLToPath(new URL('../../../node_modules/.cache/lambent-test', import.meta.url));

for (const line of [24, 22]) {
  const skip = line === 24 ? false : await unreachable(line);
  describeRuntime(`nodejs${line}.x`, { isolation: 'process', searchPath, dataFolder, skip }, (subject) => {
    contractCases(subject, nodejs(line >= 24));
    nodejsCases(subject, line >= 24);
  });
}

for (const version of versionsOf('python', ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14'])) {
  const skip = missingTool(`/usr/bin/python${version}`);
  describeRuntime(`python${version}`, { isolation: 'process', searchPath, skip }, (subject) => {
    contractCases(subject, python);
    pythonCases(subject);
  });
}

for (const version of versionsOf('ruby', ['3.1', '3.2', '3.3', '3.4', '4.0'])) {
  const skip = missingTool(`/usr/bin/ruby${version}`);
  describeRuntime(`ruby${version}`, { isolation: 'process', searchPath, skip }, (subject) => {
    contractCases(subject, ruby);
    rubyCases(subject);
  });
}

const noJavac = missingTool('javac');
const classes = noJavac === false ? compileActors() : {};
for (const major of javaMajors()) {
  describeRuntime(`java${major}`, { isolation: 'process', searchPath, skip: noJavac }, (subject) => {
    contractCases(subject, java(classes, major));
    javaCases(subject, classes);
  });
}

/** Those of the system; the first where there is none, so that its absence shows. */
function versionsOf(name: string, versions: readonly string[]): readonly string[] {
  const found = versions.filter((version) => existsSync(join('/usr/bin', `${name}${version}`)));
  return found.length === 0 ? versions.slice(0, 1) : found;
}

/** Every Java of the system, by the file that each has at its root. */
function javaMajors(): readonly number[] {
  const found = readdirSync('/usr/lib/jvm', { withFileTypes: true }).flatMap(({ name }) => {
    const release = join('/usr/lib/jvm', name, 'release');
    const text = existsSync(release) ? readFileSync(release, 'utf8') : '';
    return Number(/^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(text)?.[1] ?? Number.NaN);
  });
  return [...new Set(found.filter((major) => major > 0))];
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
