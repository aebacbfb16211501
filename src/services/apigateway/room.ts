import type { Clock, Random } from '#ambient';
import type { RestApis } from './records/rest-apis.ts';

/** What the operations work on. */
export type ApiGatewayRoom = { readonly restApis: RestApis; readonly clock: Clock; readonly random: Random };
