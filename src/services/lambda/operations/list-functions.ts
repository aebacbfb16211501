import { storedNameCharactersMax } from '../limits.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import { toListEntry } from './configuration.ts';
import type { ControlOperation } from './control-room.ts';
import { numberOf } from './list-versions-by-function.ts';
import { pageOf, placeOfMarker, unknownMarker } from './page.ts';

/** Sorted by name, at most 50 a page. `FunctionVersion=ALL` lists every version under its qualified ARN. */
export const listFunctions: ControlOperation<'ListFunctions'> = {
  fields: ['FunctionVersion', 'Marker', 'MaxItems'],
  permission: () => ({ action: 'lambda:ListFunctions', resource: '*' }),

  async handle(room, input, context) {
    const isEveryVersion = input.FunctionVersion === 'ALL';
    const { account, region } = context;
    const start = input.Marker === undefined ? undefined : nameIn(input.Marker);
    const records = room.functions.listFrom(account, region, start);
    const entries = entriesOf(records, isEveryVersion);
    const { page, next } = pageOf('ListFunctions', input, entries, ({ record, version }) => [
      record.name,
      numberOf(version),
    ]);
    return {
      ...next,
      Functions: page.map(({ record, version }) =>
        toListEntry(record, version, isEveryVersion ? version.version : undefined),
      ),
    };
  },
};

/** The function that a page ended with. */
function nameIn(marker: string): string {
  const [name] = placeOfMarker('ListFunctions', marker);
  if (!/^[\w.-]+$/.test(name) || name.length > storedNameCharactersMax) throw unknownMarker('ListFunctions');
  return name;
}

type Entry = { readonly record: FunctionRecord; readonly version: VersionRecord };

/** One by one, since a page needs few of them. */
function* entriesOf(
  documents: Iterable<{ readonly value: FunctionRecord }>,
  isEveryVersion: boolean,
): Generator<Entry> {
  for (const { value: record } of documents) {
    yield { record, version: record.latest };
    if (!isEveryVersion) continue;
    for (const version of record.versions ?? []) yield { record, version };
  }
}
