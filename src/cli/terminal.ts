/** Where a command prints: colour on a terminal that has it, plain text in a pipe, each stream by itself. */
export type Terminal = {
  /** Standard output: what the person asked for. */
  readonly out: Output;
  /** Standard error: everything about it. */
  readonly err: Output;
};

export type Output = {
  /** One line. */
  print(text: string): void;
  /** What others wrote, to be printed: on a terminal its control characters are shown instead of obeyed, in a pipe every byte stays. */
  foreign(text: string): string;
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  red(text: string): string;
};

export function openTerminal(
  out: NodeJS.WriteStream = process.stdout,
  err: NodeJS.WriteStream = process.stderr,
): Terminal {
  return { out: outputOn(out), err: outputOn(err) };
}

function outputOn(stream: NodeJS.WriteStream): Output {
  // Whoever read us may be gone (`npm start | head`): that ends the printing, not Lambent.
  stream.on('error', () => undefined);
  const isTerminal = stream.isTTY === true;
  // Node goes by TERM and NO_COLOR here.
  const colour = isTerminal && stream.hasColors();
  const paint = (code: number, end: number) => (text: string) =>
    colour ? `\u001b[${code}m${text}\u001b[${end}m` : text;
  return {
    print: (text) => void stream.write(`${text}\n`),
    foreign: isTerminal ? showControls : (text) => text,
    bold: paint(1, 22),
    dim: paint(2, 22),
    green: paint(32, 39),
    yellow: paint(33, 39),
    red: paint(31, 39),
  };
}

/** Escape sequences could paint over lines, or make up new ones. Tabs and ends of lines stay. */
function showControls(text: string): string {
  return text.replace(
    /(?![\t\n]|\r\n)\p{Cc}/gu,
    (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** Lines of label and value, the values in one column. */
export function columns(rows: readonly (readonly [string, string])[], indent = '  '): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${indent}${label.padEnd(width)}  ${value}`.trimEnd()).join('\n');
}
