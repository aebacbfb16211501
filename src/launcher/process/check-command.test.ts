import assert from 'node:assert/strict';
import { it } from 'node:test';
import { COMMAND_BYTES_MAX, EXTENSIONS_MAX, VARIABLES_BYTES_MAX } from '../limits.ts';
import { CommandRefused, checkCommand } from './check-command.ts';

const scratch = '/scratch';
const start = {
  command: 'start',
  isolation: 'process',
  network: 'host',
  id: 'abcdefghij0123456789',
  token: 'a'.repeat(32),
  interpreter: { kind: 'nodejs', path: '/usr/bin/node', version: '24.21.0' },
  codeFolder: '/scratch/code/x',
  variables: { _HANDLER: 'index.handler', KEY: 'value' },
  memoryMiB: 128,
  tmpMiB: 512,
};

const { interpreter: _interpreter, ...withoutInterpreter } = start;
const image = { command: ['sh', '-c', ''], workingDirectory: '/work/../x', searchPath: '/bin:' };
const imageStart = {
  ...withoutInterpreter,
  isolation: 'bubblewrap',
  network: 'isolated',
  supervised: { extensions: [] },
  image,
};

it('lets a runtime boot without a function only where one can come to it', () => {
  const { codeFolder: _folder, ...rest } = start;
  const folders = { codeFolder: '/scratch/code/slot/var/task', layersFolder: '/scratch/code/slot/opt' };
  const prebooted = { ...rest, ...folders, prebooted: true };
  assert.deepEqual(checkCommand(prebooted, scratch), prebooted);
  for (const wrong of [
    { prebooted: 1 },
    { layersFolder: undefined },
    { codeFolder: '/scratch/code/slot/var/other' },
    { codeFolder: '/var/task' },
    { supervised: { extensions: [] } },
    { interpreter: undefined, supervised: { program: '/var/task/bootstrap', extensions: [] } },
  ])
    assert.throws(
      () => checkCommand({ ...prebooted, ...wrong }, scratch),
      CommandRefused,
      JSON.stringify(wrong),
    );
});

it('passes on what has the right shape, and nothing else of it', () => {
  assert.deepEqual(checkCommand({ ...start, extra: 1 }, scratch), start);
  const { interpreter: _none, ...custom } = {
    ...start,
    supervised: { program: '/var/task/bootstrap', extensions: ['a b', 'c'] },
    layersFolder: '/scratch/code/layers',
  };
  assert.deepEqual(checkCommand({ ...custom, x: 1 }, scratch), custom);
  assert.deepEqual(checkCommand({ ...imageStart, x: 1 }, scratch), imageStart);
  for (const command of ['stop', 'reset', 'freeze', 'thaw', 'examine'])
    assert.deepEqual(checkCommand({ command, id: start.id, x: 1 }, scratch), { command, id: start.id });
  assert.equal(Object.hasOwn(checkCommand({ ...start, resettable: 'no' }, scratch), 'resettable'), false);
  assert.deepEqual(checkCommand({ command: 'sweep', code: 1 }, scratch), { command: 'sweep', code: false });
  const probe = { of: 'python', path: '/usr/bin/python3', isolation: 'bubblewrap' };
  assert.deepEqual(checkCommand({ command: 'probe', probe }, scratch), { command: 'probe', probe });
  assert.deepEqual(checkCommand({ command: 'probe', probe: { of: 'bubblewrap' } }, scratch), {
    command: 'probe',
    probe: { of: 'bubblewrap' },
  });
});

const refused: readonly unknown[] = [
  null,
  'start',
  {},
  { command: 'run' },
  { command: '__proto__' },
  { command: 'stop' },
  { command: 'stop', id: '*' },
  { command: 'probe', probe: { of: 'perl', path: '/usr/bin/perl', isolation: 'process' } },
  { command: 'probe', probe: { of: 'python', path: 'python3', isolation: 'process' } },
  { command: 'probe', probe: { of: 'python', path: '/usr/bin/../x', isolation: 'process' } },
  { ...imageStart, isolation: 'process' },
  { ...imageStart, supervised: undefined },
  { ...imageStart, interpreter: start.interpreter },
  { ...imageStart, image: {} },
  { ...imageStart, image: { ...image, command: [] } },
  { ...imageStart, image: { ...image, command: ['a\0b'] } },
  { ...imageStart, image: { ...image, command: ['x'.repeat(COMMAND_BYTES_MAX)] } },
  { ...imageStart, image: { ...image, workingDirectory: 'work' } },
  { ...start, isolation: 'none' },
  { ...start, network: 'none' },
  { ...start, network: 'isolated' },
  { ...start, id: 'ABCDEFGHIJ0123456789' },
  { ...start, id: `${start.id}\n` },
  { ...start, token: 'short' },
  { ...start, interpreter: undefined },
  { ...start, interpreter: { ...start.interpreter, version: '; rm' } },
  { ...start, interpreter: { ...start.interpreter, path: '/usr/bin/node\0' } },
  { ...start, codeFolder: '/scratch/code' },
  { ...start, codeFolder: '/scratch/code/' },
  { ...start, codeFolder: '/scratch/code/../environments' },
  { ...start, codeFolder: '/scratch/codex' },
  { ...start, layersFolder: '/opt' },
  { ...start, layersFolder: '/scratch/code/../environments' },
  { ...start, layersFolder: null },
  { ...start, variables: { '': 'x' } },
  { ...start, variables: { 'A B': 'x' } },
  { ...start, variables: { A: 1 } },
  { ...start, variables: { A: 'x\0y' } },
  { ...start, variables: { A: 'x'.repeat(VARIABLES_BYTES_MAX) } },
  { ...start, interpreter: undefined, supervised: { extensions: [] } },
  { ...start, supervised: {} },
  { ...start, supervised: { program: 'bootstrap', extensions: [] } },
  { ...start, supervised: { program: '/var/task/../bootstrap', extensions: [] } },
  { ...start, supervised: { extensions: ['../x'] } },
  { ...start, supervised: { extensions: ['..'] } },
  { ...start, supervised: { extensions: ['a\nb'] } },
  { ...start, supervised: { extensions: [''] } },
  { ...start, supervised: { extensions: Array.from({ length: EXTENSIONS_MAX + 1 }, () => 'x') } },
  { ...start, layersFolder: '/opt' },
  { ...start, memoryMiB: 1.5 },
  { ...start, memoryMiB: '128' },
  { ...start, memoryMiB: 10_241 },
  { ...start, tmpMiB: -1 },
];

it('passes on a folder of layers where there is one', () => {
  const layered = { ...start, layersFolder: '/scratch/code/y' };
  assert.deepEqual(checkCommand(layered, scratch), layered);
});

it('refuses everything else', () => {
  for (const command of refused) {
    assert.throws(() => checkCommand(command, scratch), CommandRefused, JSON.stringify(command));
  }
});
