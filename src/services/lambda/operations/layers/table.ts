import type { Operations } from '#models/lambda';
import { notImplemented, type OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';

const later = notImplemented('comes with layers');

type Name =
  | 'AddLayerVersionPermission'
  | 'DeleteLayerVersion'
  | 'GetLayerVersion'
  | 'GetLayerVersionByArn'
  | 'GetLayerVersionPolicy'
  | 'ListLayerVersions'
  | 'ListLayers'
  | 'PublishLayerVersion'
  | 'RemoveLayerVersionPermission';

export const layersTable: OperationTable<Pick<Operations, Name>, LambdaRoom> = {
  AddLayerVersionPermission: later,
  DeleteLayerVersion: later,
  GetLayerVersion: later,
  GetLayerVersionByArn: later,
  GetLayerVersionPolicy: later,
  ListLayerVersions: later,
  ListLayers: later,
  PublishLayerVersion: later,
  RemoveLayerVersionPermission: later,
};
