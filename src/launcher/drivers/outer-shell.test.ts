import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findShell } from './outer-shell.ts';

const asItIs = (path: string) => path;
const shell = { path: '/bin/sh', name: 'sh' };

test('a shell that is loaded with libraries brings its loader and them', () => {
  const printed = [
    '\tlinux-vdso.so.1 (0x00007ffd1a3f2000)',
    '\tlibtinfo.so.6 => /lib/x86_64-linux-gnu/libtinfo.so.6 (0x00007f1)',
    '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f2)',
    '\t/lib64/ld-linux-x86-64.so.2 (0x00007f3)',
  ];
  const { files, command } = findShell(printed.join('\n'), asItIs);
  assert.deepEqual(files, [
    shell,
    { path: '/lib64/ld-linux-x86-64.so.2', name: 'ld.so' },
    { path: '/lib/x86_64-linux-gnu/libtinfo.so.6', name: 'libtinfo.so.6' },
    { path: '/lib/x86_64-linux-gnu/libc.so.6', name: 'libc.so.6' },
  ]);
  assert.deepEqual(command('/x'), ['/x/ld.so', '--library-path', '/x', '/x/sh']);
});

test('a static shell comes alone', () => {
  assert.deepEqual(findShell('', asItIs).files, [shell]);
  assert.deepEqual(findShell('', asItIs).command('/x'), ['/x/sh']);
});
