/** The 23 people of Halden Robotics beside the administrator and the sync user. */
const DOMAIN = 'halden-robotics.example';

export const DEMO_ROLES = [
  { name: 'CEO' },
  { name: 'VP Sales', parent: 'CEO' },
  { name: 'Sales Manager Americas', parent: 'VP Sales' },
  { name: 'Sales Manager EMEA', parent: 'VP Sales' },
  { name: 'Account Executive Americas', parent: 'Sales Manager Americas' },
  { name: 'Account Executive EMEA', parent: 'Sales Manager EMEA' },
  { name: 'Sales Development', parent: 'VP Sales' },
  { name: 'VP Customer Success', parent: 'CEO' },
  { name: 'Customer Success Manager', parent: 'VP Customer Success' },
  { name: 'Field Engineer', parent: 'VP Customer Success' },
  { name: 'Marketing', parent: 'CEO' },
];

/** first name|last name|title|role|manager's user name|zone and locale */
const PEOPLE = `
Ingrid|Solheim|Chief Executive Officer|CEO||US
Marcus|Whitfield|VP Sales|VP Sales|ingrid.solheim|US
Denise|Okoye|Sales Manager Americas|Sales Manager Americas|marcus.whitfield|US
Lukas|Ahrens|Sales Manager EMEA|Sales Manager EMEA|marcus.whitfield|DE
Tyler|Banks|Account Executive|Account Executive Americas|denise.okoye|US
Maria|Delacroix|Account Executive|Account Executive Americas|denise.okoye|US
Kevin|Nguyen|Senior Account Executive|Account Executive Americas|denise.okoye|US
Hannah|Levine|Account Executive|Account Executive Americas|denise.okoye|US
Sophie|Marchand|Account Executive|Account Executive EMEA|lukas.ahrens|FR
Jonas|Keller|Senior Account Executive|Account Executive EMEA|lukas.ahrens|DE
Priya|Raman|Account Executive|Account Executive EMEA|lukas.ahrens|GB
Callum|Reid|Account Executive|Account Executive EMEA|lukas.ahrens|GB
Lena|Brandt|Sales Development Lead|Sales Development|marcus.whitfield|DE
Andre|Coleman|Sales Development Representative|Sales Development|lena.brandt|US
Yuki|Mori|Sales Development Representative|Sales Development|lena.brandt|US
Fatou|Diallo|VP Customer Success|VP Customer Success|ingrid.solheim|US
Ben|Castillo|Customer Success Manager|Customer Success Manager|fatou.diallo|US
Nora|Vinter|Customer Success Manager|Customer Success Manager|fatou.diallo|GB
Oskar|Lind|Field Engineer|Field Engineer|fatou.diallo|DE
Rosa|Jimenez|Field Engineer|Field Engineer|fatou.diallo|US
Tessa|Morgan|Head of Marketing|Marketing|ingrid.solheim|US
Grant|Pell|Account Executive|Account Executive Americas|denise.okoye|US|left
Elif|Demir|Account Executive|Account Executive EMEA|lukas.ahrens|DE|left
`;

const REGIONS: Readonly<
  Record<string, { readonly timeZone: string; readonly locale: string; readonly currency: string }>
> = {
  US: { timeZone: 'America/New_York', locale: 'en_US', currency: 'USD' },
  GB: { timeZone: 'Europe/London', locale: 'en_GB', currency: 'GBP' },
  DE: { timeZone: 'Europe/Berlin', locale: 'de', currency: 'EUR' },
  FR: { timeZone: 'Europe/Paris', locale: 'fr', currency: 'EUR' },
};

export const DEMO_USERS = PEOPLE.trim()
  .split('\n')
  .map((line) => {
    const [firstName = '', lastName = '', title = '', role = '', manager = '', region = 'US', left] =
      line.split('|');
    return {
      username: `${firstName}.${lastName}@${DOMAIN}`.toLowerCase(),
      firstName,
      lastName,
      title,
      role,
      department: role.replace(/ (?:Americas|EMEA)$/, ''),
      profile: role === 'Marketing' ? 'Marketing User' : 'Standard User',
      isActive: left === undefined,
      companyName: 'Halden Robotics',
      ...(manager === '' ? {} : { manager: `${manager}@${DOMAIN}` }),
      ...REGIONS[region],
    };
  });
