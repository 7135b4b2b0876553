/** Where people, and Salesforce's redirects, find us. */
export interface Site {
  /** Without a slash at the end. */
  readonly url: () => string;
  /** Where the server turned out to listen; counts when the operator named no address. */
  listensAt(url: string): void;
}

export function createSite(publicUrl: string): Site {
  let url = publicUrl.trim().replace(/\/+$/, '');
  return {
    url: () => url,
    listensAt: (at) => {
      if (url !== '') return;
      const address = new URL(at);
      // "Every address" is none that a browser can open.
      if (['0.0.0.0', '[::]'].includes(address.hostname)) address.hostname = 'localhost';
      url = address.origin;
    },
  };
}
