import type { Incoming } from '../http/incoming.ts';

/** The urlencoded body; parameters in the query string count too, as Salesforce lets them. */
export function readForm(incoming: Incoming): URLSearchParams {
  const form = new URLSearchParams(incoming.body.toString());
  for (const [name, value] of incoming.query) if (!form.has(name)) form.append(name, value);
  return form;
}
