const basicFormat = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** `20240522T115159Z`: the ISO 8601 basic format that signatures are dated with. */
export function toAmzDate(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** Undefined for anything but a moment that exists, in exactly that format. */
export function parseAmzDate(text: string): number | undefined {
  const parts = basicFormat.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const timeMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date.parse turns 30 February into 1 March.
  return Number.isNaN(timeMs) || toAmzDate(timeMs) !== text ? undefined : timeMs;
}
