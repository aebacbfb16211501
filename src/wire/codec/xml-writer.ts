import type { Shape, StructureShape } from '../model/shape.ts';
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
  return shape.members
    .map(({ name, wireName, shape: memberShape }) => {
      const field = (value as Record<string, unknown>)[name];
      return field === undefined || field === null ? '' : element(wireName, content(memberShape, field));
    })
    .join('');
}

export function element(name: string, inner: string): string {
  return `<${name}>${inner}</${name}>`;
}

function content(shape: Shape, value: unknown): string {
  switch (shape.type) {
    case 'structure':
      return writeXml(shape, value as object);
    case 'list':
      return (value as readonly unknown[])
        .map((item) => element('member', content(shape.member, item)))
        .join('');
    case 'map':
      return Object.entries(value as object)
        .map(([key, item]) =>
          element('entry', element('key', escapeXml(key)) + element('value', content(shape.value, item))),
        )
        .join('');
    default:
      return escapeXml(writeText(shape, value, 'iso8601'));
  }
}
