import type { Finding } from './rooms.ts';
import { isTest, type Source } from './sources.ts';

const fileLinesMax = 400;
const readmeLinesMax = 40;

const bannedNames = /(^|\/)(utils?|common|misc|shared|helpers?|lib|stuff|manager)(\.[a-z.]+)?(\/|$)/i;

/** Things only certain files may touch; `where` says which. */
const reserved: readonly { rule: string; pattern: RegExp; where: RegExp; problem: string }[] = [
  {
    rule: 'environment',
    pattern: /\bprocess\.env\b/,
    where: /^src\/config\.ts$/,
    problem: 'only src/config.ts reads the environment',
  },
  {
    rule: 'time',
    pattern: /\b(Date\.now\(|new Date\(\)|performance\.now\(|setTimeout\(|setInterval\()/,
    where: /^src\/ambient\//,
    problem: 'time comes from the clock (R17)',
  },
  {
    rule: 'chance',
    pattern: /\b(Math\.random\(|randomUUID\(|randomBytes\()/,
    where: /^src\/ambient\//,
    problem: 'chance comes from ctx.random (R17)',
  },
  {
    rule: 'spawn',
    pattern: /'node:child_process'/,
    where: /^src\/launcher\//,
    problem: 'only the launcher spawns',
  },
  { rule: 'code-from-text', pattern: /\beval\(|new Function\(/, where: /^$/, problem: 'no code from text' },
];

/** Marks of unfinished or untested work, in any file. Built from parts, so that this list does not find itself. */
const unfinished: readonly { rule: string; pattern: RegExp; problem: string }[] = [
  {
    rule: 'unfinished',
    pattern: new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`),
    problem: 'unfinished work is written down in a Gaps section, not left as a mark',
  },
  {
    rule: 'focused-test',
    pattern: new RegExp('\\b(test|it|describe)\\.on' + 'ly\\('),
    problem: 'a focused test hides the others',
  },
];

export function checkTexts(source: Source): Finding[] {
  const findings: Finding[] = [];
  const report = (rule: string, problem: string) => findings.push({ rule, path: source.path, problem });
  if (bannedNames.test(source.path)) report('banned-name', 'name the noun, not its usefulness (R11)');
  const lines = source.text.split('\n').length - (source.text.endsWith('\n') ? 1 : 0);
  if (/\.(ts|mjs|js|py)$/.test(source.path) && lines > fileLinesMax)
    report('file-length', `${lines} lines, at most ${fileLinesMax}`);
  if (/^(src|runtimes)\/.*README\.md$/.test(source.path) && lines > readmeLinesMax)
    report('readme-length', `${lines} lines, at most ${readmeLinesMax}`);
  for (const mark of unfinished) if (mark.pattern.test(source.text)) report(mark.rule, mark.problem);
  if (source.path.startsWith('src/') && source.path.endsWith('.ts') && !isTest(source.path)) {
    const code = withoutComments(source.text);
    for (const rule of reserved)
      if (!rule.where.test(source.path) && rule.pattern.test(code)) report(rule.rule, rule.problem);
  }
  return findings;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Every room explains itself. */
export function checkReadmes(sources: readonly Source[]): Finding[] {
  const paths = new Set(sources.map(({ path }) => path));
  const rooms = new Set<string>();
  for (const path of paths) {
    const match = /^src\/(services\/[^/]+|[^/]+)\/[^/]+/.exec(path);
    if (match?.[1] !== undefined && !/\.ts$/.test(match[1])) rooms.add(`src/${match[1]}`);
  }
  return [...rooms]
    .filter((room) => !paths.has(`${room}/README.md`))
    .map((room) => ({ rule: 'readme', path: room, problem: 'the room has no README.md' }));
}
