import { NotImplementedException } from '#wire';
import { BadRequestException } from '../../errors.ts';

const functionArn = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[a-zA-Z0-9-_]+(?::[a-zA-Z0-9$_-]+)?$/;

/** Refuses the URI of an AWS_PROXY integration that does not lead to `Invoke` of a Lambda function. */
export function checkLambdaUri(uri: string | undefined): void {
  if (!uri?.startsWith('arn:')) throw new BadRequestException('Invalid ARN specified in the request');
  const [, partition, apigateway, , service, ...rest] = uri.split(':');
  const tail = rest.join(':');
  if (!partition?.startsWith('aws') || apigateway !== 'apigateway' || !/^(?:path|action)\//.test(tail)) {
    throw new BadRequestException('AWS ARN for integration must contain path or action');
  }
  if (service === 'firehose' && tail.startsWith('action/PutRecord')) {
    throw new NotImplementedException('AWS_PROXY integrations with Firehose are not implemented');
  }
  if (service === 'lambda' && tail.startsWith('path/2021-11-15/functions/')) {
    throw new NotImplementedException(
      'AWS_PROXY integrations that stream their response are not implemented',
    );
  }
  const target = /^path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(tail)?.[1];
  if (service !== 'lambda' || target === undefined || !leadsToFunction(target)) {
    throw new BadRequestException(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
}

/** A stage variable may stand for any part of the ARN, which is then known only when a stage is served. */
function leadsToFunction(target: string): boolean {
  return functionArn.test(target) || /\$\{stageVariables\.[a-zA-Z0-9_]+\}/.test(target);
}
