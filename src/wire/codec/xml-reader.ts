import type { Member, Shape, StructureShape } from '../model/shape.ts';
import { attribute, child, type XmlElement } from './parse-xml.ts';
import { readText } from './text.ts';

/** Reads an element's children and attributes as a structure. */
export function readXml(shape: StructureShape, element: XmlElement): Record<string, unknown> {
  return readXmlMembers(shape.members, element);
}

export function readXmlMembers(members: readonly Member[], element: XmlElement): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const member of members) {
    const value = readMember(member, element);
    if (value !== undefined) result[member.name] = value;
  }
  return result;
}

function readMember({ wireName, shape, xmlAttribute }: Member, parent: XmlElement): unknown {
  if (xmlAttribute) {
    const text = attribute(parent, wireName);
    return text === undefined ? undefined : readText(shape, text);
  }
  if (shape.type === 'list' && shape.flattened) {
    const items = parent.children.filter(({ name }) => name === wireName);
    return items.length === 0 ? undefined : items.map((item) => readElement(shape.member, item));
  }
  const found = child(parent, wireName);
  return found && readElement(shape, found);
}

/** Reads an element as a shape; of a scalar, its text. */
export function readElement(shape: Shape, element: XmlElement): unknown {
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
