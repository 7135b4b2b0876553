/** Layouts, of which this org has one for each object; what differs between record types is their picklists. */
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import { dataUrl } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { findObject } from './rows.ts';
import { defaultFor, findRecordType, isPicklist, readableFields, typesOf, valuesFor } from './ui-api.ts';

export function addLayoutRoutes(router: Router<RestHandler>): void {
  router
    .on('GET', '/sobjects/:object/describe/layouts', describeLayouts)
    .on('GET', '/sobjects/:object/describe/layouts/:recordType', describeLayout)
    .on('GET', '/sobjects/:object/describe/compactLayouts', describeCompactLayouts)
    .on('GET', '/sobjects/:object/describe/compactLayouts/primary', (request) =>
      ofObject(request, (object) => compactLayoutOf(request, object)),
    )
    // Approvals, quick actions and list views are made in Setup, which this org has not: there are none, as in a new org.
    .on('GET', '/sobjects/:object/describe/approvalLayouts', (request) =>
      ofObject(request, () => ({ approvalLayouts: [] })),
    )
    .on('GET', '/sobjects/:object/quickActions', (request) => ofObject(request, () => []))
    .on('GET', '/sobjects/:object/listviews', (request) =>
      ofObject(request, ({ name }) => ({
        done: true,
        listviews: [],
        nextRecordsUrl: null,
        size: 0,
        sobjectType: name,
      })),
    );
}

function ofObject(request: RestRequest, answer: (object: ObjectDefinition) => unknown): Answer {
  return json(200, answer(findObject(request)));
}

/** The system's default, which shows the name, for every record type. Source: REST API Developer Guide, "sObject CompactLayouts". */
function describeCompactLayouts(request: RestRequest): Answer {
  const object = findObject(request);
  return json(200, {
    compactLayouts: [compactLayoutOf(request, object)],
    defaultCompactLayoutId: null,
    recordTypeCompactLayoutMappings: typesOf(request, object).map((type) => ({
      available: type.isAvailable,
      compactLayoutId: null,
      compactLayoutName: 'SYSTEM',
      recordTypeId: type.id,
      recordTypeName: type.name,
      urls: { compactLayout: null },
    })),
    urls: { primary: dataUrl(request, `/sobjects/${object.name}/describe/compactLayouts/primary`) },
  });
}

function compactLayoutOf(request: RestRequest, object: ObjectDefinition): unknown {
  const fieldItems = readableFields(request, object)
    .filter((field) => field.nameField)
    .map((field) => ({
      editableForNew: field.createable,
      editableForUpdate: field.updateable,
      label: field.label,
      layoutComponents: [{ displayLines: 1, tabOrder: 1, type: 'Field', value: field.name }],
      placeholder: false,
      required: false,
    }));
  return {
    actions: [],
    fieldItems,
    id: null,
    imageItems: [],
    label: 'System Default',
    name: 'SYSTEM',
    objectType: object.name,
  };
}

/** Which layout and which picklist values go with each record type. Source: REST API Developer Guide, "sObject Layouts". */
function describeLayouts(request: RestRequest): Answer {
  const object = findObject(request);
  const picklists = readableFields(request, object).filter((field) => isPicklist(field));
  const types = typesOf(request, object);
  return json(200, {
    layouts: [layoutOf(request, object)],
    recordTypeMappings: types.map((type) => ({
      active: type.isActive,
      available: type.isAvailable,
      defaultRecordTypeMapping: type.isDefault,
      developerName: type.developerName,
      layoutId: null,
      master: type.isMaster,
      name: type.name,
      picklistsForRecordType: picklists.map((field) => ({
        picklistName: field.name,
        picklistValues: valuesFor(request, field, type).map(({ label, value }) => ({
          active: true,
          defaultValue: value === defaultFor(request, field, type),
          label,
          validFor: null,
          value,
        })),
      })),
      recordTypeId: type.id,
      urls: { layout: dataUrl(request, `/sobjects/${object.name}/describe/layouts/${type.id}`) },
    })),
    recordTypeSelectorRequired: [types.filter((type) => type.isAvailable && !type.isMaster).length > 1],
  });
}

function describeLayout(request: RestRequest): Answer {
  const object = findObject(request);
  findRecordType(request, object);
  return json(200, layoutOf(request, object));
}

/** One column of everything; page layouts of their own this org does not have. */
function layoutOf(request: RestRequest, object: ObjectDefinition): unknown {
  const rows = readableFields(request, object).map((field) => ({
    layoutItems: [
      {
        editableForNew: field.createable,
        editableForUpdate: field.updateable,
        label: field.label,
        layoutComponents: [{ displayLines: 1, tabOrder: 1, type: 'Field', value: field.name }],
        placeholder: false,
        required: !field.nillable && field.createable,
      },
    ],
    numItems: 1,
  }));
  const section = {
    columns: 1,
    heading: 'Information',
    layoutRows: rows,
    rows: rows.length,
    tabOrder: 'TopToBottom',
    useCollapsibleSection: false,
    useHeading: false,
  };
  return {
    buttonLayoutSection: null,
    detailLayoutSections: [section],
    editLayoutSections: [section],
    feedView: null,
    highlightsPanelLayoutSection: null,
    id: null,
    multirowEditLayoutSections: [],
    offlineLinks: [],
    quickActionList: null,
    relatedContent: null,
    relatedLists: [],
    saveOptions: [],
  };
}
