import type { PicklistValue } from '../org/schema/types.ts';

/** Zone, offset, name: as Salesforce's picklists show them (recorded in March, when the north has no summer time yet). */
const TIME_ZONES = `
Pacific/Kiritimati +14:00 Line Islands Time
Pacific/Chatham +13:45 Chatham Daylight Time
Antarctica/McMurdo +13:00 New Zealand Daylight Time
Pacific/Apia +13:00 Apia Standard Time
Pacific/Auckland +13:00 New Zealand Daylight Time
Pacific/Enderbury +13:00 Phoenix Islands Time
Pacific/Fakaofo +13:00 Tokelau Time
Pacific/Tongatapu +13:00 Tonga Standard Time
Asia/Anadyr +12:00 Anadyr Standard Time
Asia/Kamchatka +12:00 Petropavlovsk-Kamchatski Standard Time
Pacific/Fiji +12:00 Fiji Standard Time
Pacific/Funafuti +12:00 Tuvalu Time
Pacific/Kwajalein +12:00 Marshall Islands Time
Pacific/Majuro +12:00 Marshall Islands Time
Pacific/Nauru +12:00 Nauru Time
Pacific/Norfolk +12:00 Norfolk Island Daylight Time
Pacific/Tarawa +12:00 Gilbert Islands Time
Pacific/Wake +12:00 Wake Island Time
Pacific/Wallis +12:00 Wallis & Futuna Time
Antarctica/Casey +11:00 Casey Time
Antarctica/Macquarie +11:00 Australian Eastern Daylight Time
Asia/Magadan +11:00 Magadan Standard Time
Asia/Sakhalin +11:00 Sakhalin Standard Time
Asia/Srednekolymsk +11:00 Magadan Standard Time
Australia/Currie +11:00 Australian Eastern Daylight Time
Australia/Hobart +11:00 Australian Eastern Daylight Time
Australia/Lord_Howe +11:00 Lord Howe Daylight Time
Australia/Melbourne +11:00 Australian Eastern Daylight Time
Australia/Sydney +11:00 Australian Eastern Daylight Time
Pacific/Bougainville +11:00 Bougainville Standard Time
Pacific/Efate +11:00 Vanuatu Standard Time
Pacific/Guadalcanal +11:00 Solomon Islands Time
Pacific/Kosrae +11:00 Kosrae Time
Pacific/Noumea +11:00 New Caledonia Standard Time
Pacific/Ponape +11:00 Ponape Time
Australia/Adelaide +10:30 Australian Central Daylight Time
Australia/Broken_Hill +10:30 Australian Central Daylight Time
Antarctica/DumontDUrville +10:00 Dumont-d’Urville Time
Asia/Ust-Nera +10:00 Vladivostok Standard Time
Asia/Vladivostok +10:00 Vladivostok Standard Time
Australia/Brisbane +10:00 Australian Eastern Standard Time
Australia/Lindeman +10:00 Australian Eastern Standard Time
Pacific/Guam +10:00 Chamorro Standard Time
Pacific/Port_Moresby +10:00 Papua New Guinea Time
Pacific/Saipan +10:00 Chamorro Standard Time
Pacific/Truk +10:00 Chuuk Time
Australia/Darwin +09:30 Australian Central Standard Time
Asia/Chita +09:00 Yakutsk Standard Time
Asia/Dili +09:00 East Timor Time
Asia/Jayapura +09:00 Eastern Indonesia Time
Asia/Khandyga +09:00 Yakutsk Standard Time
Asia/Seoul +09:00 Korean Standard Time
Asia/Tokyo +09:00 Japan Standard Time
Asia/Yakutsk +09:00 Yakutsk Standard Time
Pacific/Palau +09:00 Palau Time
Australia/Eucla +08:45 Australian Central Western Standard Time
Asia/Brunei +08:00 Brunei Darussalam Time
Asia/Choibalsan +08:00 Ulaanbaatar Standard Time
Asia/Hong_Kong +08:00 Hong Kong Standard Time
Asia/Irkutsk +08:00 Irkutsk Standard Time
Asia/Kuala_Lumpur +08:00 Malaysia Time
Asia/Kuching +08:00 Malaysia Time
Asia/Macau +08:00 China Standard Time
Asia/Makassar +08:00 Central Indonesia Time
Asia/Manila +08:00 Philippine Standard Time
Asia/Shanghai +08:00 China Standard Time
Asia/Singapore +08:00 Singapore Standard Time
Asia/Taipei +08:00 Taipei Standard Time
Asia/Ulaanbaatar +08:00 Ulaanbaatar Standard Time
Australia/Perth +08:00 Australian Western Standard Time
Antarctica/Davis +07:00 Davis Time
Asia/Bangkok +07:00 Indochina Time
Asia/Barnaul +07:00 Moscow Standard Time + 4
Asia/Ho_Chi_Minh +07:00 Indochina Time
Asia/Hovd +07:00 Hovd Standard Time
Asia/Jakarta +07:00 Western Indonesia Time
Asia/Krasnoyarsk +07:00 Krasnoyarsk Standard Time
Asia/Novokuznetsk +07:00 Krasnoyarsk Standard Time
Asia/Novosibirsk +07:00 Novosibirsk Standard Time
Asia/Phnom_Penh +07:00 Indochina Time
Asia/Pontianak +07:00 Western Indonesia Time
Asia/Tomsk +07:00 Moscow Standard Time + 4
Asia/Vientiane +07:00 Indochina Time
Indian/Christmas +07:00 Christmas Island Time
Asia/Rangoon +06:30 Myanmar Time
Indian/Cocos +06:30 Cocos Islands Time
Antarctica/Vostok +06:00 Vostok Time
Asia/Almaty +06:00 East Kazakhstan Time
Asia/Bishkek +06:00 Kyrgyzstan Time
Asia/Dhaka +06:00 Bangladesh Standard Time
Asia/Omsk +06:00 Omsk Standard Time
Asia/Qostanay +06:00 East Kazakhstan Time
Asia/Thimphu +06:00 Bhutan Time
Asia/Urumqi +06:00 China Standard Time
Indian/Chagos +06:00 Indian Ocean Time
Asia/Kathmandu +05:45 Nepal Time
Asia/Colombo +05:30 India Standard Time
Asia/Kolkata +05:30 India Standard Time
Antarctica/Mawson +05:00 Mawson Time
Asia/Aqtau +05:00 West Kazakhstan Time
Asia/Aqtobe +05:00 West Kazakhstan Time
Asia/Ashgabat +05:00 Turkmenistan Standard Time
Asia/Atyrau +05:00 West Kazakhstan Time
Asia/Dushanbe +05:00 Tajikistan Time
Asia/Karachi +05:00 Pakistan Standard Time
Asia/Oral +05:00 West Kazakhstan Time
Asia/Qyzylorda +05:00 West Kazakhstan Time
Asia/Samarkand +05:00 Uzbekistan Standard Time
Asia/Tashkent +05:00 Uzbekistan Standard Time
Asia/Yekaterinburg +05:00 Yekaterinburg Standard Time
Indian/Kerguelen +05:00 French Southern & Antarctic Time
Indian/Maldives +05:00 Maldives Time
Asia/Kabul +04:30 Afghanistan Time
Asia/Baku +04:00 Azerbaijan Standard Time
Asia/Dubai +04:00 Gulf Standard Time
Asia/Muscat +04:00 Gulf Standard Time
Asia/Tbilisi +04:00 Georgia Standard Time
Asia/Yerevan +04:00 Armenia Standard Time
Europe/Astrakhan +04:00 Samara Standard Time
Europe/Samara +04:00 Samara Standard Time
Europe/Saratov +04:00 Moscow Standard Time + 1
Europe/Ulyanovsk +04:00 Moscow Standard Time + 1
Indian/Mahe +04:00 Seychelles Time
Indian/Mauritius +04:00 Mauritius Standard Time
Indian/Reunion +04:00 Réunion Time
Africa/Addis_Ababa +03:00 East Africa Time
Africa/Asmera +03:00 East Africa Time
Africa/Dar_es_Salaam +03:00 East Africa Time
Africa/Djibouti +03:00 East Africa Time
Africa/Kampala +03:00 East Africa Time
Africa/Mogadishu +03:00 East Africa Time
Africa/Nairobi +03:00 East Africa Time
Antarctica/Syowa +03:00 Syowa Time
Asia/Aden +03:00 Arabian Standard Time
Asia/Amman +03:00 Eastern European Standard Time
Asia/Baghdad +03:00 Arabian Standard Time
Asia/Bahrain +03:00 Arabian Standard Time
Asia/Kuwait +03:00 Arabian Standard Time
Asia/Qatar +03:00 Arabian Standard Time
Asia/Riyadh +03:00 Arabian Standard Time
Europe/Istanbul +03:00 Eastern European Standard Time
Europe/Kirov +03:00 Moscow Standard Time
Europe/Minsk +03:00 Moscow Standard Time
Europe/Moscow +03:00 Moscow Standard Time
Europe/Volgograd +03:00 Volgograd Standard Time
Indian/Antananarivo +03:00 East Africa Time
Indian/Comoro +03:00 East Africa Time
Indian/Mayotte +03:00 East Africa Time
Africa/Blantyre +02:00 Central Africa Time
Africa/Bujumbura +02:00 Central Africa Time
Africa/Cairo +02:00 Eastern European Standard Time
Africa/Gaborone +02:00 Central Africa Time
Africa/Harare +02:00 Central Africa Time
Africa/Johannesburg +02:00 South Africa Standard Time
Africa/Juba +02:00 Central Africa Time
Africa/Kigali +02:00 Central Africa Time
Africa/Lubumbashi +02:00 Central Africa Time
Africa/Lusaka +02:00 Central Africa Time
Africa/Maputo +02:00 Central Africa Time
Africa/Maseru +02:00 South Africa Standard Time
Africa/Mbabane +02:00 South Africa Standard Time
Africa/Tripoli +02:00 Eastern European Standard Time
Africa/Windhoek +02:00 Central Africa Time
Asia/Beirut +02:00 Eastern European Standard Time
Asia/Famagusta +02:00 Eastern European Standard Time
Asia/Gaza +02:00 Eastern European Standard Time
Asia/Hebron +02:00 Eastern European Standard Time
Asia/Jerusalem +02:00 Israel Standard Time
Asia/Nicosia +02:00 Eastern European Standard Time
Europe/Athens +02:00 Eastern European Standard Time
Europe/Bucharest +02:00 Eastern European Standard Time
Europe/Chisinau +02:00 Eastern European Standard Time
Europe/Helsinki +02:00 Eastern European Standard Time
Europe/Kaliningrad +02:00 Eastern European Standard Time
Europe/Kiev +02:00 Eastern European Standard Time
Europe/Mariehamn +02:00 Eastern European Standard Time
Europe/Riga +02:00 Eastern European Standard Time
Europe/Sofia +02:00 Eastern European Standard Time
Europe/Tallinn +02:00 Eastern European Standard Time
Europe/Uzhgorod +02:00 Eastern European Standard Time
Europe/Vilnius +02:00 Eastern European Standard Time
Europe/Zaporozhye +02:00 Eastern European Standard Time
Africa/Algiers +01:00 Central European Standard Time
Africa/Bangui +01:00 West Africa Standard Time
Africa/Brazzaville +01:00 West Africa Standard Time
Africa/Casablanca +01:00 Western European Summer Time
Africa/Ceuta +01:00 Central European Standard Time
Africa/Douala +01:00 West Africa Standard Time
Africa/El_Aaiun +01:00 Western European Summer Time
Africa/Kinshasa +01:00 West Africa Standard Time
Africa/Lagos +01:00 West Africa Standard Time
Africa/Libreville +01:00 West Africa Standard Time
Africa/Luanda +01:00 West Africa Standard Time
Africa/Malabo +01:00 West Africa Standard Time
Africa/Ndjamena +01:00 West Africa Standard Time
Africa/Niamey +01:00 West Africa Standard Time
Africa/Porto-Novo +01:00 West Africa Standard Time
Africa/Tunis +01:00 Central European Standard Time
Arctic/Longyearbyen +01:00 Central European Standard Time
Europe/Amsterdam +01:00 Central European Standard Time
Europe/Andorra +01:00 Central European Standard Time
Europe/Belgrade +01:00 Central European Standard Time
Europe/Berlin +01:00 Central European Standard Time
Europe/Bratislava +01:00 Central European Standard Time
Europe/Brussels +01:00 Central European Standard Time
Europe/Budapest +01:00 Central European Standard Time
Europe/Busingen +01:00 Central European Standard Time
Europe/Copenhagen +01:00 Central European Standard Time
Europe/Gibraltar +01:00 Central European Standard Time
Europe/Ljubljana +01:00 Central European Standard Time
Europe/Luxembourg +01:00 Central European Standard Time
Europe/Madrid +01:00 Central European Standard Time
Europe/Malta +01:00 Central European Standard Time
Europe/Monaco +01:00 Central European Standard Time
Europe/Oslo +01:00 Central European Standard Time
Europe/Paris +01:00 Central European Standard Time
Europe/Podgorica +01:00 Central European Standard Time
Europe/Prague +01:00 Central European Standard Time
Europe/Rome +01:00 Central European Standard Time
Europe/San_Marino +01:00 Central European Standard Time
Europe/Sarajevo +01:00 Central European Standard Time
Europe/Skopje +01:00 Central European Standard Time
Europe/Stockholm +01:00 Central European Standard Time
Europe/Tirane +01:00 Central European Standard Time
Europe/Vaduz +01:00 Central European Standard Time
Europe/Vatican +01:00 Central European Standard Time
Europe/Vienna +01:00 Central European Standard Time
Europe/Warsaw +01:00 Central European Standard Time
Europe/Zagreb +01:00 Central European Standard Time
Europe/Zurich +01:00 Central European Standard Time
Africa/Abidjan +00:00 Greenwich Mean Time
Africa/Accra +00:00 Greenwich Mean Time
Africa/Bamako +00:00 Greenwich Mean Time
Africa/Banjul +00:00 Greenwich Mean Time
Africa/Bissau +00:00 Greenwich Mean Time
Africa/Conakry +00:00 Greenwich Mean Time
Africa/Dakar +00:00 Greenwich Mean Time
Africa/Freetown +00:00 Greenwich Mean Time
Africa/Lome +00:00 Greenwich Mean Time
Africa/Monrovia +00:00 Greenwich Mean Time
Africa/Nouakchott +00:00 Greenwich Mean Time
Africa/Ouagadougou +00:00 Greenwich Mean Time
Africa/Sao_Tome +00:00 Greenwich Mean Time
America/Danmarkshavn +00:00 Greenwich Mean Time
Antarctica/Troll +00:00 Greenwich Mean Time
Atlantic/Canary +00:00 Western European Standard Time
Atlantic/Faeroe +00:00 Western European Standard Time
Atlantic/Madeira +00:00 Western European Standard Time
Atlantic/Reykjavik +00:00 Greenwich Mean Time
Atlantic/St_Helena +00:00 Greenwich Mean Time
Europe/Dublin +00:00 Greenwich Mean Time
Europe/Guernsey +00:00 Greenwich Mean Time
Europe/Isle_of_Man +00:00 Greenwich Mean Time
Europe/Jersey +00:00 Greenwich Mean Time
Europe/Lisbon +00:00 Western European Standard Time
Europe/London +00:00 Greenwich Mean Time
GMT +00:00 Greenwich Mean Time
America/Scoresbysund -01:00 East Greenland Standard Time
Atlantic/Azores -01:00 Azores Standard Time
Atlantic/Cape_Verde -01:00 Cape Verde Standard Time
America/Godthab -02:00 West Greenland Standard Time
America/Noronha -02:00 Fernando de Noronha Standard Time
Atlantic/South_Georgia -02:00 South Georgia Time
America/Araguaina -03:00 Brasilia Standard Time
America/Argentina/Buenos_Aires -03:00 Argentina Standard Time
America/Argentina/La_Rioja -03:00 Argentina Standard Time
America/Argentina/Rio_Gallegos -03:00 Argentina Standard Time
America/Argentina/Salta -03:00 Argentina Standard Time
America/Argentina/San_Juan -03:00 Argentina Standard Time
America/Argentina/San_Luis -03:00 Argentina Standard Time
America/Argentina/Tucuman -03:00 Argentina Standard Time
America/Argentina/Ushuaia -03:00 Argentina Standard Time
America/Asuncion -03:00 Paraguay Summer Time
America/Bahia -03:00 Brasilia Standard Time
America/Belem -03:00 Brasilia Standard Time
America/Catamarca -03:00 Argentina Standard Time
America/Cayenne -03:00 French Guiana Time
America/Cordoba -03:00 Argentina Standard Time
America/Fortaleza -03:00 Brasilia Standard Time
America/Jujuy -03:00 Argentina Standard Time
America/Maceio -03:00 Brasilia Standard Time
America/Mendoza -03:00 Argentina Standard Time
America/Miquelon -03:00 St Pierre & Miquelon Standard Time
America/Montevideo -03:00 Uruguay Standard Time
America/Paramaribo -03:00 Suriname Time
America/Punta_Arenas -03:00 Chile Standard Time
America/Recife -03:00 Brasilia Standard Time
America/Santarem -03:00 Brasilia Standard Time
America/Santiago -03:00 Chile Summer Time
America/Sao_Paulo -03:00 Brasilia Standard Time
Antarctica/Palmer -03:00 Chile Standard Time
Antarctica/Rothera -03:00 Rothera Time
Atlantic/Stanley -03:00 Falkland Islands Standard Time
America/St_Johns -03:30 Newfoundland Standard Time
America/Anguilla -04:00 Atlantic Standard Time
America/Antigua -04:00 Atlantic Standard Time
America/Aruba -04:00 Atlantic Standard Time
America/Barbados -04:00 Atlantic Standard Time
America/Blanc-Sablon -04:00 Atlantic Standard Time
America/Boa_Vista -04:00 Amazon Standard Time
America/Campo_Grande -04:00 Amazon Standard Time
America/Caracas -04:00 Venezuela Time
America/Cuiaba -04:00 Amazon Standard Time
America/Curacao -04:00 Atlantic Standard Time
America/Dominica -04:00 Atlantic Standard Time
America/Glace_Bay -04:00 Atlantic Standard Time
America/Goose_Bay -04:00 Atlantic Standard Time
America/Grenada -04:00 Atlantic Standard Time
America/Guadeloupe -04:00 Atlantic Standard Time
America/Guyana -04:00 Guyana Time
America/Halifax -04:00 Atlantic Standard Time
America/Kralendijk -04:00 Atlantic Standard Time
America/La_Paz -04:00 Bolivia Time
America/Lower_Princes -04:00 Atlantic Standard Time
America/Manaus -04:00 Amazon Standard Time
America/Marigot -04:00 Atlantic Standard Time
America/Martinique -04:00 Atlantic Standard Time
America/Moncton -04:00 Atlantic Standard Time
America/Montserrat -04:00 Atlantic Standard Time
America/Port_of_Spain -04:00 Atlantic Standard Time
America/Porto_Velho -04:00 Amazon Standard Time
America/Puerto_Rico -04:00 Atlantic Standard Time
America/Santo_Domingo -04:00 Atlantic Standard Time
America/St_Barthelemy -04:00 Atlantic Standard Time
America/St_Kitts -04:00 Atlantic Standard Time
America/St_Lucia -04:00 Atlantic Standard Time
America/St_Thomas -04:00 Atlantic Standard Time
America/St_Vincent -04:00 Atlantic Standard Time
America/Thule -04:00 Atlantic Standard Time
America/Tortola -04:00 Atlantic Standard Time
Atlantic/Bermuda -04:00 Atlantic Standard Time
America/Bogota -05:00 Colombia Standard Time
America/Cancun -05:00 Eastern Standard Time
America/Cayman -05:00 Eastern Standard Time
America/Coral_Harbour -05:00 Eastern Standard Time
America/Detroit -05:00 Eastern Standard Time
America/Eirunepe -05:00 Acre Standard Time
America/Grand_Turk -05:00 Eastern Standard Time
America/Guayaquil -05:00 Ecuador Time
America/Indiana/Indianapolis -05:00 Eastern Standard Time
America/Indiana/Marengo -05:00 Eastern Standard Time
America/Indiana/Petersburg -05:00 Eastern Standard Time
America/Indiana/Vevay -05:00 Eastern Standard Time
America/Indiana/Vincennes -05:00 Eastern Standard Time
America/Indiana/Winamac -05:00 Eastern Standard Time
America/Iqaluit -05:00 Eastern Standard Time
America/Jamaica -05:00 Eastern Standard Time
America/Kentucky/Monticello -05:00 Eastern Standard Time
America/Lima -05:00 Peru Standard Time
America/Louisville -05:00 Eastern Standard Time
America/Montreal -05:00 Eastern Standard Time
America/Nassau -05:00 Eastern Standard Time
America/New_York -05:00 Eastern Standard Time
America/Nipigon -05:00 Eastern Standard Time
America/Panama -05:00 Eastern Standard Time
America/Pangnirtung -05:00 Eastern Standard Time
America/Port-au-Prince -05:00 Eastern Standard Time
America/Rio_Branco -05:00 Acre Standard Time
America/Thunder_Bay -05:00 Eastern Standard Time
America/Toronto -05:00 Eastern Standard Time
Pacific/Easter -05:00 Easter Island Summer Time
America/Bahia_Banderas -06:00 Central Standard Time
America/Belize -06:00 Central Standard Time
America/Chicago -06:00 Central Standard Time
America/Chihuahua -06:00 Mexican Pacific Standard Time
America/Costa_Rica -06:00 Central Standard Time
America/El_Salvador -06:00 Central Standard Time
America/Guatemala -06:00 Central Standard Time
America/Indiana/Knox -06:00 Central Standard Time
America/Indiana/Tell_City -06:00 Central Standard Time
America/Managua -06:00 Central Standard Time
America/Matamoros -06:00 Central Standard Time
America/Menominee -06:00 Central Standard Time
America/Merida -06:00 Central Standard Time
America/Mexico_City -06:00 Central Standard Time
America/Monterrey -06:00 Central Standard Time
America/North_Dakota/Beulah -06:00 Central Standard Time
America/North_Dakota/Center -06:00 Central Standard Time
America/North_Dakota/New_Salem -06:00 Central Standard Time
America/Ojinaga -06:00 Mountain Standard Time
America/Rainy_River -06:00 Central Standard Time
America/Rankin_Inlet -06:00 Central Standard Time
America/Regina -06:00 Central Standard Time
America/Resolute -06:00 Central Standard Time
America/Swift_Current -06:00 Central Standard Time
America/Tegucigalpa -06:00 Central Standard Time
America/Winnipeg -06:00 Central Standard Time
Pacific/Galapagos -06:00 Galapagos Time
America/Boise -07:00 Mountain Standard Time
America/Cambridge_Bay -07:00 Mountain Standard Time
America/Creston -07:00 Mountain Standard Time
America/Dawson -07:00 Yukon Time
America/Dawson_Creek -07:00 Mountain Standard Time
America/Denver -07:00 Mountain Standard Time
America/Edmonton -07:00 Mountain Standard Time
America/Fort_Nelson -07:00 Mountain Standard Time
America/Hermosillo -07:00 Mexican Pacific Standard Time
America/Inuvik -07:00 Mountain Standard Time
America/Mazatlan -07:00 Mexican Pacific Standard Time
America/Phoenix -07:00 Mountain Standard Time
America/Whitehorse -07:00 Yukon Time
America/Yellowknife -07:00 Mountain Standard Time
America/Los_Angeles -08:00 Pacific Standard Time
America/Santa_Isabel -08:00 Northwest Mexico Standard Time
America/Tijuana -08:00 Pacific Standard Time
America/Vancouver -08:00 Pacific Standard Time
Pacific/Pitcairn -08:00 Pitcairn Time
America/Anchorage -09:00 Alaska Standard Time
America/Juneau -09:00 Alaska Standard Time
America/Metlakatla -09:00 Alaska Standard Time
America/Nome -09:00 Alaska Standard Time
America/Sitka -09:00 Alaska Standard Time
America/Yakutat -09:00 Alaska Standard Time
Pacific/Gambier -09:00 Gambier Time
Pacific/Marquesas -09:30 Marquesas Time
America/Adak -10:00 Hawaii-Aleutian Standard Time
Pacific/Honolulu -10:00 Hawaii-Aleutian Standard Time
Pacific/Johnston -10:00 Hawaii-Aleutian Standard Time
Pacific/Rarotonga -10:00 Cook Islands Standard Time
Pacific/Tahiti -10:00 Tahiti Time
Pacific/Midway -11:00 Samoa Standard Time
Pacific/Niue -11:00 Niue Time
Pacific/Pago_Pago -11:00 Samoa Standard Time
`;

/** Values of TimeZoneSidKey fields, east to west. */
export const TIME_ZONE_VALUES: readonly PicklistValue[] = TIME_ZONES.trim()
  .split('\n')
  .map((line) => {
    const [zone = '', offset = '', ...name] = line.split(' ');
    // Salesforce kept the old key of this zone under its new name.
    const shown = zone === 'Europe/Kiev' ? 'Europe/Kyiv' : zone;
    return {
      value: zone,
      label: `(GMT${offset}) ${name.join(' ')} (${shown})`,
      active: true,
      defaultValue: false,
    };
  });
