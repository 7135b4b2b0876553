import type { Check } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { readPermittedFields } from '../objects/object-facts.ts';
import { inPermissionSet, listed } from '../objects/remedies.ts';
import { readWrittenObjects, whenWritten } from './written-objects.ts';

export const objectWrite: Check = {
  id: 'object_write',
  group: 'writing',
  title: 'Create and Edit on every written object',
  asks: 'Describes each object that is written as this user.',
  without: 'Records of these objects cannot be created or changed from this side.',
  needs: whenWritten('required'),
  async run(run) {
    const written = await readWrittenObjects(run);
    const evidence = written.map(({ described, shape }) =>
      evidenceOf(
        run.subject,
        described,
        `${shape.name}: ${shape.createable ? 'can be created' : 'cannot be created'}, ${shape.updateable ? 'can be edited' : 'cannot be edited'}`,
      ),
    );
    const lacking = written.filter(({ shape }) => !shape.createable || !shape.updateable);
    const names = lacking.map(({ object }) => object.name);
    if (names.length === 0)
      return {
        status: 'pass',
        summary: `${run.subject.username} may create and edit what is written.`,
        evidence,
      };
    const rights = lacking.some(({ shape }) => !shape.createable) ? 'Create and Edit' : 'Edit';
    return {
      status: 'fail',
      summary: `${run.subject.username} may not create and edit ${listed(names)}.`,
      evidence,
      consequence: `Nothing can be written to ${listed(names)}.`,
      affected: { objects: names, features: ['Writing'] },
      remedy: inPermissionSet(run, `Grant ${rights} on ${listed(names)}`),
    };
  },
};

export const fieldEdit: Check = {
  id: 'field_edit',
  group: 'writing',
  title: 'Edit on every written field',
  asks: 'Compares the fields this user may edit with those that anybody has a permission to edit.',
  without: 'Values of these fields are refused when they are written.',
  needs: whenWritten('required'),
  async run(run) {
    const found = await Promise.all(
      (await readWrittenObjects(run))
        .filter(({ object }) => object.fields.length > 0)
        .map(async ({ object, shape }) => {
          const { looked, fields } = await readPermittedFields(run, object.name, 'edit');
          const editable = new Set([...(fields ?? [])].map((name) => name.toLowerCase()));
          const lacking = object.fields.filter((name) => {
            const field = shape.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
            if (field === undefined || !field.permissionable || field.createable || field.updateable)
              return false;
            // Somebody may edit it, so it is not read-only by nature.
            return editable.has((field.compoundFieldName ?? field.name).toLowerCase());
          });
          return { object: object.name, looked, isKnown: fields !== undefined, lacking };
        }),
    );
    const evidence = found.map(({ object, looked, lacking, isKnown }) =>
      evidenceOf(
        looked.as,
        looked.answer,
        isKnown ? `${lacking.length} mapped fields of ${object} may be edited by others only` : '',
      ),
    );
    const names = found.flatMap(({ object, lacking }) => lacking.map((field) => `${object}.${field}`));
    if (names.length > 0)
      return {
        status: 'fail',
        summary: `${run.subject.username} may read and not edit ${listed(names)}.`,
        evidence,
        consequence: `Values of ${listed(names)} are refused when they are written.`,
        affected: {
          objects: found.filter(({ lacking }) => lacking.length > 0).map(({ object }) => object),
          fields: names,
          features: ['Writing'],
        },
        remedy: inPermissionSet(run, `Grant Edit Access on ${listed(names)} (Field Permissions)`),
      };
    const blind = found.filter(({ isKnown }) => !isKnown).map(({ object }) => object);
    if (blind.length > 0)
      return {
        status: 'unknown',
        summary: `Nobody connected may look at the field permissions of ${listed(blind)}, so which fields could be edited is not known.`,
        evidence,
        consequence: fieldEdit.without,
      };
    return {
      status: 'pass',
      summary: 'Every mapped field that can be edited may be edited by this user.',
      evidence,
    };
  },
};
