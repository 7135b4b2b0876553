/** The server logs JSON for machines; people in front of a terminal get its message and reason. */
export function toReadableLine(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { msg, reason, err } = JSON.parse(line) as {
      msg?: string;
      reason?: string;
      err?: { stack?: string };
    };
    return [msg, reason, err?.stack].filter((part) => part !== undefined).join(': ');
  } catch {
    // Not one of its log lines after all.
    return line;
  }
}
