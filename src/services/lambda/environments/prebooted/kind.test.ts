import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionRecord } from '../../invoke/invoke-world.fixture.ts';
import type { VersionRecord } from '../../records/function.ts';
import { kindOf } from './kind.ts';

const kind = (version: Partial<VersionRecord>) => kindOf(functionRecord('f', version).latest);
const withVariable = (name: string) => kind({ variables: { [name]: 'x' } });

test('a kind is what a runtime is booted with', () => {
  assert.deepEqual(kind({ runtime: 'python3.12', memoryMiB: 256, ephemeralStorageMiB: 1024 }), {
    runtime: 'python3.12',
    memoryMiB: 256,
    tmpMiB: 1024,
  });
});

test('languages whose bootstraps cannot wait, custom runtimes and images start directly', () => {
  for (const runtime of ['nodejs24.x', 'python3.12', 'ruby3.3', 'java21', 'java8.al2'])
    assert.ok(kind({ runtime }), runtime);
  for (const runtime of ['dotnet8', 'provided.al2023']) assert.equal(kind({ runtime }), undefined);
  assert.equal(kind({ imageUri: 'registry/image:1' }), undefined);
});

test('so does whatever has variables that are read when a process starts', () => {
  for (const name of [
    ...[
      'NODE_OPTIONS',
      'NODE_EXTRA_CA_CERTS',
      'NODE_PATH',
      'NODE_DEBUG',
      'UV_THREADPOOL_SIZE',
      'SSL_CERT_FILE',
    ],
    ...['LD_LIBRARY_PATH', 'LD_PRELOAD', 'TZ', 'LANG', 'LC_ALL', 'MALLOC_ARENA_MAX', 'GLIBC_TUNABLES'],
    ...['PYTHONPATH', 'PYTHONUNBUFFERED', 'RUBYOPT', 'RUBYLIB', 'GEM_HOME', 'BUNDLE_GEMFILE'],
    ...['JAVA_TOOL_OPTIONS', '_JAVA_OPTIONS', 'JDK_JAVA_OPTIONS'],
    'AWS_LAMBDA_EXEC_WRAPPER',
  ])
    assert.equal(withVariable(name), undefined, name);
  for (const name of ['NODE_ENV', 'TABLE_NAME', 'LANGCHAIN_TRACING', 'TZ_OFFSET', 'POWERTOOLS_LOG_LEVEL'])
    assert.ok(withVariable(name), name);
});
