/** The runtimes' contract over AWS's Runtime API: from the service's own invocations to a process and back. */
import { after, before, describe } from 'node:test';
import { dotnetVersions, missingCsharp } from '../../scripts/csharp.ts';
import { contractCases } from '../../src/launcher/suite/contract.suite.ts';
import {
  type Dialect,
  dotnet,
  java,
  nodejs,
  python,
  ruby,
} from '../../src/launcher/suite/dialects.fixture.ts';
import { compileAssemblies } from '../../src/launcher/suite/dotnet-assemblies.fixture.ts';
import { javaMajors, versionsOf } from '../../src/launcher/suite/hosted-versions.fixture.ts';
import { overHttp, provided } from '../../src/launcher/suite/http-dialects.fixture.ts';
import { compileActors } from '../../src/launcher/suite/java-classes.fixture.ts';
import {
  type LaunchedWorld,
  openLaunchedWorld,
} from '../../src/services/lambda/invoke/launched-world.fixture.ts';
import { missingTool } from '../tool.ts';
import { serveFunction } from './served-function.ts';

/** `wrapper`: what starts a managed runtime; it speaks HTTP then. */
function describeContract(
  runtime: string,
  { dialect, skip, wrapper }: { dialect: Dialect; skip: string | false; wrapper?: string },
): void {
  const wrapperFile = wrapper === undefined ? {} : { wrapper };
  const wrapperVariable = wrapper === undefined ? {} : { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/wrapper' };
  describe(`${runtime} over HTTP`, { skip }, () => {
    let world: LaunchedWorld;
    before(async () => {
      world = await openLaunchedWorld('process');
    });
    after(() => world.close());
    const start: Parameters<typeof contractCases>[0]['start'] = (files, handler, { variables } = {}) =>
      serveFunction(
        world,
        { ...files, ...wrapperFile },
        { runtime, handler, variables: { ...variables, ...wrapperVariable } },
      );
    contractCases({ start }, dialect);
  });
}

/** `dialect` may need what a language lacks that is not here. */
async function describeWrapped(
  runtime: string,
  dialect: () => Dialect | Promise<Dialect>,
  skip: string | false,
): Promise<void> {
  if (skip !== false) return void describe(`${runtime} over HTTP`, { skip });
  const wrapper = '#!/bin/sh\nexec "$@"\n';
  describeContract(runtime, { dialect: overHttp(await dialect()), skip, wrapper });
}

describeContract('provided.al2023', { dialect: provided, skip: missingTool('/usr/bin/python3') });
await describeWrapped('nodejs24.x', () => nodejs(true), false);
const [pythonVersion] = versionsOf('python', ['3.14', '3.13', '3.12', '3.11', '3.10', '3.9']);
await describeWrapped(`python${pythonVersion}`, () => python, missingTool(`/usr/bin/python${pythonVersion}`));
const [rubyVersion] = versionsOf('ruby', ['4.0', '3.4', '3.3', '3.2', '3.1']);
await describeWrapped(`ruby${rubyVersion}`, () => ruby, missingTool(`/usr/bin/ruby${rubyVersion}`));
const javaMajor = Math.max(...javaMajors());
await describeWrapped(
  `java${javaMajor}`,
  async () => java(await compileActors(), javaMajor),
  missingTool('javac'),
);
const [dotnetVersion = ''] = dotnetVersions;
const dotnetRuntime = `dotnet${dotnetVersion.split('.').slice(0, 2).join('.')}`;
await describeWrapped(dotnetRuntime, () => dotnet(compileAssemblies(dotnetVersion)), missingCsharp());
