/**
 * What the API Gateway room allows. Where no source is named, the bound is Lambent's own. Sources: API Gateway developer
 * guide, "Quotas for configuring and running a REST API" and "Important notes"; API Gateway API reference.
 */

/** Resources of one REST API, the root included. "Quotas", default. */
export const resourcesMax = 300;

/** Stages of one REST API. "Quotas", default. */
export const stagesMax = 10;

/** Deployments of one REST API: bounds its record. AWS documents none. */
export const deploymentsMax = 10_000;

/** Stage variables of one stage, and the characters of their names and values. "Quotas". */
export const stageVariablesMax = 100;
export const stageVariableNameLengthMax = 64;
export const stageVariableValueLengthMax = 512;

/** Characters of a stage's name. API reference, CreateStage. */
export const stageNameLengthMax = 128;

/** Tags of one resource, and the characters of their keys and values. API reference, TagResource. */
export const tagsMax = 50;
export const tagKeyLengthMax = 128;
export const tagValueLengthMax = 256;

/** Bytes of one mapping template. "Quotas". */
export const mappingTemplateBytesMax = 300 * 1024;

/** Milliseconds that an integration may be given. "Quotas". */
export const integrationTimeoutMsMin = 50;
export const integrationTimeoutMsMax = 29_000;

/** Characters of a selection pattern, a regular expression of the API's owner. */
export const selectionPatternLengthMax = 1_024;

/** Items on one page of a list. API reference, `limit` of GetRestApis. */
export const pageItemsDefault = 25;
export const pageItemsMax = 500;

/** Bytes of a request's body. "Quotas": payload size 10 MB. */
export const requestBodyBytesMax = 10 * 1024 * 1024;

/** Bytes of all header names and values of a request. "Quotas": total combined size of request line and header values. */
export const requestHeadersBytesMax = 10_240;

/** Characters of a request's path and query. "Quotas". */
export const requestUrlLengthMax = 10_240;

/** Digits of the status code that a mock integration's template may name. */
export const mockStatusDigitsMax = 9;

/** Depth of nested objects and lists in a mock integration's template. */
export const mockDepthMax = 32;

/** Tries to change a REST API that others change at the same time. */
export const changeAttemptsMax = 16;

/** REST APIs whose compiled stages stay in memory, least recently used out first. */
export const liveApisMax = 1_024;

/** Age at which an unfinished create or delete of a REST API is completed at start. */
export const unfinishedAfterMs = 60_000;
