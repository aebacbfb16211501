import type { Shape } from '../model/shape.ts';

/** A value as a validation message quotes it: Java's `toString`. Undefined where the model calls it, or a part, sensitive. */
export function printValue(shape: Shape, value: unknown): string | undefined {
  return isSensitive(shape) ? undefined : print(shape, value);
}

function isSensitive(shape: Shape): boolean {
  if (shape.sensitive) return true;
  if (shape.type === 'list') return isSensitive(shape.member);
  return shape.type === 'map' && (isSensitive(shape.key) || isSensitive(shape.value));
}

function print(shape: Shape, value: unknown): string {
  if (value === undefined || value === null) return 'null';
  switch (shape.type) {
    case 'structure': {
      const fields = value as Record<string, unknown>;
      const parts = shape.members.map(
        (member) => `${lowerFirst(member.name)}=${printValue(member.shape, fields[member.name]) ?? '***'}`,
      );
      return `${shape.name}(${parts.join(', ')})`;
    }
    case 'list':
      return `[${(value as readonly unknown[]).map((element) => print(shape.member, element)).join(', ')}]`;
    case 'map': {
      const parts = Object.entries(value as object).map(
        ([key, element]) => `${key}=${print(shape.value, element)}`,
      );
      return `{${parts.join(', ')}}`;
    }
    case 'float':
    case 'double':
      return printDouble(value as number);
    case 'blob': {
      const { length } = value as Uint8Array;
      return `java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`;
    }
    default:
      return String(value);
  }
}

/** Java prints a whole double as `1.0`. */
export function printDouble(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
