/** Words the demo company's world is made of. All names are invented; domains end in .example, which nobody can own. */
const words = (text: string): readonly string[] => text.trim().split(/\s*\|\s*|\n\s*/);

export const FIRST_NAMES =
  words(`Aaliyah|Adam|Agnieszka|Aiko|Alice|Amara|Amélie|Ana|Anders|Anja|Antonio|Arjun|Astrid|Ben|
Beatriz|Björn|Camille|Carlos|Charlotte|Chidi|Chloë|Clara|Dana|Daniel|Deepa|Diego|Elena|Élodie|Emeka|Emil|Emma|Eva|Fatima|
Felix|Finn|Florian|François|Freya|Gabriel|Grace|Hana|Hannah|Henrik|Hugo|Ibrahim|Ines|Ingrid|Isabel|Ivan|Jack|Jakob|James|
Jasmin|Jens|Joana|Johan|Jonas|José|Julia|Kai|Karolina|Katja|Kenji|Kwame|Lara|Laura|Lea|Leila|Liam|Linh|Lucía|Luis|Magnus|
Maja|Malik|Marco|María|Mark|Marta|Mateo|Mei|Mia|Michael|Milan|Miriam|Mohammed|Nadia|Naomi|Nathan|Nia|Nils|Nina|Noah|Olga|
Oliver|Omar|Owen|Paul|Petra|Philip|Priya|Rachel|Rafael|Ravi|Renée|Rosa|Ruben|Sam|Samira|Sara|Sean|Sigrid|Sofia|Søren|
Stefan|Sven|Tara|Teresa|Thomas|Tim|Tomás|Uma|Valentina|Victor|Wei|William|Yara|Yuki|Yusuf|Zoë|Zofia`);

export const LAST_NAMES =
  words(`Abbott|Adebayo|Ahmed|Almeida|Andersson|Baker|Barros|Bauer|Becker|Bell|Bergström|Bianchi|
Blake|Bowman|Brandt|Brooks|Byrne|Campbell|Carvalho|Castillo|Chandra|Chen|Clarke|Costa|Cruz|D'Angelo|Dahl|Davies|de Vries|
Delgado|Dubois|Duarte|Dunn|Eriksen|Evans|Farrell|Fernández|Ferrari|Fischer|Fleming|Fontaine|Foster|Fuchs|Garcia|Gómez|
Grant|Greene|Gupta|Haas|Hansen|Harper|Hayes|Hoffmann|Holm|Howard|Hughes|Iyer|Jackson|Jansen|Jensen|Johnson|Kaczmarek|Kane|
Kapoor|Keller|Khan|Kim|Klein|Kowalski|Kumar|Lambert|Larsen|Lefèvre|Lindqvist|López|Lund|MacDonald|Marino|Martens|Mbeki|
Meyer|Mitchell|Molina|Moreau|Morgan|Müller|Murphy|Nakamura|Nguyen|Nielsen|Novak|O'Brien|O'Neill|Okafor|Oliveira|Olsen|
Ortega|Osei|Park|Patel|Pereira|Peters|Petrov|Quinn|Ramos|Reyes|Ricci|Rivera|Romano|Rossi|Roux|Ruiz|Russo|Santos|Sato|
Schmidt|Schneider|Schröder|Sharma|Silva|Singh|Sørensen|Stewart|Suzuki|Svensson|Takahashi|Tanaka|Taylor|Thompson|Torres|
Tran|Turner|Vargas|Vasquez|Visser|Vogel|Wagner|Walsh|Wang|Weber|Weiß|White|Wójcik|Wong|Yamamoto|Yılmaz|Young|Zhang|Zimmermann`);

/** First parts of company names. */
export const COMPANY_STEMS =
  words(`Alder|Amber|Anchor|Apex|Arbor|Arctic|Aspen|Atlas|Aurora|Axiom|Beacon|Birch|Blue Heron|
Bright Harbor|Brookfield Lane|Canyon|Cascade|Cedar|Cinder|Clearwater|Cobalt|Compass|Copper Creek|Coral|Crescent|Crown|
Delta|Drift|Eagle Rock|Eastgate|Echo|Elm Street|Ember|Evergreen|Falcon|Fernwood|Fjord|Foxglove|Frontier|Garnet|Glacier|
Golden Gate|Granite|Greenfield|Grove|Harbor|Hawthorn|Helix|Heron|High Plains|Horizon|Hudson|Indigo|Iron Bridge|Ivory|
Jade|Juniper|Keystone|Kingfisher|Lakeside|Lantern|Larch|Laurel|Lighthouse|Lindenhof|Longview|Lumen|Maple|Marble|Meridian|
Midland|Mistral|Monarch|Moonstone|Mosaic|Nordlicht|North Star|Northgate|Oakridge|Obsidian|Ocean|Onyx|Orchard|Osprey|
Paragon|Pebble|Pelican|Pine Valley|Pioneer|Polaris|Prairie|Quarry|Quartz|Raven|Redwood|Ridgeline|River Bend|Rowan|Saffron|
Sandstone|Sapphire|Sequoia|Silver Lake|Sierra|Solstice|Spruce|Steelhead|Sterling|Stonebridge|Summit|Sycamore|Tamarack|
Terra|Thistle|Tidewater|Timber|Torrent|Trident|Tundra|Umbra|Union|Valley Forge|Vega|Verdant|Vertex|Vista|Walnut|Waypoint|
Westbrook|Whitecap|Wildflower|Willow|Windmill|Wren|Yarrow|Zenith|Zephyr`);

/** Industry → second parts, and what such a company is like. */
export const INDUSTRY_WORDS: readonly (readonly [industry: string, words: readonly string[]])[] = [
  ['Manufacturing', words('Manufacturing|Precision Parts|Components|Works|Industries|Castings')],
  ['Transportation', words('Logistics|Freight|Carriers|Haulage|Express')],
  ['Shipping', words('Shipping|Maritime|Port Services|Cargo')],
  ['Retail', words('Retail Group|Stores|Outfitters|Home & Garden|Markets')],
  ['Food & Beverage', words('Foods|Brewing|Bakeries|Dairy|Beverages')],
  ['Electronics', words('Electronics|Semiconductors|Devices|Circuits')],
  ['Healthcare', words('Health|Medical Supply|Hospitals|Care Partners')],
  ['Biotechnology', words('Biotech|Life Sciences|Genomics')],
  ['Machinery', words('Machinery|Tools|Hydraulics|Engines')],
  ['Energy', words('Energy|Power|Renewables|Solar')],
  ['Chemicals', words('Chemicals|Polymers|Coatings')],
  ['Construction', words('Construction|Builders|Concrete')],
  ['Apparel', words('Apparel|Textiles|Footwear')],
  ['Consulting', words('Consulting|Advisory|Partners')],
  ['Technology', words('Software|Systems|Technologies|Labs')],
  ['Agriculture', words('Farms|Agritech|Growers')],
  ['Education', words('University|Institute|Academy')],
];

/** What follows a company's name, by country. */
export const LEGAL_FORMS: Readonly<Record<string, readonly string[]>> = {
  'United States': ['Inc.', 'LLC', 'Corp.', 'Co.', ''],
  Canada: ['Ltd.', 'Inc.'],
  'United Kingdom': ['Ltd', 'plc', 'LLP'],
  Ireland: ['Ltd', 'DAC'],
  Germany: ['GmbH', 'AG', 'GmbH & Co. KG'],
  France: ['SA', 'SARL', 'SAS'],
  Spain: ['S.A.', 'S.L.'],
  Netherlands: ['B.V.', 'N.V.'],
  Sweden: ['AB'],
  Denmark: ['A/S', 'ApS'],
  Italy: ['S.p.A.', 'S.r.l.'],
  Poland: ['Sp. z o.o.', 'S.A.'],
};

export const STREETS =
  words(`Industrial Way|Harbor Street|Mill Road|Station Road|Depot Avenue|Foundry Lane|Market Street|
Lakeview Drive|Canal Street|Park Avenue|Commerce Boulevard|Technology Drive|Airport Road|River Street|Main Street`);

export interface City {
  readonly city: string;
  readonly state: string | null;
  readonly postal: string;
  readonly country: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly currency: 'USD' | 'EUR' | 'GBP';
  /** `#` is a digit. */
  readonly phone: string;
}

/** city|state|postal code|country|latitude|longitude|phone; roughly half of the customers are in America. */
const CITY_LINES = `
Boston|MA|02110|United States|42.357|-71.053|(617) 555-####
Chicago|IL|60606|United States|41.881|-87.638|(312) 555-####
Columbus|OH|43215|United States|39.962|-83.001|(614) 555-####
Denver|CO|80202|United States|39.753|-104.998|(303) 555-####
Detroit|MI|48226|United States|42.331|-83.046|(313) 555-####
Memphis|TN|38103|United States|35.147|-90.052|(901) 555-####
Louisville|KY|40202|United States|38.254|-85.757|(502) 555-####
Dallas|TX|75201|United States|32.787|-96.799|(214) 555-####
Atlanta|GA|30303|United States|33.752|-84.391|(404) 555-####
Seattle|WA|98101|United States|47.611|-122.334|(206) 555-####
Los Angeles|CA|90017|United States|34.052|-118.262|(213) 555-####
San José|CA|95113|United States|37.334|-121.890|(408) 555-####
Phoenix|AZ|85004|United States|33.451|-112.070|(602) 555-####
Minneapolis|MN|55402|United States|44.976|-93.271|(612) 555-####
Newark|NJ|07102|United States|40.736|-74.172|(973) 555-####
Toronto|ON|M5H 2N2|Canada|43.651|-79.384|(416) 555-####
London||EC2A 4NE|United Kingdom|51.524|-0.083|+44 20 7946 0###
Manchester||M2 5DB|United Kingdom|53.480|-2.245|+44 161 496 0###
Birmingham||B2 4QA|United Kingdom|52.479|-1.898|+44 121 496 0###
Leeds||LS1 4AP|United Kingdom|53.796|-1.548|+44 113 496 0###
Dublin||D02 X285|Ireland|53.340|-6.255|+353 1 555 ####
Berlin||10117|Germany|52.518|13.389|+49 30 555 ####
Hamburg||20095|Germany|53.551|10.001|+49 40 555 ####
München||80331|Germany|48.136|11.571|+49 89 555 ####
Köln||50667|Germany|50.938|6.957|+49 221 555 ####
Paris||75008|France|48.872|2.308|+33 1 55 55 ## ##
Lyon||69002|France|45.757|4.832|+33 4 55 55 ## ##
Madrid||28001|Spain|40.423|-3.688|+34 91 555 ## ##
Rotterdam||3011 AA|Netherlands|51.921|4.486|+31 10 555 ####
Göteborg||411 06|Sweden|57.707|11.967|+46 31 555 ## ##
København||1050|Denmark|55.681|12.583|+45 55 55 ## ##
Milano||20121|Italy|45.470|9.187|+39 02 555 ####
Kraków||31-042|Poland|50.062|19.938|+48 12 555 ## ##
`;

export const CITIES: readonly City[] = CITY_LINES.trim()
  .split('\n')
  .map((line): City => {
    const [city = '', state, postal = '', country = '', latitude, longitude, phone = ''] = line.split('|');
    const american = country === 'United States' || country === 'Canada';
    return {
      city,
      state: state === undefined || state === '' ? null : state,
      postal,
      country,
      latitude: Number(latitude),
      longitude: Number(longitude),
      currency: american ? 'USD' : country === 'United Kingdom' ? 'GBP' : 'EUR',
      phone,
    };
  });

export const JOBS: readonly (readonly [title: string, department: string])[] = [
  ['Operations Manager', 'Operations'],
  ['Head of Warehouse', 'Logistics'],
  ['VP Operations', 'Operations'],
  ['Plant Manager', 'Production'],
  ['Chief Operating Officer', 'Management'],
  ['Procurement Manager', 'Purchasing'],
  ['Senior Buyer', 'Purchasing'],
  ['Automation Engineer', 'Engineering'],
  ['Maintenance Lead', 'Maintenance'],
  ['Safety Officer', 'Safety'],
  ['IT Director', 'IT'],
  ['Chief Financial Officer', 'Finance'],
  ['Controller', 'Finance'],
  ['Supply Chain Analyst', 'Logistics'],
  ['Logistics Coordinator', 'Logistics'],
  ['CEO', 'Management'],
];

export const PRODUCTS = words(
  'PickMate 300|PickMate 500|PalletPro X|ConveyIQ|SortStation|FleetMind|TugBot 2|ShelfScout',
);

/** Notes that people write: several lines, quotes, other scripts, emoji. */
export const NOTES: readonly string[] = [
  'Spoke with the team.\nThey want a pilot in one hall first, then "the rest of the site" if numbers hold.',
  'Budget approved for Q3 🎉\r\nNext: security review, then legal.',
  'Customer\'s words: "It just works." Ask for a reference?',
  'Competitor quoted 12 % less; their lead time is 9 months, ours 14 weeks.',
  'Ansprechpartner bis 14. im Urlaub – danach Termin für Hallenrundgang.',
  'Réunion très positive. Prochaine étape : visite du site à Lyon.',
  '担当者と電話。来月デモを希望。',
  'Path on share: C:\\Projects\\Halls\\plan_v2.dwg; aisle width < 1.8 m & slope > 3°.',
  'Follow up, please; comma, separated, values, "quoted", done.',
  'Called twice, no answer. Left a voicemail 📞',
  'Floor plan received.\n\n- 4 docks\n- 2 mezzanines\n- 11,000 m²',
  'Wants the safety certificate (ISO 3691-4) before signing.',
];
