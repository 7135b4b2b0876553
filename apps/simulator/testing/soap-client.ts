import { callUrl } from './test-org.ts';
import type { TestAnswer } from './test-org.ts';

/** One envelope to the partner (`u`) or enterprise (`c`) endpoint. */
export async function callSoap(
  baseUrl: string,
  body: string,
  options: { readonly session?: string; readonly header?: string; readonly path?: string } = {},
): Promise<TestAnswer> {
  const { session, header = '', path = '/services/Soap/u/60.0' } = options;
  const sessionHeader =
    session === undefined
      ? ''
      : `<urn:SessionHeader><urn:sessionId>${session}</urn:sessionId></urn:SessionHeader>`;
  const envelope =
    `<?xml version="1.0" encoding="utf-8"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" ` +
    `xmlns:urn="urn:partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
    `<env:Header>${sessionHeader}${header}</env:Header><env:Body>${body}</env:Body></env:Envelope>`;
  return callUrl('POST', baseUrl + path, envelope, { 'Content-Type': 'text/xml', SOAPAction: "''" });
}

/** The text of the first element with this name, whatever its prefix. */
export function soapText(answer: TestAnswer, name: string): string | undefined {
  return new RegExp(`<(?:\\w+:)?${name}(?: [^>]*[^/])?>([^<]*)<`).exec(String(answer.body))?.[1];
}

/** The texts of all elements with this name. */
export function soapTexts(answer: TestAnswer, name: string): string[] {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(?: [^>]*[^/])?>([^<]*)<`, 'g');
  return [...String(answer.body).matchAll(pattern)].map((match) => match[1] ?? '');
}
