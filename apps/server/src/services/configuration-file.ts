import { InvalidRequest } from '@sync-user/api';
import { Configuration, CONFIGURATION_FORMAT, CONFIGURATION_VERSION } from '@sync-user/contract';
import { Document, isNode, isSeq, LineCounter, parseDocument } from 'yaml';

/** A file that was read, and where its parts stand. */
export interface ReadFile {
  readonly configuration: Configuration;
  /** Line of a place, or of the nearest place around it that the file has; null when there is none. */
  readonly lineOf: (place: readonly string[]) => number | null;
}

type Issue = NonNullable<ReturnType<typeof Configuration.safeParse>['error']>['issues'][number];

const INTRODUCTION = `# Settings of a Sync User workspace, by developer names: no ids, no secrets.
# Look at the difference first: sync-user configuration plan FILE
`;
/** Wider lines are broken by some editors; names and filters are not to be. */
const NO_LINE_BREAKS = 0;

/** The file as people read it: in order, without what is the default anyway. */
export function writeConfigurationFile(
  configuration: Configuration,
  notes: readonly { readonly at: readonly string[]; readonly message: string }[] = [],
): string {
  const objects = Object.entries(configuration.objects).map(([name, object]) => [
    name,
    {
      mode: object.mode,
      ...(object.intervalSeconds !== null && { intervalSeconds: object.intervalSeconds }),
      ...(object.rowFilter !== null && { rowFilter: object.rowFilter }),
      fields: object.fields,
      ...(object.private.length > 0 && { private: object.private }),
      ...(object.changeEvents !== undefined && { changeEvents: object.changeEvents }),
      ...(object.recordTypes !== undefined && { recordTypes: object.recordTypes }),
      ...(object.picklists !== undefined && { picklists: object.picklists }),
    },
  ]);
  const document = new Document({ ...configuration, objects: Object.fromEntries(objects) });
  for (const [name, { picklists = {} }] of Object.entries(configuration.objects))
    for (const place of [['recordTypes'], ...Object.keys(picklists).map((field) => ['picklists', field])]) {
      const values = document.getIn(['objects', name, ...place], true);
      // What is compared and not set takes a line each.
      if (isSeq(values)) values.flow = true;
    }
  const text = document.toString({ lineWidth: NO_LINE_BREAKS });
  const remarks = notes.map(
    ({ at, message }) => `# Note: ${at.join('.')}: ${message.replace(/\s+/g, ' ')}\n`,
  );
  return INTRODUCTION + remarks.join('') + text;
}

/**
 * Reads a configuration file, YAML or JSON. Keys that are unknown are refused, since they would do nothing.
 *
 * @throws `API_INVALID_REQUEST` with an error per line; `path` is `line 12: objects.Account.fields`
 */
export function readConfigurationFile(text: string): ReadFile {
  const lines = new LineCounter();
  // Duplicate keys and unknown tags are errors: what is overridden unseen is what nobody meant.
  const document = parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: true });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0)
    throw new InvalidRequest(
      broken.map((error) => ({
        path: `line ${error.linePos?.[0].line ?? 1}`,
        message: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'cannot be read',
      })),
    );

  const lineOf = (place: readonly (string | number)[]): number | null => {
    for (let length = place.length; length > 0; length -= 1) {
      const line = lineAt(place.slice(0, length));
      if (line !== null) return line;
    }
    return null;
  };
  const value = toPlain();
  refuseOthers(value);
  const parsed = Configuration.safeParse(value);
  if (parsed.success) return { configuration: parsed.data, lineOf };
  throw new InvalidRequest(
    parsed.error.issues.flatMap((issue) => {
      const place = issue.path.map(String);
      const places = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...place, key]) : [place];
      return places.map((one) => ({
        path: where(one),
        message: sayIssue(issue),
      }));
    }),
  );

  function where(place: readonly string[]): string {
    const line = lineOf(place);
    const name = place.join('.');
    return [...(line === null ? [] : [`line ${line}`]), ...(name === '' ? [] : [name])].join(': ');
  }

  function toPlain(): unknown {
    try {
      // An alias could make a small file a large one.
      return document.toJS({ maxAliasCount: 0 });
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      throw new InvalidRequest([{ path: '', message: 'Aliases (*name) are not taken: write it out.' }]);
    }
  }

  function lineAt(place: readonly (string | number)[]): number | null {
    const key = place.at(-1);
    const parent = place.length === 1 ? document.contents : document.getIn(place.slice(0, -1), true);
    if (parent === null || typeof parent !== 'object' || !('items' in parent)) return null;
    const { items } = parent as { readonly items: readonly unknown[] };
    for (const [index, item] of items.entries()) {
      const node = isPair(item) ? item.key : item;
      if (!isNode(node) || node.range == null) continue;
      const name = isPair(item) ? ('value' in node ? String(node.value) : undefined) : String(index);
      const isListed = !isPair(item) && 'value' in node && node.value === key;
      if (name === String(key) || isListed) return lines.linePos(node.range[0]).line;
    }
    return null;
  }
}

function sayIssue(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return 'This key is unknown.';
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

function isPair(item: unknown): item is { readonly key: unknown } {
  return typeof item === 'object' && item !== null && 'key' in item;
}

/** A file of another kind, or of a version to come, is told from one with mistakes. */
function refuseOthers(value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidRequest([{ path: '', message: 'This is no configuration file: it must be a mapping.' }]);
  const { format, version } = value as { readonly format?: unknown; readonly version?: unknown };
  if (format !== CONFIGURATION_FORMAT)
    throw new InvalidRequest([
      {
        path: 'format',
        message: `This is no configuration file of Sync User: it begins with “format: ${CONFIGURATION_FORMAT}”.`,
      },
    ]);
  if (version !== CONFIGURATION_VERSION)
    throw new InvalidRequest([
      {
        path: 'version',
        message: `This server reads version ${CONFIGURATION_VERSION} of the form; the file says ${JSON.stringify(version) ?? 'nothing'}.`,
      },
    ]);
}
