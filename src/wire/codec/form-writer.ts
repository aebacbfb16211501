import type { Shape, StructureShape } from '../model/shape.ts';
import { writeText } from './text.ts';

/** Writes a structure as the fields of a query-protocol form. */
export function writeForm(shape: StructureShape, value: object, form: URLSearchParams): void {
  writeStructure(shape, '', value, form);
}

function writeStructure(shape: StructureShape, prefix: string, value: object, form: URLSearchParams): void {
  for (const { name, wireName, shape: memberShape } of shape.members) {
    const field = (value as Record<string, unknown>)[name];
    if (field !== undefined && field !== null) writeNode(memberShape, prefix + wireName, field, form);
  }
}

function writeNode(shape: Shape, key: string, value: unknown, form: URLSearchParams): void {
  if (shape.type === 'structure') {
    writeStructure(shape, `${key}.`, value as object, form);
  } else if (shape.type === 'list') {
    const elements = value as readonly unknown[];
    if (elements.length === 0) form.append(key, '');
    const prefix = shape.flattened ? key : `${key}.${shape.memberName}`;
    for (const [index, element] of elements.entries())
      writeNode(shape.member, `${prefix}.${index + 1}`, element, form);
  } else if (shape.type === 'map') {
    for (const [index, [entryKey, element]] of Object.entries(value as object).entries()) {
      form.append(`${key}.entry.${index + 1}.key`, entryKey);
      writeNode(shape.value, `${key}.entry.${index + 1}.value`, element, form);
    }
  } else {
    form.append(key, writeText(shape, value, 'iso8601'));
  }
}
