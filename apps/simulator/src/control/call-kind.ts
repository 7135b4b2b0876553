const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^\/services\/data$/i, 'versions'],
  [/^\/services\/data\/v[\d.]+\/(query|queryAll|tooling\/query)$/i, 'query'],
  [/^\/services\/data\/v[\d.]+\/(query|queryAll)\/./i, 'queryMore'],
  [/^\/services\/data\/v[\d.]+\/jobs\/query\/[^/]+\/(results|resultPages)$/i, 'bulkResults'],
  [/^\/services\/data\/v[\d.]+\/jobs\//i, 'bulkJob'],
  [/^\/services\/data\/v[\d.]+\/composite$/i, 'composite'],
  [/^\/services\/data\/v[\d.]+\/composite\/batch$/i, 'batch'],
  [/^\/services\/data\/v[\d.]+\/composite\/tree\//i, 'tree'],
  [/^\/services\/data\/v[\d.]+\/composite\/sobjects/i, 'collections'],
  [/^\/services\/data\/v[\d.]+\/sobjects$/i, 'describeGlobal'],
  [/^\/services\/data\/v[\d.]+\/sobjects\/[^/]+\/describe$/i, 'describe'],
  [/^\/services\/data\/v[\d.]+\/sobjects\/[^/]+\/(updated|deleted)$/i, 'replication'],
  [/^\/services\/data\/v[\d.]+\/sobjects\//i, 'row'],
  [/^\/services\/data\/v[\d.]+\/limits/i, 'limits'],
  [/^\/services\/data\//i, 'otherData'],
  [/^\/services\/soap\//i, 'soap'],
  [/^\/services\/oauth2\//i, 'oauth'],
  [/^\/__simulator/i, 'control'],
];

/** What a request is for, by its path: the names under `byKind` in the control plane's statistics. */
export function callKind(path: string): string {
  return KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? 'page';
}
