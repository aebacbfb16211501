import { after, before, describe } from 'node:test';
import type { Interpreter, Isolation, Launcher } from '../contract.ts';
import {
  type Files,
  type FunctionSpec,
  interpreterFor,
  type LaunchedFunction,
  launch,
  launcherForTest,
  type StartPath,
} from './launched-function.fixture.ts';

/** What a case gets: a way to start functions of one runtime. */
export type RuntimeUnderTest = {
  readonly runtime: string;
  readonly interpreter: () => Interpreter;
  start(files: Files, handler: string, more?: Partial<FunctionSpec>): Promise<LaunchedFunction>;
};

/** Runs `cases` with a launcher and the interpreter of `runtime`. */
export function describeRuntime(
  runtime: string,
  options: {
    readonly isolation: Isolation;
    readonly searchPath?: string;
    readonly skip: string | false;
    readonly dataFolder?: string;
    /** Left out: direct. */
    readonly path?: StartPath;
  },
  cases: (subject: RuntimeUnderTest) => void,
): void {
  const { path = 'direct' } = options;
  const name = path === 'direct' ? options.isolation : `${options.isolation}, ${path}`;
  describe(`${runtime} (${name})`, { skip: options.skip }, () => {
    let opened: Awaited<ReturnType<typeof launcherForTest>>;
    let interpreter: Interpreter;
    const launcher = (): Launcher => opened.launcher;
    before(async () => {
      opened = await launcherForTest(options.isolation, options);
      interpreter = await interpreterFor(launcher(), runtime);
    });
    after(() => opened.close());
    cases({
      runtime,
      interpreter: () => interpreter,
      start: (files, handler, more) => launch(launcher(), { interpreter, files, handler, ...more }, path),
    });
  });
}
