/**
 * Salesforce's refusals: HTTP status, code and text, verbatim where recorded.
 * Source: REST API Developer Guide, "Status Codes and Error Responses".
 */
export class SalesforceError extends Error {
  override readonly name = 'SalesforceError';
  readonly status: number;
  readonly errorCode: string;
  readonly fields: readonly string[] | undefined;

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
    this.fields = fields;
  }
}
