import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { WriteStream } from 'node:tty';
import { fakeTerminal } from './terminal.fixture.ts';

const pipe = { isTTY: false };
const coloured = { isTTY: true, hasColors: () => true };

test('each stream has colours of its own: one may be a terminal and the other a pipe', () => {
  const shown = (out: typeof pipe, err: typeof pipe) => {
    const { terminal, printed, noted } = fakeTerminal(out, err);
    terminal.out.print(terminal.out.green('answer'));
    terminal.err.print(terminal.err.red('failed'));
    return [printed(), noted()];
  };
  const [green, red] = ['\u001b[32manswer\u001b[39m\n', '\u001b[31mfailed\u001b[39m\n'];
  assert.deepEqual(shown(coloured, coloured), [green, red]);
  assert.deepEqual(shown(pipe, coloured), ['answer\n', red]);
  assert.deepEqual(shown(coloured, pipe), [green, 'failed\n']);
  assert.deepEqual(shown(pipe, pipe), ['answer\n', 'failed\n']);
});

/** The variables that decide about colour, as the person has set them. */
function withVariables(t: TestContext, variables: Readonly<Record<string, string>>): void {
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'TERM', 'COLORTERM', 'CI', 'TMUX'])
    delete process.env[name];
  Object.assign(process.env, variables);
}

for (const [variables, hasColour] of [
  [{ TERM: 'xterm-256color' }, true],
  [{ TERM: 'xterm-256color', NO_COLOR: '1' }, false],
  [{ TERM: 'dumb' }, false],
] as const) {
  test(`a terminal with ${JSON.stringify(variables)} has ${hasColour ? 'colours' : 'none'}`, (t) => {
    withVariables(t, variables);
    const { getColorDepth, hasColors } = WriteStream.prototype;
    const { terminal } = fakeTerminal({ isTTY: true, getColorDepth, hasColors } as typeof coloured);
    assert.equal(terminal.out.bold('x') !== 'x', hasColour);
  });
}

test('control characters of others are shown on a terminal, and left as they are in a pipe', () => {
  const text = 'a\tb\r\nc\rd\u001b[2Je\u009bf\u007fé';
  const { terminal } = fakeTerminal(coloured, pipe);
  assert.equal(terminal.out.foreign(text), 'a\tb\r\nc\\x0dd\\x1b[2Je\\x9bf\\x7fé');
  assert.equal(terminal.err.foreign(text), text);
});
