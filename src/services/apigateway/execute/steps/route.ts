import { createHash } from 'node:crypto';
import { GatewayError } from '../gateway-responses.ts';
import type { Received, Routed } from '../phases.ts';
import { matchRoute } from '../route-tree.ts';

/** Finds the method that serves a request. */
export function route(received: Received): Routed {
  const { request, stage, location } = received;
  const verb = request.headers['x-http-method-override']?.toUpperCase() ?? request.method;
  const match = matchRoute(stage.routes, location.path, verb);
  if (!match) throw noRoute(request.headers.authorization);
  return { ...received, verb, method: match.method, pathParameters: match.pathParameters };
}

/** AWS reports a missing route as missing or broken credentials: there is neither 404 nor 405. */
function noRoute(authorization: string | undefined): GatewayError {
  const reason = 'no resource has a method for this request';
  if (authorization === undefined || authorization.startsWith('AWS4-HMAC-SHA256')) {
    return new GatewayError('MISSING_AUTHENTICATION_TOKEN', reason);
  }
  return new GatewayError('MISSING_AUTHENTICATION_TOKEN', reason, {
    errorType: 'IncompleteSignatureException',
    body: JSON.stringify({ message: incompleteSignature(authorization) }),
  });
}

function incompleteSignature(authorization: string): string {
  if (authorization.includes('=')) {
    return `Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=${authorization.split(' ', 1)[0]}`;
  }
  const hash = createHash('sha256').update(authorization).digest('base64');
  return `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash}'.`;
}
