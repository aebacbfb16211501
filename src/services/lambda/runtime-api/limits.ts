/** What a runtime may post as a result or an error: 6 MiB and 100 bytes. Source: the service's own error text. */
export const responseBytesMax = 6_291_556;

/** A response that is streamed to its caller: 200 MiB. Source: Lambda quotas, "Invocation payload (request and response)". */
export const streamedBytesMax = 209_715_200;

/** Headers of one request together: the error cause for X-Ray alone may have 64 KiB. */
export const headerBytesMax = 131_072;

/** Connections of one environment at the same time: a runtime, ten extensions, and room for clients that do not keep theirs alive. */
export const connectionsMax = 128;

/** Requests on one connection behind one that is not answered yet; with more of them it is cut. */
export const requestsBehindMax = 8;

/** Bytes of an extension's registration or subscription. */
export const documentBytesMax = 65_536;

/** Extensions of one environment. Source: the service's own error text. */
export const extensionsMax = 10;

/** What a telemetry subscriber may ask for. Source: Lambda developer guide, "Telemetry API", buffering. */
export const telemetryItemsMin = 1_000;
export const telemetryItemsMax = 10_000;
export const telemetryItemsDefault = 10_000;
export const telemetryBytesMin = 262_144;
export const telemetryBytesMax = 1_048_576;
export const telemetryBytesDefault = 262_144;
export const telemetryTimeoutMsMin = 25;
export const telemetryTimeoutMsMax = 30_000;
export const telemetryTimeoutMsDefault = 1_000;

/** Events kept for those who subscribe later during init. */
export const backlogItemsMax = 1_000;
export const backlogBytesMax = 262_144;

/** Full buffers of one subscriber that wait for it to take them; what comes beyond is dropped, and that is reported. */
export const batchesWaitingMax = 8;

/** What all subscribers of one environment hold, waiting and being handed over. Ours: a fast one needs far less; 20 slow ones would have 180 MiB. */
export const telemetryHeldBytesMax = 16_777_216;

/** How often one batch is offered, how long an offer may take, and the pause before the next. */
export const deliveriesMax = 3;
export const deliveryMsMax = 2_000;
export const deliveryPauseMs = 100;
