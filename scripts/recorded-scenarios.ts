/** Which of the recorded scenarios of Lambda's answers stand as golden cases, and why the others do not. */
import { readdir, readFile } from 'node:fs/promises';
import { printTable } from './coverage-markdown.ts';

/** The recorded scenarios by suite, with the fate of those that are no golden case. A name that ends in `*` means all that begin so. */
export type Account = {
  readonly suites: Readonly<Record<string, readonly string[]>>;
  /** What ordinary tests pin, by the file that does. */
  readonly elsewhere: Readonly<Record<string, readonly string[]>>;
  /** What nothing pins, by the reason. */
  readonly uncovered: Readonly<Record<string, readonly string[]>>;
  /** What golden cases stand for. */
  readonly golden: ReadonlySet<string>;
};

const caseFolder = new URL('../src/services/lambda/operations/recorded.cases/', import.meta.url);

export async function readAccount(): Promise<Account> {
  const golden = new Set<string>();
  for (const file of await readdir(caseFolder)) {
    const { scenarios } = await readJson<{ scenarios?: string[] }>(new URL(file, caseFolder));
    if (scenarios === undefined || scenarios.length === 0) throw new Error(`${file} names no scenario`);
    for (const scenario of scenarios) golden.add(scenario);
  }
  const listed = await readJson<Omit<Account, 'golden'>>(
    new URL('./recorded-scenarios.json', import.meta.url),
  );
  return { ...listed, golden };
}

async function readJson<T>(file: URL): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}

/** What is wrong with an account: names that nothing recorded, scenarios that nobody answers for, or two. */
export function problemsOf({ suites, elsewhere, uncovered, golden }: Account): readonly string[] {
  const known = Object.values(suites).flat();
  const named = [elsewhere, uncovered].flatMap((group) => Object.values(group).flat());
  const fates = (scenario: string) =>
    named.filter((name) => means(name, scenario)).length + (golden.has(scenario) ? 1 : 0);
  return [
    ...[...golden].filter((name) => !known.includes(name)).map((name) => `${name} was not recorded`),
    ...named
      .filter((name) => !known.some((scenario) => means(name, scenario)))
      .map((name) => `${name} means nothing that was recorded`),
    ...known
      .filter((scenario) => fates(scenario) !== 1)
      .map((scenario) => `${scenario} is accounted for ${fates(scenario)} times`),
  ];
}

function means(name: string, scenario: string): boolean {
  return name.endsWith('*') ? scenario.startsWith(name.slice(0, -1)) : scenario === name;
}

/** The section of the coverage page. Throws where the account has problems. */
export function scenariosMarkdown(account: Account): string {
  const problems = problemsOf(account);
  if (problems.length > 0) throw new Error(`recorded-scenarios.json:\n${problems.join('\n')}`);
  const { suites, elsewhere, uncovered, golden } = account;
  const namedIn = (group: Account['uncovered'], scenario: string) =>
    Object.values(group)
      .flat()
      .some((name) => means(name, scenario));
  const counts = Object.entries(suites).map(([suite, scenarios]) => [
    suite,
    scenarios.length,
    scenarios.filter((scenario) => golden.has(scenario)).length,
    scenarios.filter((scenario) => namedIn(elsewhere, scenario)).length,
    scenarios.filter((scenario) => namedIn(uncovered, scenario)).length,
  ]);
  const rows = (group: Account['uncovered'], shown: (key: string) => string) =>
    Object.entries(group).flatMap(([key, names]) => names.map((name) => [name, shown(key)]));
  return [
    '## Recorded scenarios of Lambda\n',
    "AWS's own answers, as public test suites recorded them. Golden cases are in `src/services/lambda/operations/recorded.cases/`.\n",
    printTable(['Suite', 'Recorded', 'Golden cases', 'Other tests', 'Not covered'], counts),
    printTable(
      ['Not covered', 'Reason'],
      rows(uncovered, (reason) => reason),
    ),
    printTable(
      ['Covered by another test', 'Which'],
      rows(elsewhere, (file) => `\`${file}\``),
    ),
  ].join('\n');
}
