import type { CallContext } from '#service';
import { InvalidParameterValueException, ResourceNotFoundException } from './errors.ts';
import { denied, partitionOf } from './names.ts';
import type { LayerId } from './records/layer.ts';

/** The members by which operations name a layer, or one version of it. */
type Naming = { readonly LayerName: string };
type VersionNaming = Naming & { readonly VersionNumber: number };

const layerArnForm = /^arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):(\d{12}):layer:([a-zA-Z0-9-_]+)$/;
const versionArnForm = /^(.*):([1-9]\d{0,15})$/;

export function layerArn({ account, region, name }: LayerId): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${account}:layer:${name}`;
}

export function layerVersionArn(id: LayerId, version: number): string {
  return `${layerArn(id)}:${version}`;
}

/** Undefined for an ARN that can name no layer version, such as one of version 0. */
export function parseLayerVersionArn(
  arn: string,
): { readonly id: LayerId; readonly version: number } | undefined {
  const [, layer = '', version] = versionArnForm.exec(arn) ?? [];
  const id = parseLayerArn(layer);
  // Of another partition than its region's it names nothing.
  return id && layerArn(id) === layer ? { id, version: Number(version) } : undefined;
}

function parseLayerArn(arn: string): LayerId | undefined {
  const match = layerArnForm.exec(arn);
  if (match === null) return undefined;
  const [, region = '', account = '', name = ''] = match;
  return { account, region, name };
}

/** The layer that a request names. */
export function layerNamed({ LayerName }: Naming, { account, region }: CallContext): LayerId {
  return parseLayerArn(LayerName) ?? { account, region, name: LayerName };
}

/** As `layerNamed`, for what only the layer's owner may do. Throws AWS's errors for another region (404) and another account (403). */
export function ownLayer(input: Naming, context: CallContext, action: string): LayerId {
  const id = layerNamed(input, context);
  if (id.region !== context.region) throw layerNotFound();
  if (id.account !== context.account) throw denied(layerArn(id), context, action);
  return id;
}

export function layerNotFound(): ResourceNotFoundException {
  return new ResourceNotFoundException('The resource you requested does not exist.');
}

/** Numbers begin with 1; the model says nothing about it. */
export function checkVersionNumber(version: number): void {
  if (version < 1) throw new InvalidParameterValueException('Layer Version Cannot be less than 1');
}

/** The `permission` of an operation on a layer as a whole. */
export function permissionOnLayer(action: string) {
  return (input: Naming, context: CallContext) => ({
    action,
    resource: layerArn(layerNamed(input, context)),
  });
}

/** The `permission` of an operation on one version of a layer. */
export function permissionOnLayerVersion(action: string) {
  return (input: VersionNaming, context: CallContext) => ({
    action,
    resource: layerVersionArn(layerNamed(input, context), input.VersionNumber),
  });
}
