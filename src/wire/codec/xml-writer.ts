import type { Member, Shape, StructureShape } from '../model/shape.ts';
import { writeText } from './text.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

/** Escapes text for an XML element or a quoted attribute. A carriage return would otherwise be read back as a line feed. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => escapes[character] ?? character);
}

/** Writes a structure's members as elements, without an element around them. */
export function writeXml(shape: StructureShape, value: object): string {
  return writeXmlMembers(shape.members, value);
}

export function writeXmlMembers(members: readonly Member[], value: object): string {
  return members
    .map((member) => {
      const field = (value as Record<string, unknown>)[member.name];
      return field === undefined || field === null || member.xmlAttribute ? '' : writeMember(member, field);
    })
    .join('');
}

export function element(name: string, inner: string, attributes = ''): string {
  return `<${name}${attributes}>${inner}</${name}>`;
}

function writeMember({ wireName, shape }: Member, value: unknown): string {
  if (shape.type === 'list' && shape.flattened) {
    return (value as readonly unknown[]).map((item) => writeElement(wireName, shape.member, item)).join('');
  }
  return writeElement(wireName, shape, value);
}

function writeElement(name: string, shape: Shape, value: unknown): string {
  const attributes = shape.type === 'structure' ? writeAttributes(shape, value as object) : '';
  return element(name, content(shape, value), attributes);
}

/** The attributes of a structure's element, and the namespace that their prefix stands for. */
function writeAttributes({ members, xmlNamespace }: StructureShape, value: object): string {
  const declared = xmlNamespace === undefined ? '' : writeNamespace(xmlNamespace.uri, xmlNamespace.prefix);
  return members.reduce((written, { name, wireName, shape, xmlAttribute }) => {
    const field = (value as Record<string, unknown>)[name];
    if (!xmlAttribute || field === undefined || field === null) return written;
    return `${written} ${wireName}="${content(shape, field)}"`;
  }, declared);
}

export function writeNamespace(uri: string, prefix?: string): string {
  return uri === '' ? '' : ` xmlns${prefix === undefined ? '' : `:${prefix}`}="${escapeXml(uri)}"`;
}

/** What stands inside the element of a value. */
export function content(shape: Shape, value: unknown): string {
  switch (shape.type) {
    case 'structure':
      return writeXml(shape, value as object);
    case 'list':
      return (value as readonly unknown[])
        .map((item) => writeElement(shape.memberName, shape.member, item))
        .join('');
    case 'map':
      return Object.entries(value as object)
        .map(([key, item]) =>
          element('entry', element('key', escapeXml(key)) + writeElement('value', shape.value, item)),
        )
        .join('');
    default:
      return escapeXml(writeText(shape, value, 'iso8601'));
  }
}
