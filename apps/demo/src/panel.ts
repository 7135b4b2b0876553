export interface PanelRow {
  readonly label: string;
  readonly value: string;
}

/** A box with one labelled value per line; blank rows part groups. */
export function drawPanel(title: string, groups: readonly (readonly PanelRow[])[]): string {
  const rows = groups.flat();
  const labels = Math.max(...rows.map((row) => row.label.length));
  const lines = groups.flatMap((group, index) => [
    ...(index === 0 ? [] : ['']),
    ...group.map((row) => `${row.label.padEnd(labels)}  ${row.value}`),
  ]);
  const width = Math.max(title.length + 2, ...lines.map((line) => line.length));
  return [
    `╭─ ${title} ${'─'.repeat(width - title.length - 1)}╮`,
    ...lines.map((line) => `│ ${line.padEnd(width)} │`),
    `╰${'─'.repeat(width + 2)}╯`,
  ].join('\n');
}
