import type { HttpRequest } from '../http.ts';
import type { OperationModel, ServiceModel } from '../model/service-model.ts';

/** A protocol as spoken by one request; a model of protocol `json` may be called in either version. */
export type Protocol = 'rest-json' | 'rest-xml' | 'json-1.0' | 'json-1.1' | 'query';

/** What of a request decides which operation it calls. */
export type RequestHead = Pick<HttpRequest, 'method' | 'path' | 'query' | 'headers'> & {
  /** The service in the credential scope of the request's SigV4 signature, if it is signed. */
  readonly scopeService?: string | undefined;
};

export type Match = {
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  readonly protocol: Protocol;
  /** The path's labels, percent-decoded. */
  readonly labels: Readonly<Record<string, string>>;
};
