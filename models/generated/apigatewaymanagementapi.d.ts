// Generated from the AWS service models by `npm run models`; do not edit. Apache-2.0, see NOTICE.

export interface Operations {
  DeleteConnection: { input: DeleteConnectionRequest; output: Record<string, never> };
  GetConnection: { input: GetConnectionRequest; output: GetConnectionResponse };
  PostToConnection: { input: PostToConnectionRequest; output: Record<string, never> };
}

export interface DeleteConnectionRequest {
  readonly ConnectionId: string;
}

export interface GetConnectionRequest {
  readonly ConnectionId: string;
}

export interface GetConnectionResponse {
  readonly ConnectedAt?: Date | undefined;
  readonly Identity?: Identity | undefined;
  readonly LastActiveAt?: Date | undefined;
}

export interface Identity {
  readonly SourceIp: string;
  readonly UserAgent: string;
}

export interface PostToConnectionRequest {
  readonly Data: Uint8Array;
  readonly ConnectionId: string;
}
