/** Roll-up summary fields get the type of what they summarize, so they are added when every other field is there. */
import { splitName } from '../org/save/rules/roll-up-sql.ts';
import type { FieldDeclaration, ObjectDeclaration, ObjectDefinition } from '../org/schema/types.ts';
import type { Org } from '../org/types.ts';
import type { Seed } from './seed.ts';

export function isRollUp(field: FieldDeclaration): boolean {
  return field.rollUp != null;
}

export function withoutRollUps(declaration: ObjectDeclaration): ObjectDeclaration {
  return { ...declaration, fields: declaration.fields.filter((field) => !isRollUp(field)) };
}

/** A count is a number; the rest is of its field's type. */
export function typedRollUp(
  field: FieldDeclaration,
  object: (name: string) => ObjectDefinition | undefined,
): FieldDeclaration {
  const [objectName, name] = splitName(field.rollUp?.summarizedField ?? '');
  const summarized = object(objectName)?.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (summarized === undefined) return { ...field, type: 'double', precision: 18, scale: 0 };
  const { type, scale } = summarized;
  const numeric = type === 'double' || type === 'currency' || type === 'percent';
  return { ...field, type: type === 'int' ? 'double' : type, precision: numeric ? 18 : 0, scale };
}

export function addRollUps(org: Org, seed: Seed): void {
  const declared = [
    ...seed.objects.map(({ declaration }) => ({ object: declaration.name, fields: declaration.fields })),
    ...seed.fields,
  ];
  for (const { object, fields } of declared) {
    for (const field of fields) {
      if (isRollUp(field))
        org.addField(
          object,
          typedRollUp(field, (name) => org.object(name)),
        );
    }
  }
}
