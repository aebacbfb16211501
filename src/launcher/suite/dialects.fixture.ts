import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import type { Files, LogFrame } from './launched-function.fixture.ts';

/** What goes wrong before a handler can be called. */
export type BrokenFunction = {
  readonly files: Files;
  readonly handler: string;
  /** AWS's Java and Ruby find some of it out at the first invocation only. */
  readonly reported: 'at init' | 'when invoked';
  readonly errorType: string | undefined;
  readonly errorMessage: string | RegExp;
  /** The status that the process ends with after it; null where it lives on. */
  readonly exitCode: number | null;
};

export const BROKEN = ['no such file', 'no such handler', 'bad syntax', 'raises when loaded'] as const;

/** The contract suite's function in a language (`actors/`), and where languages differ by AWS's own design. */
export type Dialect = {
  readonly files: Files;
  readonly handler: string;
  /** The errorType of the actor's `Mine`. */
  readonly raisedType: string;
  /** Where the platform is told of a kind of error and not of its type: of one thrown, and of a function that cannot be called. */
  readonly kinds?: { readonly thrown: string; readonly broken: string };
  /** The errorType of a result that has no JSON. */
  readonly unserialisableType: string;
  /** Names of a payload's fields, in order. */
  readonly errorFields: readonly string[];
  readonly memoryLimit: string | number;
  /** A member with null in an object: AWS's Java leaves it out. */
  readonly keepsNullMembers: boolean;
  /** Where the invocation's trace is told in `_X_AMZN_TRACE_ID`: not from Java 17 on. */
  readonly tracesInVariable: boolean;
  /** Variables that the language's process has besides those of every runtime. */
  readonly ownVariables: RegExp;
  /** Of a JSON log record. */
  readonly requestIdField: string;
  /** How the actor's `log` names the level ERROR and one below it. */
  readonly levels: { readonly error: string; readonly debug: string };
  /** The level ERROR in a JSON log record. */
  readonly errorInRecord: 'ERROR' | 'Error';
  /** Where the console writes events of the log in place of raw output: what of an event's message was printed. */
  readonly printedOf?: (message: string) => string;
  /** How the process ends on SIGSEGV: some languages have a handler that prints a report and aborts. */
  readonly segfaults: 'SIGSEGV' | 'SIGABRT';
  readonly broken: Readonly<Record<(typeof BROKEN)[number], BrokenFunction>>;
  /** Names of cases that the language cannot express, and why. */
  readonly without?: Readonly<Record<string, string>>;
  /** A function that ends its process with status 3 while it is loaded. */
  readonly endsWhenLoaded: { readonly files: Files; readonly handler: string; readonly exitCode: number };
};

/** `it`, but for the cases that the language is without. */
export function casesOf({ without = {} }: Dialect) {
  return (name: string, body: () => Promise<void>): void => {
    if (!(name in without)) void it(name, body);
  };
}

/** What a function has printed, wherever its console leads. */
export function printedIn(
  { printedOf }: Dialect,
  { stdio, logs }: { readonly stdio: string; readonly logs: readonly LogFrame[] },
): string {
  return printedOf === undefined ? stdio : logs.map(({ message }) => printedOf(message)).join('');
}

/** The text of one of `actors/`. */
export const actor = (name: string): string =>
  readFileSync(new URL(`actors/${name}`, import.meta.url), 'utf8');

export const atInit = { reported: 'at init', exitCode: 1 } as const;

export function nodejs(modern: boolean): Dialect {
  const broken = { ...atInit, exitCode: modern ? 1 : 129, handler: 'index.handler' };
  return {
    files: { 'index.js': actor('actor.cjs'), 'data.txt': 'data ☃' },
    handler: 'index.handler',
    raisedType: 'Mine',
    unserialisableType: modern ? 'Runtime.JSONStringifyError' : 'Error',
    errorFields: ['errorType', 'errorMessage', 'trace'],
    memoryLimit: '256',
    keepsNullMembers: true,
    tracesInVariable: true,
    ownVariables: /^NODE_PATH$/,
    requestIdField: 'requestId',
    levels: { error: 'error', debug: 'debug' },
    errorInRecord: 'ERROR',
    segfaults: 'SIGSEGV',
    broken: {
      'no such file': {
        ...broken,
        files: { 'other.js': '' },
        errorType: 'Runtime.ImportModuleError',
        errorMessage: /^Error: Cannot find module 'index'\nRequire stack:/,
      },
      'no such handler': {
        ...broken,
        files: { 'index.js': '' },
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'index.handler is undefined or not exported',
      },
      'bad syntax': {
        ...broken,
        files: { 'index.js': 'exports.handler = (' },
        errorType: 'Runtime.UserCodeSyntaxError',
        errorMessage: /^SyntaxError: /,
      },
      'raises when loaded': {
        ...broken,
        files: { 'index.js': "throw new RangeError('at once');" },
        errorType: 'RangeError',
        errorMessage: 'at once',
      },
    },
    endsWhenLoaded: { files: { 'index.js': 'process.exit(3);' }, handler: 'index.handler', exitCode: 3 },
  };
}

export const python: Dialect = {
  files: { 'app.py': actor('actor.py'), 'data.txt': 'data ☃' },
  handler: 'app.handler',
  raisedType: 'Mine',
  unserialisableType: 'Runtime.MarshalError',
  errorFields: ['errorMessage', 'errorType', 'requestId', 'stackTrace'],
  memoryLimit: '256',
  keepsNullMembers: true,
  tracesInVariable: true,
  ownVariables: /^(PYTHONPATH|LC_CTYPE)$/,
  requestIdField: 'requestId',
  levels: { error: 'error', debug: 'debug' },
  errorInRecord: 'ERROR',
  segfaults: 'SIGSEGV',
  broken: {
    'no such file': {
      ...atInit,
      files: { 'other.py': '' },
      handler: 'app.handler',
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'app': No module named 'app'",
    },
    'no such handler': {
      ...atInit,
      files: { 'app.py': '' },
      handler: 'app.handler',
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: "Handler 'handler' missing on module 'app'",
    },
    'bad syntax': {
      ...atInit,
      files: { 'app.py': 'def handler(:\n' },
      handler: 'app.handler',
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: /^Syntax error in module 'app': /,
    },
    'raises when loaded': {
      ...atInit,
      files: { 'app.py': 'raise ValueError("at once")\n' },
      handler: 'app.handler',
      errorType: 'ValueError',
      errorMessage: 'at once',
    },
  },
  endsWhenLoaded: { files: { 'app.py': 'import sys\nsys.exit(3)\n' }, handler: 'app.handler', exitCode: 3 },
};

export const ruby: Dialect = {
  files: { 'app.rb': actor('actor.rb'), 'data.txt': 'data ☃' },
  handler: 'app.handler',
  raisedType: 'Function<Mine>',
  unserialisableType: 'Function<JSON::GeneratorError>',
  errorFields: ['errorMessage', 'errorType', 'stackTrace'],
  memoryLimit: '256',
  keepsNullMembers: true,
  tracesInVariable: true,
  ownVariables: /^(GEM_HOME|GEM_PATH|RUBYLIB)$/,
  requestIdField: 'requestId',
  levels: { error: 'error', debug: 'debug' },
  errorInRecord: 'ERROR',
  segfaults: 'SIGABRT',
  broken: {
    'no such file': {
      ...atInit,
      exitCode: 252,
      files: { 'other.rb': '' },
      handler: 'app.handler',
      errorType: 'Init<LoadError>',
      errorMessage: 'cannot load such file -- app',
    },
    'no such handler': {
      reported: 'when invoked',
      exitCode: 255,
      files: { 'app.rb': '' },
      handler: 'app.handler',
      errorType: 'Function<NoMethodError>',
      errorMessage: /^undefined method [`']handler' for (an instance of LambdaHandler|#<LambdaHandler)/,
    },
    'bad syntax': {
      ...atInit,
      exitCode: 252,
      files: { 'app.rb': 'def handler(\n' },
      handler: 'app.handler',
      errorType: 'Init<SyntaxError>',
      errorMessage: /app\.rb:1: syntax error/,
    },
    'raises when loaded': {
      ...atInit,
      exitCode: 252,
      files: { 'app.rb': 'raise ArgumentError, "at once"\n' },
      handler: 'app.handler',
      errorType: 'Init<ArgumentError>',
      errorMessage: 'at once',
    },
  },
  endsWhenLoaded: { files: { 'app.rb': 'exit!(3)\n' }, handler: 'app.handler', exitCode: 3 },
};

/** `classes`: the compiled files of `actors/*.java`. */
export function java(classes: Files, major: number): Dialect {
  const files = { ...classes, 'data.txt': 'data ☃' };
  return {
    files,
    handler: 'Actor',
    raisedType: 'Actor$Mine',
    kinds: { thrown: 'Runtime.UserException', broken: 'Runtime.BadFunctionCode' },
    unserialisableType: 'java.lang.RuntimeException',
    errorFields: ['errorMessage', 'errorType', 'stackTrace'],
    memoryLimit: 256,
    keepsNullMembers: false,
    tracesInVariable: major < 17,
    ownVariables: /^_LAMBDA_TELEMETRY_LOG_FD$/,
    requestIdField: 'AWSRequestId',
    levels: { error: 'ERROR', debug: 'DEBUG' },
    errorInRecord: 'ERROR',
    segfaults: 'SIGABRT',
    broken: {
      'no such file': {
        reported: 'when invoked',
        exitCode: null,
        files: { 'data.txt': '' },
        handler: 'Actor',
        errorType: 'java.lang.ClassNotFoundException',
        errorMessage: 'Class not found: Actor',
      },
      'no such handler': {
        reported: 'when invoked',
        exitCode: null,
        files,
        handler: 'Actor::nothingOfThatName',
        errorType: undefined,
        errorMessage:
          'No public method named nothingOfThatName with appropriate method signature found on class Actor',
      },
      'bad syntax': {
        ...atInit,
        files: { 'Actor.class': 'no class file' },
        handler: 'Actor',
        errorType: 'java.lang.ClassFormatError',
        errorMessage: /^Error loading class Actor: /,
      },
      'raises when loaded': {
        ...atInit,
        files,
        handler: 'Broken$RaisesWhenLoaded::handler',
        errorType: 'java.lang.ExceptionInInitializerError',
        errorMessage: 'Error loading class Broken$RaisesWhenLoaded',
      },
    },
    endsWhenLoaded: { files, handler: 'Broken$EndsWhenLoaded::handler', exitCode: 3 },
  };
}

/** `files`: the compiled assemblies of `actors/dotnet`, and their lists. */
export function dotnet(assemblies: Files): Dialect {
  const files = { ...assemblies, 'data.txt': 'data ☃' };
  return {
    files,
    handler: 'Actor::Actor::Handle',
    raisedType: 'Mine',
    unserialisableType: 'InvalidOperationException',
    errorFields: ['errorType', 'errorMessage', 'stackTrace'],
    memoryLimit: 256,
    keepsNullMembers: true,
    tracesInVariable: true,
    ownVariables: /^(DOTNET_ROOT|_LAMBDA_TELEMETRY_LOG_FD)$/,
    requestIdField: 'requestId',
    levels: { error: 'Error', debug: 'Debug' },
    errorInRecord: 'Error',
    // A line has time, request and level before it; an error's is the runtime's own.
    printedOf: (message) => message.replace(/^\d{4}-\S+\t[^\t]*\t(info\t|fail\t.*)/s, ''),
    segfaults: 'SIGSEGV',
    without: {
      'prints bytes that are no text': 'the console knows text only, and what goes past it nobody counts',
    },
    broken: {
      'no such file': {
        ...atInit,
        files,
        handler: 'Missing::Actor::Handle',
        errorType: 'LambdaValidationException',
        errorMessage:
          "Could not find the specified handler assembly with the file name 'Missing, Culture=neutral, PublicKeyToken=null'. The assembly should be located in the root of your uploaded .zip file.",
      },
      'no such handler': {
        ...atInit,
        files,
        handler: 'Actor::Actor::Missing',
        errorType: 'LambdaValidationException',
        errorMessage:
          "Unable to find method 'Missing' in type 'Actor' from assembly 'Actor': Found no methods matching method name 'Missing'.",
      },
      'bad syntax': {
        ...atInit,
        files: { ...files, 'Actor.dll': 'no assembly' },
        handler: 'Actor::Actor::Handle',
        errorType: 'LambdaValidationException',
        errorMessage: "Unable to load assembly 'Actor'.",
      },
      'raises when loaded': {
        ...atInit,
        files,
        handler: 'Actor::RaisesWhenMade::Handle',
        errorType: 'TargetInvocationException',
        errorMessage: 'Exception has been thrown by the target of an invocation.',
      },
    },
    endsWhenLoaded: { files, handler: 'Actor::EndsWhenMade::Handle', exitCode: 3 },
  };
}
