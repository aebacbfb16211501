import { type Link, linkShapes } from './link-shapes.ts';
import type { ModelFile, OperationEntry } from './model-file.ts';
import type { StructureShape } from './shape.ts';

/** The protocols a model may name. rpc-v2-cbor and event streams: see the room's README. */
export type ModelProtocol = 'rest-json' | 'rest-xml' | 'json' | 'query';

export type ServiceModel = {
  /** The model's file name; also the name of the service everywhere in Lambent. */
  readonly id: string;
  readonly apiVersion: string;
  readonly protocol: ModelProtocol;
  readonly jsonVersion: '1.0' | '1.1';
  /** The service in a SigV4 credential scope. Several models may share one. */
  readonly signingName: string;
  readonly targetPrefix: string | undefined;
  readonly xmlNamespace: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** An exception by its shape's name or its code on the wire. */
  exception(code: string): StructureShape | undefined;
  readonly exceptions: readonly StructureShape[];
};

export type OperationModel = {
  readonly name: string;
  readonly service: ServiceModel;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode: number };
  readonly input: StructureShape | undefined;
  readonly output: StructureShape | undefined;
  /** In XML, the root elements of a request and an answer whose members are the body. */
  readonly inputElement: string;
  readonly outputElement: string;
  /** Names of the exceptions the model lists for it. */
  readonly errors: readonly string[];
  /** It may share its route with the operation that replaced it, which then takes the request. */
  readonly deprecated: boolean;
};

const protocols: readonly string[] = ['rest-json', 'rest-xml', 'json', 'query'] satisfies ModelProtocol[];

/** Links a model file. Throws on a protocol that this room does not speak, rather than misread its requests. */
export function toServiceModel(id: string, file: ModelFile): ServiceModel {
  const { metadata } = file;
  if (!protocols.includes(metadata.protocol)) {
    throw new Error(`the model ${id} needs the protocol ${metadata.protocol}, which Lambent does not speak`);
  }
  const link = linkShapes(file.shapes);
  const structure = (shape: string): StructureShape => toStructure(link, { shape });
  const names = Object.keys(file.shapes).filter((name) => file.shapes[name]?.exception);
  const exceptions = names.map(structure);
  const byCode = new Map(
    exceptions.flatMap((shape) => [[shape.name, shape] as const, [shape.errorCode, shape] as const]),
  );
  const operations = new Map<string, OperationModel>();
  const service: ServiceModel = {
    id,
    apiVersion: metadata.apiVersion,
    protocol: metadata.protocol as ModelProtocol,
    jsonVersion: metadata.jsonVersion === '1.1' ? '1.1' : '1.0',
    signingName: metadata.signingName ?? metadata.endpointPrefix,
    targetPrefix: metadata.targetPrefix,
    xmlNamespace: metadata.xmlNamespace ?? '',
    operations,
    exception: (code) => byCode.get(code),
    exceptions,
  };
  for (const [name, entry] of Object.entries(file.operations)) {
    operations.set(name, toOperation(name, entry, service, link));
  }
  return service;
}

function toOperation(name: string, entry: OperationEntry, service: ServiceModel, link: Link): OperationModel {
  const { method, requestUri, responseCode = 200 } = entry.http;
  return {
    name,
    service,
    http: { method, requestUri, responseCode },
    input: entry.input && toStructure(link, entry.input),
    output: entry.output && toStructure(link, entry.output),
    inputElement: entry.input?.locationName ?? `${name}Request`,
    outputElement: entry.output?.locationName ?? `${name}Result`,
    errors: entry.errors ?? [],
    deprecated: entry.deprecated ?? false,
  };
}

function toStructure(link: Link, reference: Parameters<Link>[0]): StructureShape {
  const shape = link(reference);
  if (shape.type !== 'structure') throw new Error(`${reference.shape} is a ${shape.type}, not a structure`);
  return shape;
}
