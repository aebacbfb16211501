/** What the commands print. Colour only on a terminal; plain text in a pipe, and every byte as it came. */
export type Terminal = {
  /** To standard output: what the person asked for. */
  print(text: string): void;
  /** To standard error: everything about it. */
  note(text: string): void;
  /** What others wrote, to be printed or noted: on a terminal its control characters are shown instead of obeyed. */
  foreignPrint(text: string): string;
  foreignNote(text: string): string;
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
  // Whoever read us may be gone (`npm start | head`): that ends the printing, not Lambent.
  for (const stream of [out, err]) stream.on('error', () => undefined);
  const colour = out.isTTY === true && out.hasColors();
  const paint = (code: number, end: number) => (text: string) =>
    colour ? `\u001b[${code}m${text}\u001b[${end}m` : text;
  return {
    print: (text) => void out.write(`${text}\n`),
    note: (text) => void err.write(`${text}\n`),
    foreignPrint: out.isTTY === true ? showControls : asItIs,
    foreignNote: err.isTTY === true ? showControls : asItIs,
    bold: paint(1, 22),
    dim: paint(2, 22),
    green: paint(32, 39),
    yellow: paint(33, 39),
    red: paint(31, 39),
  };
}

function asItIs(text: string): string {
  return text;
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
