import type { Permission } from '#access';
import type { Members, OperationModel } from '#wire';

type PermissionOf = (input: Members) => Permission;

/** What a caller needs for a call to another service, by the service's model and the operation. */
const permissions: Readonly<Record<string, Readonly<Record<string, PermissionOf>>>> = {
  s3: {
    GetObject: ({ Bucket, Key, VersionId }) => ({
      action: VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion',
      resource: `arn:aws:s3:::${Bucket}/${Key}`,
    }),
  },
};

/** An operation that is not listed is asked for on every resource: nobody has that by a policy that names resources. */
export function permissionFor({ service, name }: OperationModel, input: Members): Permission {
  const listed = permissions[service.id]?.[name];
  return listed?.(input) ?? { action: `${service.signingName}:${name}`, resource: '*' };
}
