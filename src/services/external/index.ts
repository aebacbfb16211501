import type { SigningCredentials } from '#access';
import {
  defineService,
  notImplemented,
  type Operation,
  type OperationTable,
  type Service,
  type ServiceFactory,
} from '#service';
import { loadModel, type Members, type OperationModel, streamsEvents } from '#wire';
import { type ExternalClient, openClient } from './client.ts';
import { permissionFor } from './permissions.ts';

/** Services elsewhere, by their model's name, and what their requests are signed with. */
export type ExternalEndpoints = {
  readonly endpoints: ReadonlyMap<string, URL>;
  readonly credentials: SigningCredentials | undefined;
};

type Table = OperationTable<Record<string, { input: Members; output: Members }>, ExternalClient | undefined>;

/**
 * A service that is called at its endpoint, or refuses every call where it has none. Its operations are those of its model, which is
 * read with the first call.
 */
export function externalService(id: string, { endpoints, credentials }: ExternalEndpoints): ServiceFactory {
  return ({ clock, log }) => {
    const endpoint = endpoints.get(id);
    const client = endpoint && credentials && openClient({ endpoint, credentials, clock, log });
    let table: Service['table'] | undefined;
    const service = defineService({ id, table: {}, room: client, close: async () => client?.close() });
    return Promise.resolve({
      ...service,
      get table() {
        table ??= toTable(id, client) as unknown as Service['table'];
        return table;
      },
    });
  };
}

function toTable(id: string, client: ExternalClient | undefined): Table {
  const absent = notImplemented(`it is called where --endpoints ${id}=URL says`);
  const streaming = notImplemented('it streams events');
  const entryOf = (operation: OperationModel) => {
    if (client === undefined) return absent;
    return streamsEvents(operation) ? streaming : toOperation(operation, client);
  };
  const operations = [...loadModel(id).operations.values()];
  return Object.fromEntries(operations.map((operation) => [operation.name, entryOf(operation)]));
}

function toOperation(
  operation: OperationModel,
  client: ExternalClient,
): Operation<ExternalClient | undefined, Members, Members> {
  return {
    fields: operation.input?.members.map(({ name }) => name) ?? [],
    permission: (input) => permissionFor(operation, input),
    handle: (_room, input, context) => client.call(operation, input, context),
  };
}
