import type { Shape, StructureShape } from '../model/shape.ts';
import { child, type XmlElement } from './parse-xml.ts';
import { readText } from './text.ts';

/** Reads an element's children as a structure. */
export function readXml(shape: StructureShape, element: XmlElement): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { name, wireName, shape: memberShape } of shape.members) {
    const found = child(element, wireName);
    if (found) result[name] = readElement(memberShape, found);
  }
  return result;
}

function readElement(shape: Shape, element: XmlElement): unknown {
  if (shape.type === 'structure') return readXml(shape, element);
  if (shape.type === 'list') return element.children.map((item) => readElement(shape.member, item));
  if (shape.type !== 'map') return readText(shape, element.text);
  const result: Record<string, unknown> = Object.create(null);
  for (const entry of element.children) {
    const [key, value] = [child(entry, 'key'), child(entry, 'value')];
    if (key && value) result[key.text] = readElement(shape.value, value);
  }
  return result;
}
