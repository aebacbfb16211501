import { PassThrough } from 'node:stream';
import { openTerminal } from './terminal.ts';

type Stream = { readonly isTTY: boolean; readonly hasColors?: () => boolean };

const pipe: Stream = { isTTY: false };

/** Streams that the test reads: pipes, unless it says otherwise. */
export function fakeTerminal(out: Stream = pipe, err: Stream = pipe) {
  const streams = [out, err].map((stream) => Object.assign(new PassThrough(), stream));
  const [terminalOut, terminalErr] = streams as unknown as [NodeJS.WriteStream, NodeJS.WriteStream];
  return {
    terminal: openTerminal(terminalOut, terminalErr),
    /** What was printed since it was last asked. */
    printed: () => String(streams[0]?.read() ?? ''),
    noted: () => String(streams[1]?.read() ?? ''),
  };
}
