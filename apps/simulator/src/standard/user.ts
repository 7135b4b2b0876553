import type { FieldDeclaration, ObjectDeclaration } from '../org/schema/types.ts';
import {
  address,
  always,
  audit,
  checkbox,
  createOnly,
  date,
  dateTime,
  email,
  id,
  integer,
  labelFromName,
  lastViewed,
  lookup,
  phone,
  picklist,
  readOnly,
  required,
  restrictedPicklist,
  system,
  text,
  textArea,
  url,
} from './field-helpers.ts';
import { recordObject } from './object-helpers.ts';
import { TIME_ZONE_VALUES } from './time-zones.ts';

/** Feature licences. */
const FEATURES =
  `MarketingUser OfflineUser CallCenterAutoLogin SFContentUser KnowledgeUser InteractionUser SupportUser
  JigsawProspectingUser SiteforceContributorUser SiteforcePublisherUser WorkDotComUserFeature`.split(/\s+/);

/** Some of the roughly ninety. */
const PREFERENCES =
  `ActivityRemindersPopup EventRemindersCheckboxDefault TaskRemindersCheckboxDefault ReminderSoundOff
  DisableAllFeedsEmail ContentNoEmail ContentEmailAsAndWhen ApexPagesDeveloperMode HideCSNGetChatterMobileTask
  ShowTitleToExternalUsers ShowManagerToExternalUsers ShowEmailToExternalUsers ShowCityToGuestUsers
  CacheDiagnostics LightningExperiencePreferred PreviewLightning PathAssistantCollapsed SortFeedByComment
  HasCelebrationBadge ExcludeMailAppAttachments`.split(/\s+/);

const LOCALES =
  'en_US=English (United States)|en_GB=English (United Kingdom)|en_IE_EURO=English (Ireland)|de=German|' +
  'de_DE_EURO=German (Germany)|fr=French|fr_FR_EURO=French (France)|es_ES_EURO=Spanish (Spain)|it_IT=Italian (Italy)|' +
  'nl_NL_EURO=Dutch (Netherlands)|sv_SE=Swedish (Sweden)|pl=Polish|ja_JP=Japanese (Japan)|pt_BR=Portuguese (Brazil)';
const LANGUAGES =
  'en_US=English|de=German|es=Spanish|fr=French|it=Italian|ja=Japanese|sv=Swedish|nl_NL=Dutch|pt_BR=Portuguese (Brazil)|' +
  'ko=Korean|zh_TW=Chinese (Traditional)|zh_CN=Chinese (Simplified)|th=Thai|fi=Finnish|ru=Russian|da=Danish|no=Norwegian|es_MX=Spanish (Mexico)';
const ENCODINGS =
  'UTF-8=Unicode (UTF-8)|ISO-8859-1=General US & Western Europe (ISO-8859-1, ISO-LATIN-1)|Shift_JIS=Japanese (Shift-JIS)|' +
  'ISO-2022-JP=Japanese (JIS)|EUC-JP=Japanese (EUC)|ks_c_5601-1987=Korean (ks_c_5601-1987)|Big5=Traditional Chinese (Big5)|GB2312=Simplified Chinese (GB2312)';
const USER_TYPES =
  'Standard|PowerPartner=Partner|PowerCustomerSuccess=Customer Portal Manager|CustomerSuccess=Customer Portal User|' +
  'Guest|CspLitePortal=High Volume Portal|CSPLiteUser=CSN Only|SelfService=Self Service|AutomatedProcess=Automated Process|' +
  'CloudIntegrationUser=Cloud Integration User|CsnOnly=Chatter Free';

const choice = (name: string, values: string, extra: Partial<FieldDeclaration> = {}) =>
  restrictedPicklist(name, values, { ...required, ...extra });

export const user: ObjectDeclaration = recordObject('User', '005', {
  deletable: false,
  undeletable: false,
  feedEnabled: true,
  recycleBin: false,
  fields: [
    id('User'),
    text('Username', 80, { ...required, idLookup: true, unique: true }),
    text('LastName', 80, {
      ...always,
      nillable: false,
      compoundFieldName: 'Name',
      extraTypeInfo: 'personname',
    }),
    text('FirstName', 40, { ...always, compoundFieldName: 'Name', extraTypeInfo: 'personname' }),
    text('Name', 121, {
      ...readOnly,
      nillable: false,
      nameField: true,
      label: 'Full Name',
      extraTypeInfo: 'personname',
    }),
    text('CompanyName', 80, always),
    text('Division', 80, always),
    text('Department', 80, always),
    text('Title', 80, always),
    ...address('', always),
    email('Email', { ...required, length: 128, idLookup: true }),
    checkbox('EmailPreferencesAutoBcc', { ...always, label: 'AutoBcc' }),
    email('SenderEmail', { ...always, label: 'Email Sender Address' }),
    text('SenderName', 80, { ...always, label: 'Email Sender Name' }),
    textArea('Signature', 1333, { ...always, label: 'Email Signature' }),
    phone('Phone', always),
    phone('Fax', always),
    phone('MobilePhone', { ...always, label: 'Mobile' }),
    text('Alias', 8, required),
    text('CommunityNickname', 40, { ...required, unique: true, label: 'Nickname' }),
    text('BadgeText', 80, { ...readOnly, label: 'User Photo badge text overlay' }),
    checkbox('IsActive', { ...always, label: 'Active', defaultValue: true }),
    choice('TimeZoneSidKey', '', { label: 'Time Zone', picklistValues: TIME_ZONE_VALUES }),
    lookup('UserRoleId', 'UserRole', { ...always, label: 'Role ID', childRelationshipName: 'Users' }),
    choice('LocaleSidKey', LOCALES, { label: 'Locale' }),
    checkbox('ReceivesInfoEmails', { ...always, label: 'Info Emails' }),
    checkbox('ReceivesAdminInfoEmails', { ...always, label: 'Admin Info Emails' }),
    choice('EmailEncodingKey', ENCODINGS, { label: 'Email Encoding' }),
    lookup('ProfileId', 'Profile', { ...required, childRelationshipName: 'Users' }),
    restrictedPicklist('UserType', USER_TYPES, readOnly),
    choice('LanguageLocaleKey', LANGUAGES, { label: 'Language' }),
    text('EmployeeNumber', 20, always),
    lookup('DelegatedApproverId', 'Group User', { ...always, relationshipName: null }),
    lookup('ManagerId', 'User', { ...always, childRelationshipName: 'ManagedUsers' }),
    dateTime('LastLoginDate', { ...readOnly, label: 'Last Login' }),
    dateTime('LastPasswordChangeDate', { ...readOnly, label: 'Last Password Change or Reset' }),
    ...audit(),
    integer('NumberOfFailedLogins', 9, { ...readOnly, label: 'Failed Login Attempts' }),
    dateTime('OfflineTrialExpirationDate', readOnly),
    dateTime('OfflinePdaTrialExpirationDate', { ...readOnly, label: 'Sales Anywhere Trial Expiration Date' }),
    ...FEATURES.map((name) => checkbox(`UserPermissions${name}`, { ...always, label: labelFromName(name) })),
    checkbox('ForecastEnabled', { ...always, label: 'Allow Forecasting' }),
    ...PREFERENCES.map((name) => checkbox(`UserPreferences${name}`, { ...always, label: name })),
    lookup('ContactId', 'Contact', {
      ...createOnly,
      childRelationshipName: 'Users',
      restrictedDelete: true,
    }),
    lookup('AccountId', 'Account', { ...readOnly, childRelationshipName: 'Users' }),
    lookup('CallCenterId', 'CallCenter', { ...always, relationshipName: null }),
    text('Extension', 40, always),
    text('FederationIdentifier', 512, { ...always, label: 'SAML Federation ID', unique: true }),
    textArea('AboutMe', 1000, always),
    url('FullPhotoUrl', { ...readOnly, length: 1024, label: 'Url for full-sized Photo' }),
    url('SmallPhotoUrl', { ...readOnly, length: 1024, label: 'Photo' }),
    url('MediumPhotoUrl', { ...readOnly, length: 1024, label: 'Url for medium profile photo' }),
    checkbox('IsExtIndicatorVisible', { ...system, label: 'Show external indicator' }),
    text('OutOfOfficeMessage', 40, readOnly),
    picklist('DigestFrequency', 'D=Daily|W=Weekly|*N=Never', {
      ...always,
      label: 'Chatter Email Highlights Frequency',
    }),
    picklist(
      'DefaultGroupNotificationFrequency',
      'P=Email on Each Post|D=Daily Digests|W=Weekly Digests|*N=Never',
      {
        ...always,
        label: 'Default Notification Frequency when Joining Groups',
      },
    ),
    ...lastViewed(),
    url('BannerPhotoUrl', { ...readOnly, length: 1024, label: 'Url for banner photo' }),
    checkbox('IsProfilePhotoActive', { ...system, label: 'Has Profile Photo' }),
    date('SuAccessExpirationDate', readOnly),
    lookup('IndividualId', 'Individual', { ...always, childRelationshipName: null }),
  ],
});
