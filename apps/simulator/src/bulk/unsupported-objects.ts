import { SalesforceError } from '../errors.ts';

/**
 * Objects that REST queries read and bulk queries refuse. Source: facts 4.1; the list is what connectors found
 * refused (Airbyte's source-salesforce documentation) and the metadata objects that are no tables.
 */
const UNSUPPORTED = new Map(
  `AcceptedEventRelation AssetTokenEvent AttachedContentNote CaseStatus ContractStatus DeclinedEventRelation
  EntityDefinition EventWhoRelation FieldDefinition FieldSecurityClassification KnowledgeArticle
  KnowledgeArticleVersion LookedUpFromActivity NamespaceRegistry OpenActivity OrderStatus OwnedContentDocument
  PartnerRole QuoteTemplateRichTextData RecentlyViewed RecordActionHistory ServiceAppointmentStatus ShiftStatus
  SolutionStatus TaskPriority TaskStatus TaskWhoRelation UndecidedEventRelation UserEntityAccess UserFieldAccess
  UserPermissionAccess UserRecordAccess Vote WorkOrderLineItemStatus WorkOrderStatus`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);

/** Before anything else is asked of the query. @throws SalesforceError for an object that Bulk API does not read */
export function requireSupported(objectName: string): void {
  const name = UNSUPPORTED.get(objectName.toLowerCase());
  if (name === undefined) return;
  throw new SalesforceError(400, 'INVALIDENTITY', `Entity '${name}' is not supported by the Bulk API.`);
}
