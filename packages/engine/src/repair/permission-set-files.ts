import type { RepairPlan } from '@sync-user/contract';
import type { NeededPermissions } from './needed-permissions.ts';
import { SET_LABEL, SET_NAME } from './repair-facts.ts';

/** Oldest version of the Metadata API that knows everything we write; older ones are accepted by every newer org. */
const METADATA_VERSION = '60.0';
const FOLDER = 'force-app';
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/**
 * The permission set as a project of its own, to be deployed by `sf project deploy start --manifest package.xml` or taken
 * into a repository. Elements stand in the order of the schema, which is the alphabet's. Source: Metadata API Developer
 * Guide, "PermissionSet"; Salesforce DX Developer Guide, "Project Configuration File".
 */
export function permissionSetFiles(needed: NeededPermissions): RepairPlan['files'] {
  return [
    { path: 'sfdx-project.json', content: projectJson() },
    { path: 'package.xml', content: packageXml() },
    {
      path: `${FOLDER}/main/default/permissionsets/${SET_NAME}.permissionset-meta.xml`,
      content: permissionSetXml(needed),
    },
  ];
}

function projectJson(): string {
  const project = {
    packageDirectories: [{ path: FOLDER, default: true }],
    sourceApiVersion: METADATA_VERSION,
  };
  return `${JSON.stringify(project, undefined, 2)}\n`;
}

function packageXml(): string {
  return lines([
    HEAD,
    `<Package xmlns="${NAMESPACE}">`,
    '    <types>',
    element('members', SET_NAME, 2),
    element('name', 'PermissionSet', 2),
    '    </types>',
    element('version', METADATA_VERSION, 1),
    '</Package>',
  ]);
}

function permissionSetXml({ system, objects, fields }: NeededPermissions): string {
  return lines([
    HEAD,
    `<PermissionSet xmlns="${NAMESPACE}">`,
    element(
      'description',
      'What the sync user needs for the objects and fields that are mapped, and nothing else.',
      1,
    ),
    ...sorted(fields, ({ object, field }) => `${object}.${field}`).flatMap(({ object, field, edit }) =>
      group('fieldPermissions', [
        ['editable', edit],
        ['field', `${object}.${field}`],
        ['readable', true],
      ]),
    ),
    element('hasActivationRequired', false, 1),
    element('label', SET_LABEL, 1),
    ...sorted(objects, ({ name }) => name).flatMap(({ name, rights }) =>
      group('objectPermissions', [
        ['allowCreate', rights.includes('create')],
        ['allowDelete', false],
        ['allowEdit', rights.includes('edit')],
        ['allowRead', true],
        ['modifyAllRecords', false],
        ['object', name],
        ['viewAllRecords', rights.includes('viewAll')],
      ]),
    ),
    ...sorted(system, ({ name }) => name).flatMap(({ name }) =>
      group('userPermissions', [
        ['enabled', true],
        ['name', name],
      ]),
    ),
    '</PermissionSet>',
  ]);
}

function sorted<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  return values.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function group(name: string, children: readonly (readonly [string, string | boolean])[]): string[] {
  return [`    <${name}>`, ...children.map(([child, value]) => element(child, value, 2)), `    </${name}>`];
}

function element(name: string, value: string | boolean, depth: number): string {
  return `${'    '.repeat(depth)}<${name}>${escaped(String(value))}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
