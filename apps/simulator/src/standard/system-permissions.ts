import type { FieldDeclaration } from '../org/schema/types.ts';
import { checkbox, labelFromName } from './field-helpers.ts';

/**
 * System permissions: each is a boolean `Permissions<Name>` of PermissionSet and Profile.
 * A real org has some hundreds; these are the ones that clients ask for or administrators meet.
 * Source: Object Reference, PermissionSet; names from describe answers of ordinary orgs.
 */
export const SYSTEM_PERMISSIONS: readonly string[] = `
  EmailSingle EmailMass EditTask EditEvent ExportReport ImportPersonal DataExport ManageUsers EditPublicFilters
  EditPublicTemplates ModifyAllData ManageCases MassInlineEdit ManageSolutions CustomizeApplication EditReadonlyFields
  RunReports ViewSetup TransferAnyEntity ImportLeads ManageLeads TransferAnyLead ViewAllData EditPublicDocuments
  ViewEncryptedData EditBrandTemplates EditHtmlTemplates ChatterInternalUser ManageEncryptionKeys
  ChatterInviteExternalUsers OverrideForecasts ViewAllForecasts ApiUserOnly ManageRemoteAccess
  CanUseNewDashboardBuilder ManageCategories ConvertLeads PasswordNeverExpires UseTeamReassignWizards
  EditActivatedOrders InstallPackaging PublishPackaging ManagePartners ChatterOwnGroups EditOppLineItemUnitPrice
  CreatePackaging BulkApiHardDelete SolutionImport ManageCallCenters ManageSynonyms ManageEmailClientConfig
  EnableNotifications ManageDataIntegrations ViewDataCategories ManageDataCategories AuthorApex ManageMobile ApiEnabled
  ManageCustomReportTypes EditCaseComments TransferAnyCase ContentAdministrator CreateWorkspaces
  ManageContentPermissions ManageContentProperties ManageContentTypes ScheduleReports ManageBusinessHourHolidays
  ManageEntitlements ManageDynamicDashboards CustomSidebarOnAllPages ManageInteraction ViewMyTeamsDashboards
  ModerateChatter ResetPasswords FlowUFLRequired CanInsertFeedSystemFields ActivitiesAccess
  EmailTemplateManagement EmailAdministration ManageChatterMessages ForceTwoFactor ViewEventLogFiles ManageNetworks
  ManageAuthProviders RunFlow CreateCustomizeDashboards CreateDashboardFolders ViewPublicDashboards
  ManageDashbdsInPubFolders CreateCustomizeReports CreateReportFolders ViewPublicReports ManageReportsInPubFolders
  EditMyDashboards EditMyReports ViewAllUsers ManageProfilesPermissionsets AssignPermissionSets ManageRoles
  ManageIpAddresses ManageSharing ManageInternalUsers ManagePasswordPolicies ManageLoginAccessPolicies
  ManageCustomPermissions ManageUnlistedGroups ManageTwoFactor ManageSessionPermissionSets LightningExperienceUser
  ManageSandboxes ManageHealthCheck ViewHealthCheck ManageCertificates QueryAllFiles ViewRoles CreateAuditFields
  UpdateWithInactiveOwner UseAnyApiClient ApproveUninstalledConnectedApps ViewUserPII ModifyMetadata
  ManageReleaseUpdates ViewPlatformEvents AllowViewKnowledge AllowViewEditConvertedLeads AllowLightningLogin FreezeUsers ViewAllProfiles
  ViewGlobalHeader ViewDeveloperName MonitorLoginHistory SelectFilesFromSalesforce
`
  .trim()
  .split(/\s+/);

export const systemPermissionFields = (): FieldDeclaration[] =>
  SYSTEM_PERMISSIONS.map((name) =>
    checkbox(`Permissions${name}`, { permissionable: false, label: labelFromName(name) }),
  );
