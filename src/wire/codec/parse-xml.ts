import { nestingLevelsMax } from '../limits.ts';
import { Malformed } from './unconvertible.ts';

/** An element of a document. `attributes` are as they stand in the tag: `attribute` reads one. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: string;
  readonly children: XmlElement[];
  text: string;
};

// What follows a name is never part of it: without that, a long tag that does not end would be read once per letter.
const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s<>/!?]+)(?![^\s<>/!?])([^<>]*?)(\/?)>|([^<]+)/y;
const attributes = /(?<![^\s"'])([^\s="']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Parses what AWS's XML protocols carry: elements, text and entities; no document type, hence no entity of its own making. */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: '', attributes: '', children: [], text: '' };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const match = token.exec(source);
    const parent = open.at(-1);
    if (!match || !parent) throw new Malformed('The document is not XML');
    const [, data, slash, name, attributes = '', selfClosing, text] = match;
    if (data !== undefined) parent.text += data;
    else if (text !== undefined) parent.text += unescapeXml(text);
    else if (slash) {
      if (open.pop()?.name !== name) throw new Malformed(`The document closes ${name}, which is not open`);
    } else if (name !== undefined) {
      const child: XmlElement = { name, attributes, children: [], text: '' };
      parent.children.push(child);
      if (!selfClosing) open.push(child);
      if (open.length > nestingLevelsMax)
        throw new Malformed(`The document has more than ${nestingLevelsMax} levels`);
    }
  }
  const [document] = root.children;
  if (open.length !== 1 || !document || root.children.length > 1)
    throw new Malformed('The document is not one element');
  return document;
}

export function child(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.children.find((element) => element.name === name);
}

/** The value of an attribute, by its name as it is written: a prefix is part of it. */
export function attribute(element: XmlElement, name: string): string | undefined {
  for (const [, given, double, single] of element.attributes.matchAll(attributes)) {
    if (given === name) return unescapeXml(double ?? single ?? '');
  }
  return undefined;
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (entity, hex, decimal, name) => {
    if (name !== undefined) return named[name] ?? entity;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}
