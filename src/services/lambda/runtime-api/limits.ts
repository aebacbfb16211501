/** What a runtime may post as a result or an error: 6 MiB and 100 bytes. Source: the service's own error text. */
export const responseBytesMax = 6_291_556;

/** Headers of one request together: the error cause for X-Ray alone may have 64 KiB. */
export const headerBytesMax = 131_072;

/** Connections of one environment at the same time: a runtime, ten extensions, and room for clients that do not keep theirs alive. */
export const connectionsMax = 128;

/** Bytes of an extension's registration or subscription. */
export const documentBytesMax = 65_536;

/** Extensions of one environment. Source: the service's own error text. */
export const extensionsMax = 10;
