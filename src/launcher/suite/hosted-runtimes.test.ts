import assert from 'node:assert/strict';
import { it } from 'node:test';
import { missingTool } from '../../../conformance/tool.ts';
import { dotnetVersions, missingCsharp } from '../../../scripts/csharp.ts';
import { contractCases } from './contract.suite.ts';
import { type Dialect, dotnet, java, python, ruby } from './dialects.fixture.ts';
import { dotnetCases } from './dotnet.suite.ts';
import { compileAssemblies } from './dotnet-assemblies.fixture.ts';
import { dotnetStreamingCases } from './dotnet-streaming.suite.ts';
import { javaMajors, versionsOf } from './hosted-versions.fixture.ts';
import { javaCases } from './java.suite.ts';
import { compileActors } from './java-classes.fixture.ts';
import { pythonCases } from './python.suite.ts';
import { rubyCases } from './ruby.suite.ts';
import { describeRuntime, type RuntimeUnderTest } from './runtimes.suite.ts';

/** The system's folders and not this shell's: interpreters in a home folder are out of reach for environments of root's. */
const searchPath = '/usr/local/bin:/usr/bin:/bin';

const noSandbox = missingTool('bwrap');

for (const version of versionsOf('python', ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14'])) {
  const skip = missingTool(`/usr/bin/python${version}`);
  for (const path of ['direct', 'prebooted'] as const)
    describeRuntime(`python${version}`, { isolation: 'process', searchPath, skip, path }, (subject) => {
      contractCases(subject, python);
      pythonCases(subject);
    });
}

for (const version of versionsOf('ruby', ['3.1', '3.2', '3.3', '3.4', '4.0'])) {
  const skip = missingTool(`/usr/bin/ruby${version}`);
  for (const path of ['direct', 'prebooted'] as const)
    describeRuntime(`ruby${version}`, { isolation: 'process', searchPath, skip, path }, (subject) => {
      contractCases(subject, ruby);
      rubyCases(subject);
    });
  describeRuntime(
    `ruby${version}`,
    { isolation: 'bubblewrap', searchPath, skip: skip || noSandbox },
    (subject) => sandboxCases(subject, ruby),
  );
}

const noJavac = missingTool('javac');
const classes = noJavac === false ? await compileActors() : {};
const majors = javaMajors();
for (const major of majors) {
  // All of them run the same classes: the whole of it for one is enough.
  const isLatest = major === Math.max(...majors);
  for (const path of ['direct', 'prebooted'] as const) {
    const options = { searchPath, path };
    if (isLatest)
      describeRuntime(`java${major}`, { ...options, isolation: 'process', skip: noJavac }, (subject) => {
        contractCases(subject, java(classes, major));
        javaCases(subject, classes);
      });
    describeRuntime(
      `java${major}`,
      { ...options, isolation: 'bubblewrap', skip: noJavac || noSandbox },
      (subject) => sandboxCases(subject, java(classes, major)),
    );
  }
}

const noDotnet = missingCsharp();
for (const version of noDotnet === false ? dotnetVersions : ['8.0.0']) {
  const assemblies = noDotnet === false ? compileAssemblies(version) : {};
  const runtime = `dotnet${version.split('.').slice(0, 2).join('.')}`;
  describeRuntime(runtime, { isolation: 'process', searchPath, skip: noDotnet }, (subject) => {
    contractCases(subject, dotnet(assemblies));
    dotnetCases(subject, assemblies);
    dotnetStreamingCases(subject, assemblies);
  });
  describeRuntime(runtime, { isolation: 'bubblewrap', searchPath, skip: noDotnet || noSandbox }, (subject) =>
    sandboxCases(subject, dotnet(assemblies)),
  );
}

/** The same interpreters where they see nothing of the host but what the sandbox shows them. */
function sandboxCases(subject: RuntimeUnderTest, dialect: Dialect): void {
  it('runs in a sandbox', async () => {
    const fn = await (await subject.start(dialect.files, dialect.handler)).ready();
    assert.deepEqual(await fn.result({ do: 'value', value: ['☃', 1] }), ['☃', 1]);
    assert.deepEqual(await fn.result({ do: 'file', name: 'a', text: 'x' }), ['x', true]);
    assert.deepEqual(((await fn.result({ do: 'process' })) as unknown[])[1], '/var/task');
    await fn.stop();
  });
}
