import { loadModel, type ServiceModel } from '#wire';
import { apigatewayService, apigatewayTable } from './apigateway/index.ts';
import { type ExternalEndpoints, externalService } from './external/index.ts';
import { lambdaService, lambdaTable } from './lambda/index.ts';
import { logsService, logsTable } from './logs/index.ts';
import type { Service, ServiceFactory } from './service.ts';
import { stsService, stsTable } from './sts/index.ts';

/** The services that others call elsewhere, at endpoints of the operator's. */
export const externalServiceIds: readonly string[] = ['s3'];

/** Every AWS service of this Lambent, in the order in which they are opened. */
export function allServices(external: ExternalEndpoints): readonly ServiceFactory[] {
  return [
    ...externalServiceIds.map((id) => externalService(id, external)),
    stsService,
    logsService,
    lambdaService,
    apigatewayService,
  ];
}

/** Every model that requests from outside are held against. One without a service is known and answers 501 by name. */
export function serviceModels(): readonly ServiceModel[] {
  return ['apigateway', 'apigatewaymanagementapi', 'apigatewayv2', 'lambda', 'logs', 'sts'].map(loadModel);
}

/** What each service implements and what it refuses, without opening anything: the coverage page is made of it. */
export function implementedTables(): Readonly<Record<string, Service['table']>> {
  return {
    apigateway: untyped(apigatewayTable),
    lambda: untyped(lambdaTable),
    logs: untyped(logsTable),
    sts: untyped(stsTable),
  };
}

/** Tables of different services have no type but this one together. */
function untyped(table: object): Service['table'] {
  return table as Service['table'];
}
