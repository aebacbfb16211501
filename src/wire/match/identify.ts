import { NotImplementedException } from '../aws-error.ts';
import type { ServiceModel } from '../model/service-model.ts';
import type { Match, Protocol, RequestHead } from './match.ts';
import { route } from './routes.ts';

/**
 * Which operation of which service a request calls, by the first that says so: `x-amz-target`, `Action`, the signature's
 * service, the REST routes. `needs-form-body` asks for `identifyForm` with the body. Throws `NotImplementedException` for a
 * protocol that Lambent does not speak. A label that is not percent-encoded correctly matches nothing.
 */
export function identify(
  models: readonly ServiceModel[],
  head: RequestHead,
): Match | 'needs-form-body' | undefined {
  const smithyProtocol = head.headers['smithy-protocol'];
  if (smithyProtocol !== undefined) {
    throw new NotImplementedException(`The protocol ${smithyProtocol} is not implemented.`);
  }
  const target = head.headers['x-amz-target'];
  if (target !== undefined) return identifyTarget(models, target, head);
  const query = new URLSearchParams(head.query);
  if (query.has('Action') && head.path === '/') return identifyAction(models, query, head.scopeService);
  if (isForm(head) && signedAs(models, head.scopeService).some(({ protocol }) => protocol === 'query')) {
    return 'needs-form-body';
  }
  for (const model of signedAs(models, head.scopeService)) {
    if (model.protocol !== 'rest-json' && model.protocol !== 'rest-xml') continue;
    const routed = route(model, head);
    if (routed) return { model, protocol: model.protocol, ...routed };
  }
  return undefined;
}

/** The second half of `identify` for a POST whose `Action` is in its form. */
export function identifyForm(
  models: readonly ServiceModel[],
  body: Buffer,
  scopeService?: string,
): Match | undefined {
  return identifyAction(models, new URLSearchParams(body.toString('utf8')), scopeService);
}

/** The protocol in which a request that calls no known operation expects its refusal. */
export function protocolOf(head: RequestHead): Protocol {
  if (head.headers['x-amz-target'] !== undefined) return jsonProtocol(head, '1.0');
  const isQuery = head.path === '/' && (isForm(head) || new URLSearchParams(head.query).has('Action'));
  return isQuery ? 'query' : 'rest-json';
}

function isForm(head: RequestHead): boolean {
  const type = head.headers['content-type'] ?? '';
  return head.method === 'POST' && head.path === '/' && type.startsWith('application/x-www-form-urlencoded');
}

function signedAs(models: readonly ServiceModel[], service: string | undefined): readonly ServiceModel[] {
  return service === undefined ? models : models.filter((model) => model.signingName === service);
}

function identifyTarget(
  models: readonly ServiceModel[],
  target: string,
  head: RequestHead,
): Match | undefined {
  const dot = target.lastIndexOf('.');
  const prefix = target.slice(0, dot);
  const model = models.find(({ protocol, targetPrefix }) => protocol === 'json' && targetPrefix === prefix);
  const operation = model?.operations.get(target.slice(dot + 1));
  if (!model || !operation) return undefined;
  return { model, operation, protocol: jsonProtocol(head, model.jsonVersion), labels: {} };
}

function jsonProtocol(head: RequestHead, preferred: '1.0' | '1.1'): 'json-1.0' | 'json-1.1' {
  const [, version = preferred] =
    /^application\/x-amz-json-(1\.[01])/.exec(head.headers['content-type'] ?? '') ?? [];
  return version === '1.1' ? 'json-1.1' : 'json-1.0';
}

function identifyAction(
  models: readonly ServiceModel[],
  form: URLSearchParams,
  scopeService: string | undefined,
): Match | undefined {
  const version = form.get('Version');
  for (const model of signedAs(models, scopeService)) {
    if (model.protocol !== 'query' || (version !== null && version !== model.apiVersion)) continue;
    const operation = model.operations.get(form.get('Action') ?? '');
    if (operation) return { model, operation, protocol: 'query', labels: {} };
  }
  return undefined;
}
