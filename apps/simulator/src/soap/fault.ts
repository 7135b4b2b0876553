import type { Answer } from '../http/answer.ts';
import { element, parent } from './xml.ts';

/** A refused call. Source: SOAP API Developer Guide, "API Fault Element". */
export class SoapFault extends Error {
  override readonly name = 'SoapFault';
  readonly code: string;
  readonly faultType: string;

  constructor(code: string, message: string, faultType = 'UnexpectedErrorFault') {
    super(message);
    this.code = code;
    this.faultType = faultType;
  }
}

/** Its envelope is unusable, or names a call that does not exist: no fault of Salesforce's, but of SOAP's. */
export class SoapClientFault extends Error {
  override readonly name = 'SoapClientFault';
}

const ENVELOPE =
  'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** Always HTTP 500. Source: client-quirks, "SOAP login". */
export function faultAnswer(error: SoapFault | SoapClientFault, namespace: string): Answer {
  const fault =
    error instanceof SoapClientFault
      ? [element('faultcode', 'soapenv:Client'), element('faultstring', error.message)]
      : [
          element('faultcode', `sf:${error.code}`),
          element('faultstring', `${error.code}: ${error.message}`),
          parent('detail', [
            parent(
              `sf:${error.faultType}`,
              [element('sf:exceptionCode', error.code), element('sf:exceptionMessage', error.message)],
              ` xsi:type="sf:${error.faultType}"`,
            ),
          ]),
        ];
  const faults = namespace.replace(/^urn:/, 'urn:fault.');
  return xmlAnswer(
    500,
    `<soapenv:Envelope ${ENVELOPE} xmlns:sf="${faults}"><soapenv:Body>${parent('soapenv:Fault', fault)}</soapenv:Body></soapenv:Envelope>`,
  );
}

/** `<callResponse>` with its results. */
export function callAnswer(
  call: string,
  results: readonly string[],
  options: {
    readonly namespace: string;
    readonly usage: { readonly used: number; readonly max: number } | undefined;
  },
): Answer {
  const { namespace, usage } = options;
  const objects = namespace.replace(/^urn:/, 'urn:sobject.');
  const header =
    usage === undefined
      ? ''
      : parent('soapenv:Header', [
          parent('LimitInfoHeader', [
            parent('limitInfo', [
              element('current', usage.used),
              element('limit', usage.max),
              element('type', 'API REQUESTS'),
            ]),
          ]),
        ]);
  return xmlAnswer(
    200,
    `<soapenv:Envelope ${ENVELOPE} xmlns="${namespace}" xmlns:sf="${objects}" xmlns:xsd="http://www.w3.org/2001/XMLSchema">` +
      `${header}<soapenv:Body>${parent(`${call}Response`, results)}</soapenv:Body></soapenv:Envelope>`,
  );
}

function xmlAnswer(status: number, text: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>${text}`;
  return { status, headers: {}, body: { kind: 'text', text: body, contentType: 'text/xml;charset=UTF-8' } };
}
