/** SOAP's XML, read strictly and written plainly. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { escapeXml } from '../http/escape-xml.ts';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** Names without prefixes. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Exactly as sent, entities replaced. */
  readonly text: string;
}

export class XmlError extends Error {
  override readonly name = 'XmlError';
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** A document nested deeper than any SOAP call is an attack. */
const MAX_DEPTH = 50;

/** Document types, processing instructions and entities of their own are refused: nothing is ever fetched or expanded. */
export function parseXml(text: string): XmlElement {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new XmlError('DOCTYPE is not allowed');
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new XmlError(valid.err.msg);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: MAX_DEPTH,
  });
  const nodes = parser.parse(text) as readonly ParsedNode[];
  const root = nodes.find((node) => nameOf(node) !== '#text');
  if (root === undefined) throw new XmlError('there is no element');
  return toElement(root);
}

type ParsedNode = Readonly<Record<string, unknown>>;

function nameOf(node: ParsedNode): string {
  return Object.keys(node).find((key) => key !== ':@') ?? '#text';
}

function toElement(node: ParsedNode): XmlElement {
  const name = nameOf(node);
  const inside = node[name] as readonly ParsedNode[];
  const attributes = Object.entries((node[':@'] ?? {}) as Record<string, unknown>);
  return {
    name,
    attributes: Object.fromEntries(attributes.map(([key, value]) => [key, unescapeXml(String(value))])),
    children: inside.filter((child) => nameOf(child) !== '#text').map(toElement),
    text: inside
      .filter((child) => nameOf(child) === '#text')
      .map((child) => unescapeXml(String(child['#text'])))
      .join(''),
  };
}

function unescapeXml(text: string): string {
  return text.replaceAll(/&(#x[\da-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
  });
}

export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of a child; undefined when it is not there, or is nil. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  const child = childOf(element, name);
  return child === undefined || isNil(child) ? undefined : child.text.trim();
}

export function isNil(element: XmlElement): boolean {
  return element.attributes['nil'] === 'true' || element.attributes['nil'] === '1';
}

/** An element with text or, already XML, its content. Null: `xsi:nil`. */
export function element(name: string, content: string | number | boolean | null): string {
  return content === null ? `<${name} xsi:nil="true"/>` : `<${name}>${escapeXml(String(content))}</${name}>`;
}

export function parent(name: string, content: readonly string[], attributes = ''): string {
  return `<${name}${attributes}>${content.join('')}</${name}>`;
}

/** JSON as REST answers it, as SOAP answers it: arrays are repeated elements. */
export function fromJson(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => fromJson(name, item)).join('');
  if (typeof value !== 'object' || value === null) {
    return element(name, (value ?? null) as string | number | boolean | null);
  }
  return parent(
    name,
    Object.entries(value).map(([key, one]) => fromJson(key, one)),
  );
}
