export { type AwsDoorParts, awsDoor } from './aws-door.ts';
export { consoleDoor } from './console-door.ts';
export { type Edge, type EdgeOptions, openEdge } from './edge.ts';
export { type Health, healthDoor } from './health-door.ts';
export { defaultLimits, type EdgeLimits } from './limits.ts';
export { HostUnavailable, PortInUse, PortNotPermitted } from './listen-errors.ts';
export { metricsDoor } from './metrics-door.ts';
export { notFoundDoor } from './not-found-door.ts';
export { usageDoor } from './usage-door.ts';
