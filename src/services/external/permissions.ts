import type { Permission } from '#access';
import type { Members, OperationModel } from '#wire';

type PermissionOf = (input: Members) => Permission;

/** What a caller needs for a call to another service, by the service's model and the operation. */
const permissions: Readonly<Record<string, Readonly<Record<string, PermissionOf>>>> = {
  events: {
    PutEvents: ({ Entries }) => ({
      action: 'events:PutEvents',
      resource: (Entries as readonly { readonly EventBusName?: string }[])[0]?.EventBusName ?? '*',
    }),
  },
  sns: { Publish: ({ TopicArn }) => ({ action: 'sns:Publish', resource: String(TopicArn ?? '*') }) },
  sqs: {
    SendMessage: ({ QueueUrl }) => ({ action: 'sqs:SendMessage', resource: queueArn(String(QueueUrl)) }),
  },
  s3: {
    PutObject: ({ Bucket, Key }) => ({ action: 's3:PutObject', resource: `arn:aws:s3:::${Bucket}/${Key}` }),
    GetObject: ({ Bucket, Key, VersionId }) => ({
      action: VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion',
      resource: `arn:aws:s3:::${Bucket}/${Key}`,
    }),
  },
};

/** `https://sqs.us-east-1.amazonaws.com/000000000000/q` → its ARN; nobody has what is no such URL. */
function queueArn(url: string): string {
  const [, region, account, name] = /^https:\/\/sqs\.([^./]+)\.[^/]+\/(\d{12})\/([^/]+)$/.exec(url) ?? [];
  return name === undefined ? '*' : `arn:aws:sqs:${region}:${account}:${name}`;
}

/** An operation that is not listed is asked for on every resource: nobody has that by a policy that names resources. */
export function permissionFor({ service, name }: OperationModel, input: Members): Permission {
  const listed = permissions[service.id]?.[name];
  const asked = listed?.(input) ?? { action: `${service.signingName}:${name}`, resource: '*' };
  return { ...asked, isElsewhere: true };
}
