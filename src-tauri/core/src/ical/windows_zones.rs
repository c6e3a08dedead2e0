//! Windows zone names and captions, from Unicode CLDR's windowsZones and the descriptions Windows gives. The one
//! table, for both directions.

/// Returns the IANA zone of a name such as `W. Europe Standard Time`, or of a caption such as
/// `(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna`, whatever offset stands in front.
pub(super) fn iana(name: &str) -> Option<&'static str> {
    let name = match name.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, caption)) => caption.trim(),
        None => name,
    };
    let found = |same: &dyn Fn(&str) -> bool| ZONES.iter().find(|(id, caption, ..)| same(id) || same(caption));
    let spelt = plain(name);
    let found = found(&|it| it.eq_ignore_ascii_case(name)).or_else(|| found(&|it| plain(it) == spelt));
    found.map(|(_, _, iana, _)| *iana)
}

/// Returns a name as it is compared: without capitals, accents and full stops, which its spellings differ in.
fn plain(name: &str) -> String {
    let letter = |letter| match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'ì' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        '’' => '\'',
        other => other,
    };
    name.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).map(letter).collect::<String>().trim().to_owned()
}

/// Turns `Europe/Vienna` into `W. Europe Standard Time`.
pub(crate) fn windows(iana: &str) -> Option<&'static str> {
    let found = ZONES.iter().find(|(.., places)| places.split(' ').any(|place| place.eq_ignore_ascii_case(iana)));
    found.map(|(windows, ..)| *windows).filter(|_| !iana.is_empty())
}

/// Name, caption without its offset, IANA zone, and the IANA names of all its places; a name that is out of use has
/// none, and nor have the newest (Alberta, British Columbia, Manitoba): they are read, and not sent, as servers may not
/// know them yet.
#[rustfmt::skip]
const ZONES: &[(&str, &str, &str, &str)] = &[
    ("AUS Central Standard Time", "Darwin", "Australia/Darwin", "Australia/Darwin Australia/North"),
    ("AUS Eastern Standard Time", "Canberra, Melbourne, Sydney", "Australia/Sydney", "Australia/ACT Australia/Canberra Australia/Melbourne Australia/NSW Australia/Sydney Australia/Victoria"),
    ("Afghanistan Standard Time", "Kabul", "Asia/Kabul", "Asia/Kabul"),
    ("Alaskan Standard Time", "Alaska", "America/Anchorage", "America/Anchorage America/Juneau America/Metlakatla America/Nome America/Sitka America/Yakutat US/Alaska"),
    ("Alberta Standard Time", "Alberta", "America/Edmonton", ""),
    ("Aleutian Standard Time", "Aleutian Islands", "America/Adak", "America/Adak America/Atka US/Aleutian"),
    ("Altai Standard Time", "Barnaul, Gorno-Altaysk", "Asia/Barnaul", "Asia/Barnaul"),
    ("Arab Standard Time", "Kuwait, Riyadh", "Asia/Riyadh", "Asia/Aden Asia/Bahrain Asia/Kuwait Asia/Qatar Asia/Riyadh"),
    ("Arabian Standard Time", "Abu Dhabi, Muscat", "Asia/Dubai", "Asia/Dubai Asia/Muscat"),
    ("Arabic Standard Time", "Baghdad", "Asia/Baghdad", "Asia/Baghdad"),
    ("Argentina Standard Time", "City of Buenos Aires", "America/Buenos_Aires", "America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/ComodRivadavia America/Argentina/Cordoba America/Argentina/Jujuy America/Argentina/La_Rioja America/Argentina/Mendoza America/Argentina/Rio_Gallegos America/Argentina/Salta America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia America/Buenos_Aires America/Catamarca America/Cordoba America/Jujuy America/Mendoza America/Rosario"),
    ("Astrakhan Standard Time", "Astrakhan, Ulyanovsk", "Europe/Astrakhan", "Europe/Astrakhan Europe/Ulyanovsk"),
    ("Atlantic Standard Time", "Atlantic Time (Canada)", "America/Halifax", "America/Glace_Bay America/Goose_Bay America/Halifax America/Moncton America/Thule Atlantic/Bermuda Canada/Atlantic"),
    ("Aus Central W. Standard Time", "Eucla", "Australia/Eucla", "Australia/Eucla"),
    ("Azerbaijan Standard Time", "Baku", "Asia/Baku", "Asia/Baku"),
    ("Azores Standard Time", "Azores", "Atlantic/Azores", "America/Scoresbysund Atlantic/Azores"),
    ("Bahia Standard Time", "Salvador", "America/Bahia", "America/Bahia"),
    ("Bangladesh Standard Time", "Dhaka", "Asia/Dhaka", "Asia/Dacca Asia/Dhaka Asia/Thimbu Asia/Thimphu"),
    ("Belarus Standard Time", "Minsk", "Europe/Minsk", "Europe/Minsk"),
    ("Bougainville Standard Time", "Bougainville Island", "Pacific/Bougainville", "Pacific/Bougainville"),
    ("British Columbia Standard Time", "British Columbia", "America/Vancouver", ""),
    ("Canada Central Standard Time", "Saskatchewan", "America/Regina", "America/Regina America/Swift_Current Canada/Saskatchewan"),
    ("Cape Verde Standard Time", "Cabo Verde Is.", "Atlantic/Cape_Verde", "Atlantic/Cape_Verde"),
    ("Caucasus Standard Time", "Yerevan", "Asia/Yerevan", "Asia/Yerevan"),
    ("Cen. Australia Standard Time", "Adelaide", "Australia/Adelaide", "Australia/Adelaide Australia/Broken_Hill Australia/South Australia/Yancowinna"),
    ("Central America Standard Time", "Central America", "America/Guatemala", "America/Belize America/Costa_Rica America/El_Salvador America/Guatemala America/Managua America/Tegucigalpa Pacific/Galapagos"),
    ("Central Asia Standard Time", "Astana", "Asia/Bishkek", "Antarctica/Vostok Asia/Bishkek Asia/Kashgar Asia/Urumqi Indian/Chagos"),
    ("Central Brazilian Standard Time", "Cuiaba", "America/Cuiaba", "America/Campo_Grande America/Cuiaba"),
    ("Central Europe Standard Time", "Belgrade, Bratislava, Budapest, Ljubljana, Prague", "Europe/Budapest", "Europe/Belgrade Europe/Bratislava Europe/Budapest Europe/Ljubljana Europe/Podgorica Europe/Prague Europe/Tirane"),
    ("Central European Standard Time", "Sarajevo, Skopje, Warsaw, Zagreb", "Europe/Warsaw", "Europe/Sarajevo Europe/Skopje Europe/Warsaw Europe/Zagreb"),
    ("Central Pacific Standard Time", "Solomon Is., New Caledonia", "Pacific/Guadalcanal", "Antarctica/Casey Pacific/Efate Pacific/Guadalcanal Pacific/Kosrae Pacific/Noumea Pacific/Pohnpei Pacific/Ponape"),
    ("Central Standard Time", "Central Time (US & Canada)", "America/Chicago", "America/Chicago America/Indiana/Knox America/Indiana/Tell_City America/Knox_IN America/Matamoros America/Menominee America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem America/Ojinaga America/Rankin_Inlet America/Resolute US/Central US/Indiana-Starke"),
    ("Central Standard Time (Mexico)", "Guadalajara, Mexico City, Monterrey", "America/Mexico_City", "America/Bahia_Banderas America/Chihuahua America/Merida America/Mexico_City America/Monterrey Mexico/General"),
    ("Chatham Islands Standard Time", "Chatham Islands", "Pacific/Chatham", "Pacific/Chatham"),
    ("China Standard Time", "Beijing, Chongqing, Hong Kong, Urumqi", "Asia/Shanghai", "Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Hong_Kong Asia/Macao Asia/Macau Asia/Shanghai"),
    ("Cuba Standard Time", "Havana", "America/Havana", "America/Havana"),
    ("Dateline Standard Time", "International Date Line West", "Etc/GMT+12", ""),
    ("E. Africa Standard Time", "Nairobi", "Africa/Nairobi", "Africa/Addis_Ababa Africa/Asmara Africa/Asmera Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala Africa/Mogadishu Africa/Nairobi Antarctica/Syowa Indian/Antananarivo Indian/Comoro Indian/Mayotte"),
    ("E. Australia Standard Time", "Brisbane", "Australia/Brisbane", "Australia/Brisbane Australia/Lindeman Australia/Queensland"),
    ("E. Europe Standard Time", "Chisinau", "Europe/Chisinau", "Europe/Chisinau Europe/Tiraspol"),
    ("E. South America Standard Time", "Brasilia", "America/Sao_Paulo", "America/Sao_Paulo Brazil/East"),
    ("Easter Island Standard Time", "Easter Island", "Pacific/Easter", "Chile/EasterIsland Pacific/Easter"),
    ("Eastern Standard Time", "Eastern Time (US & Canada)", "America/New_York", "America/Detroit America/Indiana/Petersburg America/Indiana/Vincennes America/Indiana/Winamac America/Iqaluit America/Kentucky/Louisville America/Kentucky/Monticello America/Louisville America/Montreal America/Nassau America/New_York America/Nipigon America/Pangnirtung America/Thunder_Bay America/Toronto Canada/Eastern US/Eastern US/Michigan"),
    ("Eastern Standard Time (Mexico)", "Chetumal", "America/Cancun", "America/Cancun"),
    ("Egypt Standard Time", "Cairo", "Africa/Cairo", "Africa/Cairo"),
    ("Ekaterinburg Standard Time", "Ekaterinburg", "Asia/Yekaterinburg", "Asia/Yekaterinburg"),
    ("FLE Standard Time", "Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius", "Europe/Kiev", "Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Mariehamn Europe/Riga Europe/Sofia Europe/Tallinn Europe/Vilnius"),
    ("Fiji Standard Time", "Fiji", "Pacific/Fiji", "Pacific/Fiji"),
    ("GMT Standard Time", "Dublin, Edinburgh, Lisbon, London", "Europe/London", "Atlantic/Canary Atlantic/Faeroe Atlantic/Faroe Atlantic/Madeira Europe/Belfast Europe/Dublin Europe/Guernsey Europe/Isle_of_Man Europe/Jersey Europe/Lisbon Europe/London"),
    ("GTB Standard Time", "Athens, Bucharest", "Europe/Bucharest", "Asia/Famagusta Asia/Nicosia Europe/Athens Europe/Bucharest Europe/Nicosia"),
    ("Georgian Standard Time", "Tbilisi", "Asia/Tbilisi", "Asia/Tbilisi"),
    ("Greenland Standard Time", "Greenland", "America/Godthab", "America/Godthab America/Nuuk"),
    ("Greenwich Standard Time", "Monrovia, Reykjavik", "Atlantic/Reykjavik", "Africa/Abidjan Africa/Accra Africa/Bamako Africa/Banjul Africa/Bissau Africa/Conakry Africa/Dakar Africa/Freetown Africa/Lome Africa/Monrovia Africa/Nouakchott Africa/Ouagadougou Africa/Timbuktu America/Danmarkshavn Atlantic/Reykjavik Atlantic/St_Helena"),
    ("Haiti Standard Time", "Haiti", "America/Port-au-Prince", "America/Port-au-Prince"),
    ("Hawaiian Standard Time", "Hawaii", "Pacific/Honolulu", "Pacific/Honolulu Pacific/Johnston Pacific/Rarotonga Pacific/Tahiti US/Hawaii"),
    ("India Standard Time", "Chennai, Kolkata, Mumbai, New Delhi", "Asia/Calcutta", "Asia/Calcutta Asia/Kolkata"),
    ("Iran Standard Time", "Tehran", "Asia/Tehran", "Asia/Tehran"),
    ("Israel Standard Time", "Jerusalem", "Asia/Jerusalem", "Asia/Jerusalem Asia/Tel_Aviv"),
    ("Jordan Standard Time", "Amman", "Asia/Amman", "Asia/Amman"),
    ("Kaliningrad Standard Time", "Kaliningrad", "Europe/Kaliningrad", "Europe/Kaliningrad"),
    ("Kamchatka Standard Time", "Petropavlovsk-Kamchatsky - Old", "Asia/Kamchatka", ""),
    ("Korea Standard Time", "Seoul", "Asia/Seoul", "Asia/Seoul"),
    ("Libya Standard Time", "Tripoli", "Africa/Tripoli", "Africa/Tripoli"),
    ("Line Islands Standard Time", "Kiritimati Island", "Pacific/Kiritimati", "Pacific/Kiritimati"),
    ("Lord Howe Standard Time", "Lord Howe Island", "Australia/Lord_Howe", "Australia/LHI Australia/Lord_Howe"),
    ("Magadan Standard Time", "Magadan", "Asia/Magadan", "Asia/Magadan"),
    ("Magallanes Standard Time", "Punta Arenas", "America/Punta_Arenas", "America/Coyhaique America/Punta_Arenas"),
    ("Manitoba Standard Time", "Manitoba", "America/Winnipeg", ""),
    ("Marquesas Standard Time", "Marquesas Islands", "Pacific/Marquesas", "Pacific/Marquesas"),
    ("Mauritius Standard Time", "Port Louis", "Indian/Mauritius", "Indian/Mahe Indian/Mauritius Indian/Reunion"),
    ("Mexico Standard Time", "Guadalajara, Mexico City, Monterrey - Old", "America/Mexico_City", ""),
    ("Mexico Standard Time 2", "Chihuahua, La Paz, Mazatlan - Old", "America/Mazatlan", ""),
    ("Mid-Atlantic Standard Time", "Mid-Atlantic - Old", "Etc/GMT+2", ""),
    ("Middle East Standard Time", "Beirut", "Asia/Beirut", "Asia/Beirut"),
    ("Montevideo Standard Time", "Montevideo", "America/Montevideo", "America/Montevideo"),
    ("Morocco Standard Time", "Casablanca", "Africa/Casablanca", "Africa/Casablanca Africa/El_Aaiun"),
    ("Mountain Standard Time", "Mountain Time (US & Canada)", "America/Denver", "America/Boise America/Cambridge_Bay America/Ciudad_Juarez America/Denver America/Shiprock US/Mountain"),
    ("Mountain Standard Time (Mexico)", "Chihuahua, La Paz, Mazatlan", "America/Mazatlan", "America/Mazatlan Mexico/BajaSur"),
    ("Myanmar Standard Time", "Yangon (Rangoon)", "Asia/Rangoon", "Asia/Rangoon Asia/Yangon Indian/Cocos"),
    ("N. Central Asia Standard Time", "Novosibirsk", "Asia/Novosibirsk", "Asia/Novosibirsk"),
    ("Namibia Standard Time", "Windhoek", "Africa/Windhoek", "Africa/Windhoek"),
    ("Nepal Standard Time", "Kathmandu", "Asia/Katmandu", "Asia/Kathmandu Asia/Katmandu"),
    ("New Zealand Standard Time", "Auckland, Wellington", "Pacific/Auckland", "Antarctica/McMurdo Antarctica/South_Pole Pacific/Auckland"),
    ("Newfoundland Standard Time", "Newfoundland", "America/St_Johns", "America/St_Johns Canada/Newfoundland"),
    ("Norfolk Standard Time", "Norfolk Island", "Pacific/Norfolk", "Pacific/Norfolk"),
    ("North Asia East Standard Time", "Irkutsk", "Asia/Irkutsk", "Asia/Irkutsk"),
    ("North Asia Standard Time", "Krasnoyarsk", "Asia/Krasnoyarsk", "Asia/Krasnoyarsk Asia/Novokuznetsk"),
    ("North Korea Standard Time", "Pyongyang", "Asia/Pyongyang", "Asia/Pyongyang"),
    ("Omsk Standard Time", "Omsk", "Asia/Omsk", "Asia/Omsk"),
    ("Pacific SA Standard Time", "Santiago", "America/Santiago", "America/Santiago Chile/Continental"),
    ("Pacific Standard Time", "Pacific Time (US & Canada)", "America/Los_Angeles", "America/Los_Angeles US/Pacific"),
    ("Pacific Standard Time (Mexico)", "Baja California", "America/Tijuana", "America/Ensenada America/Santa_Isabel America/Tijuana Mexico/BajaNorte"),
    ("Pakistan Standard Time", "Islamabad, Karachi", "Asia/Karachi", "Asia/Karachi"),
    ("Paraguay Standard Time", "Asuncion", "America/Asuncion", "America/Asuncion"),
    ("Qyzylorda Standard Time", "Qyzylorda", "Asia/Qyzylorda", "Asia/Qyzylorda"),
    ("Romance Standard Time", "Brussels, Copenhagen, Madrid, Paris", "Europe/Paris", "Africa/Ceuta Europe/Brussels Europe/Copenhagen Europe/Madrid Europe/Paris"),
    ("Russia Time Zone 10", "Chokurdakh", "Asia/Srednekolymsk", "Asia/Srednekolymsk"),
    ("Russia Time Zone 11", "Anadyr, Petropavlovsk-Kamchatsky", "Asia/Kamchatka", "Asia/Anadyr Asia/Kamchatka"),
    ("Russia Time Zone 3", "Izhevsk, Samara", "Europe/Samara", "Europe/Samara"),
    ("Russian Standard Time", "Moscow, St. Petersburg", "Europe/Moscow", "Europe/Kirov Europe/Moscow Europe/Simferopol"),
    ("SA Eastern Standard Time", "Cayenne, Fortaleza", "America/Cayenne", "America/Belem America/Cayenne America/Fortaleza America/Maceio America/Paramaribo America/Recife America/Santarem Antarctica/Palmer Antarctica/Rothera Atlantic/Stanley"),
    ("SA Pacific Standard Time", "Bogota, Lima, Quito, Rio Branco", "America/Bogota", "America/Atikokan America/Bogota America/Cayman America/Coral_Harbour America/Eirunepe America/Guayaquil America/Jamaica America/Lima America/Panama America/Porto_Acre America/Rio_Branco Brazil/Acre"),
    ("SA Western Standard Time", "Georgetown, La Paz, Manaus, San Juan", "America/La_Paz", "America/Anguilla America/Antigua America/Aruba America/Barbados America/Blanc-Sablon America/Boa_Vista America/Curacao America/Dominica America/Grenada America/Guadeloupe America/Guyana America/Kralendijk America/La_Paz America/Lower_Princes America/Manaus America/Marigot America/Martinique America/Montserrat America/Port_of_Spain America/Porto_Velho America/Puerto_Rico America/Santo_Domingo America/St_Barthelemy America/St_Kitts America/St_Lucia America/St_Thomas America/St_Vincent America/Tortola America/Virgin Brazil/West"),
    ("SE Asia Standard Time", "Bangkok, Hanoi, Jakarta", "Asia/Bangkok", "Antarctica/Davis Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta Asia/Phnom_Penh Asia/Pontianak Asia/Saigon Asia/Vientiane Indian/Christmas"),
    ("Saint Pierre Standard Time", "Saint Pierre and Miquelon", "America/Miquelon", "America/Miquelon"),
    ("Sakhalin Standard Time", "Sakhalin", "Asia/Sakhalin", "Asia/Sakhalin"),
    ("Samoa Standard Time", "Samoa", "Pacific/Apia", "Pacific/Apia"),
    ("Sao Tome Standard Time", "Sao Tome", "Africa/Sao_Tome", "Africa/Sao_Tome"),
    ("Saratov Standard Time", "Saratov", "Europe/Saratov", "Europe/Saratov"),
    ("Singapore Standard Time", "Kuala Lumpur, Singapore", "Asia/Singapore", "Asia/Brunei Asia/Kuala_Lumpur Asia/Kuching Asia/Makassar Asia/Manila Asia/Singapore Asia/Ujung_Pandang"),
    ("South Africa Standard Time", "Harare, Pretoria", "Africa/Johannesburg", "Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Johannesburg Africa/Kigali Africa/Lubumbashi Africa/Lusaka Africa/Maputo Africa/Maseru Africa/Mbabane"),
    ("South Sudan Standard Time", "Juba", "Africa/Juba", "Africa/Juba"),
    ("Sri Lanka Standard Time", "Sri Jayawardenepura", "Asia/Colombo", "Asia/Colombo"),
    ("Sudan Standard Time", "Khartoum", "Africa/Khartoum", "Africa/Khartoum"),
    ("Syria Standard Time", "Damascus", "Asia/Damascus", "Asia/Damascus"),
    ("Taipei Standard Time", "Taipei", "Asia/Taipei", "Asia/Taipei"),
    ("Tasmania Standard Time", "Hobart", "Australia/Hobart", "Antarctica/Macquarie Australia/Currie Australia/Hobart Australia/Tasmania"),
    ("Tocantins Standard Time", "Araguaina", "America/Araguaina", "America/Araguaina"),
    ("Tokyo Standard Time", "Osaka, Sapporo, Tokyo", "Asia/Tokyo", "Asia/Dili Asia/Jayapura Asia/Tokyo Pacific/Palau"),
    ("Tomsk Standard Time", "Tomsk", "Asia/Tomsk", "Asia/Tomsk"),
    ("Tonga Standard Time", "Nuku'alofa", "Pacific/Tongatapu", "Pacific/Tongatapu"),
    ("Transbaikal Standard Time", "Chita", "Asia/Chita", "Asia/Chita"),
    ("Turkey Standard Time", "Istanbul", "Europe/Istanbul", "Asia/Istanbul Europe/Istanbul"),
    ("Turks And Caicos Standard Time", "Turks and Caicos", "America/Grand_Turk", "America/Grand_Turk"),
    ("US Eastern Standard Time", "Indiana (East)", "America/Indianapolis", "America/Fort_Wayne America/Indiana/Indianapolis America/Indiana/Marengo America/Indiana/Vevay America/Indianapolis"),
    ("US Mountain Standard Time", "Arizona", "America/Phoenix", "America/Creston America/Dawson_Creek America/Fort_Nelson America/Hermosillo America/Phoenix US/Arizona"),
    ("UTC", "Coordinated Universal Time", "Etc/UTC", "Etc/GMT Etc/UCT Etc/UTC Etc/Universal Etc/Zulu GMT UTC Universal Zulu"),
    ("UTC+12", "Coordinated Universal Time+12", "Etc/GMT-12", "Pacific/Funafuti Pacific/Kwajalein Pacific/Majuro Pacific/Nauru Pacific/Tarawa Pacific/Wake Pacific/Wallis"),
    ("UTC+13", "Coordinated Universal Time+13", "Etc/GMT-13", "Pacific/Enderbury Pacific/Fakaofo Pacific/Kanton"),
    ("UTC-02", "Coordinated Universal Time-02", "Etc/GMT+2", "America/Noronha Atlantic/South_Georgia Brazil/DeNoronha"),
    ("UTC-08", "Coordinated Universal Time-08", "Etc/GMT+8", "Pacific/Pitcairn"),
    ("UTC-09", "Coordinated Universal Time-09", "Etc/GMT+9", "Pacific/Gambier"),
    ("UTC-11", "Coordinated Universal Time-11", "Etc/GMT+11", "Pacific/Midway Pacific/Niue Pacific/Pago_Pago Pacific/Samoa US/Samoa"),
    ("Ulaanbaatar Standard Time", "Ulaanbaatar", "Asia/Ulaanbaatar", "Asia/Choibalsan Asia/Ulaanbaatar Asia/Ulan_Bator"),
    ("Venezuela Standard Time", "Caracas", "America/Caracas", "America/Caracas"),
    ("Vladivostok Standard Time", "Vladivostok", "Asia/Vladivostok", "Asia/Ust-Nera Asia/Vladivostok"),
    ("Volgograd Standard Time", "Volgograd", "Europe/Volgograd", "Europe/Volgograd"),
    ("W. Australia Standard Time", "Perth", "Australia/Perth", "Australia/Perth Australia/West"),
    ("W. Central Africa Standard Time", "West Central Africa", "Africa/Lagos", "Africa/Algiers Africa/Bangui Africa/Brazzaville Africa/Douala Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Luanda Africa/Malabo Africa/Ndjamena Africa/Niamey Africa/Porto-Novo Africa/Tunis"),
    ("W. Europe Standard Time", "Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin", "Arctic/Longyearbyen Atlantic/Jan_Mayen Europe/Amsterdam Europe/Andorra Europe/Berlin Europe/Busingen Europe/Gibraltar Europe/Luxembourg Europe/Malta Europe/Monaco Europe/Oslo Europe/Rome Europe/San_Marino Europe/Stockholm Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Zurich"),
    ("W. Mongolia Standard Time", "Hovd", "Asia/Hovd", "Asia/Hovd"),
    ("West Asia Standard Time", "Ashgabat, Tashkent", "Asia/Tashkent", "Antarctica/Mawson Asia/Almaty Asia/Aqtau Asia/Aqtobe Asia/Ashgabat Asia/Ashkhabad Asia/Atyrau Asia/Dushanbe Asia/Oral Asia/Qostanay Asia/Samarkand Asia/Tashkent Indian/Kerguelen Indian/Maldives"),
    ("West Bank Standard Time", "Gaza, Hebron", "Asia/Hebron", "Asia/Gaza Asia/Hebron"),
    ("West Pacific Standard Time", "Guam, Port Moresby", "Pacific/Port_Moresby", "Antarctica/DumontDUrville Pacific/Chuuk Pacific/Guam Pacific/Port_Moresby Pacific/Saipan Pacific/Truk Pacific/Yap"),
    ("Yakutsk Standard Time", "Yakutsk", "Asia/Yakutsk", "Asia/Khandyga Asia/Yakutsk"),
    ("Yukon Standard Time", "Yukon", "America/Whitehorse", "America/Dawson America/Whitehorse Canada/Yukon"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::zone::Zone;

    #[test]
    fn every_row_names_zones_that_are_known() {
        for (name, _, iana, places) in ZONES {
            assert!(Zone::named(iana).is_ok(), "{name}");
            for place in places.split_terminator(' ') {
                assert!(Zone::named(place).is_ok(), "{place}");
            }
        }
    }

    #[test]
    fn a_caption_counts_without_its_offset() {
        let berlin = Some("Europe/Berlin");
        assert_eq!(iana("w. europe standard time"), berlin);
        assert_eq!(iana("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"), berlin);
        assert_eq!(iana("(GMT+01.00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"), berlin);
        assert_eq!(iana("(UTC-05:00) Eastern Time (US & Canada)"), Some("America/New_York"));
        assert_eq!(iana("(UTC+25:00) Atlantis"), None);
    }

    /// T9
    #[test]
    fn the_newest_names_and_other_spellings_are_known() {
        assert_eq!(iana("British Columbia Standard Time"), Some("America/Vancouver"));
        assert_eq!(iana("Alberta Standard Time"), Some("America/Edmonton"));
        assert_eq!(iana("(UTC-06:00) Manitoba"), Some("America/Winnipeg"));
        assert_eq!(windows("America/Vancouver"), None, "servers may not know it yet");
        assert_eq!(iana("(UTC-03:00) Brasília"), iana("Brasilia"));
        assert_eq!(iana("(UTC-05:00) Bogotá, Lima, Quito, Rio Branco."), Some("America/Bogota"));
        assert_eq!(iana("(UTC+11:00) Solomon Is, New Caledonia"), Some("Pacific/Guadalcanal"));
        assert_eq!(
            iana("(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien"),
            None,
            "other languages are not known"
        );
        assert_eq!(iana(""), None);
    }

    #[test]
    fn every_place_has_the_name_windows_has_for_it() {
        assert_eq!(windows("Europe/Vienna"), Some("W. Europe Standard Time"));
        assert_eq!(windows("europe/zurich"), Some("W. Europe Standard Time"));
        assert_eq!(windows("Asia/Calcutta"), windows("Asia/Kolkata"));
        assert_eq!(windows("Europe/Atlantis"), None);
        assert_eq!(windows(""), None);
    }

    #[test]
    fn no_place_stands_in_two_rows() {
        let mut all: Vec<_> = ZONES.iter().flat_map(|(.., places)| places.split_terminator(' ')).collect();
        all.sort_unstable();
        assert!(all.is_sorted_by(|one, next| one < next));
    }
}
