/** Pieces of SQL that conditions are made of. */
import type { SqlValue } from './literals.ts';
import type { Scope } from './scope.ts';

/** SQL text with its parameters, in order. */
export interface Sql {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

export function joinSql(parts: readonly Sql[], joiner: 'and' | 'or'): Sql {
  const texts = parts.map((part) => part.text);
  return { text: `(${texts.join(` ${joiner} `)})`, params: parts.flatMap((part) => part.params) };
}

/** Deleted rows only for queryAll; and of the rest what sharing lets the caller see. */
export function visibleRows({ run, model, alias }: Scope): Sql[] {
  const conditions: Sql[] = [];
  if (model.hasIsDeleted && !run.includeDeleted) {
    conditions.push({ text: `${alias}."IsDeleted" = 0`, params: [] });
  }
  const visible = run.context.rowFilter(run.caller.userId, model, alias);
  if (visible !== undefined) conditions.push({ text: visible.text, params: [...visible.params] });
  return conditions;
}
