/** Which of the recorded scenarios of Lambda's answers stand as golden cases, and why the others do not. */
import { readdir, readFile } from 'node:fs/promises';
import { printTable } from './coverage-markdown.ts';

/**
 * The recorded scenarios by suite, with the fate of those that are no golden case. A name that ends in `*` means all that begin so and
 * that no name of their own answers for.
 */
export type Account = {
  readonly suites: Readonly<Record<string, readonly string[]>>;
  /** What ordinary tests pin, by the file that does. */
  readonly elsewhere: Readonly<Record<string, readonly string[]>>;
  /** What nothing pins, by the reason. */
  readonly uncovered: Readonly<Record<string, readonly string[]>>;
  /** What golden cases stand for. */
  readonly golden: ReadonlySet<string>;
};

/** Of the control plane, and of invocations. */
const caseFolders = ['src/services/lambda/operations/recorded.cases/', 'conformance/lambda/recorded/cases/'];

export async function readAccount(): Promise<Account> {
  const golden = new Set<string>();
  for (const name of caseFolders) {
    const folder = new URL(`../${name}`, import.meta.url);
    for (const file of await readdir(folder)) {
      const { scenarios } = await readJson<{ scenarios?: string[] }>(new URL(file, folder));
      if (scenarios === undefined || scenarios.length === 0) throw new Error(`${file} names no scenario`);
      for (const scenario of scenarios) golden.add(scenario);
    }
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
export function problemsOf(account: Account): readonly string[] {
  const names = namesOf(account);
  const answers = Object.values(account.suites)
    .flat()
    .map((scenario) => ({ scenario, names: answering(names, scenario) }));
  const used = new Set(answers.flatMap((answer) => answer.names));
  return [
    ...names.filter((name) => !used.has(name)).map((name) => `${name} means nothing that was recorded`),
    ...answers
      .filter((answer) => answer.names.length !== 1)
      .map((answer) => `${answer.scenario} is accounted for ${answer.names.length} times`),
  ];
}

function namesOf({ golden, elsewhere, uncovered }: Account): readonly string[] {
  return [...golden, ...Object.values(elsewhere).flat(), ...Object.values(uncovered).flat()];
}

/** The names that answer for a scenario: its own, or else those that mean all that begin so. */
function answering(names: readonly string[], scenario: string): readonly string[] {
  const own = names.filter((name) => name === scenario);
  if (own.length > 0) return own;
  return names.filter((name) => name.endsWith('*') && scenario.startsWith(name.slice(0, -1)));
}

/** The section of the coverage page. Throws where the account has problems. */
export function scenariosMarkdown(account: Account): string {
  const problems = problemsOf(account);
  if (problems.length > 0) throw new Error(`recorded-scenarios.json:\n${problems.join('\n')}`);
  const { suites, elsewhere, uncovered, golden } = account;
  const names = namesOf(account);
  const answered = new Map(
    Object.values(suites)
      .flat()
      .map((scenario) => [scenario, answering(names, scenario)[0] ?? '']),
  );
  const count = (scenarios: Iterable<string>, among: readonly string[]) =>
    [...scenarios].filter((scenario) => among.includes(answered.get(scenario) ?? '')).length;
  const counts = Object.entries(suites).map(([suite, scenarios]) => [
    suite,
    scenarios.length,
    count(scenarios, [...golden]),
    count(scenarios, Object.values(elsewhere).flat()),
    count(scenarios, Object.values(uncovered).flat()),
  ]);
  const rows = (group: Account['uncovered'], shown: (key: string) => string) =>
    Object.entries(group).flatMap(([key, members]) =>
      members.map((name) => [name, count(answered.keys(), [name]), shown(key)]),
    );
  return [
    '## Recorded scenarios of Lambda\n',
    `AWS's own answers, as public test suites recorded them. Golden cases are in ${caseFolders.map((name) => `\`${name}\``).join(' and ')}.\n`,
    printTable(['Suite', 'Recorded', 'Golden cases', 'Other tests', 'Not covered'], counts),
    printTable(
      ['Not covered', 'Scenarios', 'Reason'],
      rows(uncovered, (reason) => reason),
    ),
    printTable(
      ['Covered by another test', 'Scenarios', 'Which'],
      rows(elsewhere, (file) => `\`${file}\``),
    ),
  ].join('\n');
}
