import type { IntegrationAnswer, Means, Read } from '../phases.ts';
import { lambdaProxy } from './lambda-proxy.ts';
import { mock } from './mock.ts';

/** Calls what a method is integrated with, by its type. */
export function callIntegration(read: Read, means: Means): Promise<IntegrationAnswer> | IntegrationAnswer {
  const { integration } = read.method;
  switch (integration.type) {
    case 'AWS_PROXY':
      return lambdaProxy(read, integration, means);
    case 'MOCK':
      return mock(read, integration);
  }
}
