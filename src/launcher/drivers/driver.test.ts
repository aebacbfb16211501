import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { InterpreterKind } from '../contract.ts';
import { interpreterCommand } from './driver.ts';

function argumentsOf(kind: InterpreterKind, version: string, variables: Record<string, string> = {}) {
  return interpreterCommand(
    '/usr/bin/x',
    { variables, memoryMiB: 1_000 },
    { kind, path: '/usr/bin/x', version },
    { runtime: '/var/runtime', temporary: '/tmp' },
  );
}

it('bounds the heap by the function’s memory', () => {
  assert.ok(argumentsOf('nodejs', '24.1.0').includes('--max-old-space-size=900'));
  assert.ok(argumentsOf('java', '17.0.15').includes('-XX:MaxHeapSize=870400k'));
});

it('leaves to JAVA_TOOL_OPTIONS what it says', () => {
  const given = '-XX:MaxRAMPercentage=50 -XX:+UseG1GC -XX:-TieredCompilation -XX:ErrorFile=/tmp/mine';
  const flags = argumentsOf('java', '21.0.1', { JAVA_TOOL_OPTIONS: given });
  assert.deepEqual(
    flags.filter((flag) => flag.startsWith('-XX')),
    [],
  );
});

it('keeps what Java writes in the function’s own temporary folder', () => {
  const flags = argumentsOf('java', '21.0.1');
  assert.ok(flags.includes('-Djava.io.tmpdir=/tmp') && flags.includes('-XX:ErrorFile=/tmp/hs_err_pid%p.log'));
});

it('asks nothing of Java for which it would start without its archived modules, and nothing that Java 8 lacks', () => {
  const flags = argumentsOf('java', '8.0.402');
  assert.deepEqual(
    flags.filter((flag) => flag.startsWith('--')),
    [],
  );
});

it('gives Java the language and country of LANG', () => {
  const flags = argumentsOf('java', '17.0.1', { LANG: 'de_AT.UTF-8' });
  assert.ok(flags.includes('-Duser.language=de') && flags.includes('-Duser.country=AT'));
  assert.ok(!argumentsOf('java', '17.0.1', { LANG: 'C' }).some((flag) => flag.startsWith('-Duser')));
});

it('lets a function for another .NET run where that stands in, and only there', () => {
  const command = (version: string) =>
    argumentsOf('dotnet', version, { AWS_EXECUTION_ENV: 'AWS_Lambda_dotnet8' });
  assert.deepEqual(command('8.0.11'), ['/bin/sh', '/var/runtime/bootstrap.sh', '/usr/bin/x']);
  assert.deepEqual(command('10.0.1').slice(3), ['--roll-forward', 'Major']);
});
