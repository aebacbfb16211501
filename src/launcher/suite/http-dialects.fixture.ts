/** Dialects of runtimes that speak HTTP, run through the service and not by frames. */
import { actor, atInit, type BROKEN, type Dialect, python } from './dialects.fixture.ts';

const noHead = 'the service decides it';
const noLogger = 'its log is its output';
const cut = 'the service cuts it';
const oneLog = 'the log has it beside all else that is written';

/** Cases that no function run through the service can show. */
const withoutFrames = {
  'reports its peak memory': 'only frames say',
  'has what it printed before it threw': oneLog,
  'gives the handler a complete context': noHead,
  'has no time left after the deadline': noHead,
  'counts the time to a far deadline': noHead,
  'prints bytes that are no text': oneLog,
  'hands a result over whole that is too large for the platform': 'the service refuses it',
};

/** A managed runtime that speaks HTTP below a wrapper, run through the service: what went wrong before an event is its answer. */
export function overHttp({ kinds: _, ...dialect }: Dialect): Dialect {
  const brokenOf = (name: (typeof BROKEN)[number]) => ({ ...dialect.broken[name], exitCode: null });
  return {
    ...dialect,
    ownVariables: new RegExp(
      `^(AWS_.*|_AWS_XRAY_.*|LD_LIBRARY_PATH|SHLVL|LAMBDA_RUNTIME_NAME)$|${dialect.ownVariables.source}`,
    ),
    without: {
      ...dialect.without,
      ...withoutFrames,
      'makes one event of one call of its logger, whatever lines that has':
        "the time of an event is the service's",
      'logs a message beyond the size of an event whole': cut,
      ...(dialect.printedOf !== undefined && { 'prints a line of a mebibyte': cut }),
      'JSON: a record a call, with its level and request': noHead,
    },
    broken: {
      'no such file': brokenOf('no such file'),
      'no such handler': brokenOf('no such handler'),
      'bad syntax': brokenOf('bad syntax'),
      'raises when loaded': brokenOf('raises when loaded'),
    },
  };
}

/** A custom runtime, run through the service and not by frames: what it prints are events of the log, a line each. */
export const provided: Dialect = {
  ...python,
  files: { bootstrap: actor('bootstrap.py'), 'app.py': actor('actor.py'), 'data.txt': 'data ☃' },
  unserialisableType: 'TypeError',
  errorFields: ['errorMessage', 'errorType', 'stackTrace'],
  ownVariables: /^(AWS_.*|_AWS_XRAY_.*|LD_LIBRARY_PATH|LC_CTYPE)$/,
  without: {
    ...withoutFrames,
    'makes one event of one call of its logger, whatever lines that has': noLogger,
    'logs a message beyond the size of an event whole': noLogger,
    'JSON: a record a call, with its level and request': noLogger,
  },
  broken: {
    'no such file': {
      ...atInit,
      exitCode: null,
      files: { 'app.py': '' },
      handler: 'app.handler',
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
    },
    'no such handler': {
      ...atInit,
      exitCode: null,
      files: { bootstrap: actor('bootstrap.py'), 'app.py': '' },
      handler: 'app.handler',
      errorType: 'AttributeError',
      errorMessage: "module 'app' has no attribute 'handler'",
    },
    'bad syntax': {
      ...atInit,
      files: { bootstrap: '#!/usr/bin/python3\nprint(' },
      handler: 'app.handler',
      errorType: 'Runtime.ExitError',
      errorMessage: 'Runtime exited with error: exit status 1',
    },
    'raises when loaded': {
      ...atInit,
      exitCode: null,
      files: { bootstrap: actor('bootstrap.py'), 'app.py': 'raise ValueError("at once")\n' },
      handler: 'app.handler',
      errorType: 'ValueError',
      errorMessage: 'at once',
    },
  },
  endsWhenLoaded: {
    files: { bootstrap: '#!/bin/sh\nexit 3\n' },
    handler: 'app.handler',
    exitCode: 3,
  },
};
