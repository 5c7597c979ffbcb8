//! Countries as sources write them in, their English names out. Knows no place smaller than a country.

use model::Currency;

/// A two-letter code of ISO 3166-1 and the name that postings carry.
const COUNTRIES: &[(&str, &str)] = &[
    ("AD", "Andorra"),
    ("AE", "United Arab Emirates"),
    ("AF", "Afghanistan"),
    ("AG", "Antigua and Barbuda"),
    ("AL", "Albania"),
    ("AM", "Armenia"),
    ("AO", "Angola"),
    ("AR", "Argentina"),
    ("AT", "Austria"),
    ("AU", "Australia"),
    ("AZ", "Azerbaijan"),
    ("BA", "Bosnia and Herzegovina"),
    ("BB", "Barbados"),
    ("BD", "Bangladesh"),
    ("BE", "Belgium"),
    ("BF", "Burkina Faso"),
    ("BG", "Bulgaria"),
    ("BH", "Bahrain"),
    ("BI", "Burundi"),
    ("BJ", "Benin"),
    ("BM", "Bermuda"),
    ("BN", "Brunei"),
    ("BO", "Bolivia"),
    ("BR", "Brazil"),
    ("BS", "Bahamas"),
    ("BT", "Bhutan"),
    ("BW", "Botswana"),
    ("BY", "Belarus"),
    ("BZ", "Belize"),
    ("CA", "Canada"),
    ("CD", "Congo (Kinshasa)"),
    ("CF", "Central African Republic"),
    ("CG", "Congo (Brazzaville)"),
    ("CH", "Switzerland"),
    ("CI", "Ivory Coast"),
    ("CL", "Chile"),
    ("CM", "Cameroon"),
    ("CN", "China"),
    ("CO", "Colombia"),
    ("CR", "Costa Rica"),
    ("CU", "Cuba"),
    ("CV", "Cape Verde"),
    ("CY", "Cyprus"),
    ("CZ", "Czechia"),
    ("DE", "Germany"),
    ("DJ", "Djibouti"),
    ("DK", "Denmark"),
    ("DM", "Dominica"),
    ("DO", "Dominican Republic"),
    ("DZ", "Algeria"),
    ("EC", "Ecuador"),
    ("EE", "Estonia"),
    ("EG", "Egypt"),
    ("ER", "Eritrea"),
    ("ES", "Spain"),
    ("ET", "Ethiopia"),
    ("FI", "Finland"),
    ("FJ", "Fiji"),
    ("FM", "Micronesia"),
    ("FR", "France"),
    ("GA", "Gabon"),
    ("GB", "United Kingdom"),
    ("GD", "Grenada"),
    ("GE", "Georgia"),
    ("GG", "Guernsey"),
    ("GH", "Ghana"),
    ("GI", "Gibraltar"),
    ("GL", "Greenland"),
    ("GM", "Gambia"),
    ("GN", "Guinea"),
    ("GP", "Guadeloupe"),
    ("GQ", "Equatorial Guinea"),
    ("GR", "Greece"),
    ("GT", "Guatemala"),
    ("GU", "Guam"),
    ("GW", "Guinea-Bissau"),
    ("GY", "Guyana"),
    ("HK", "Hong Kong"),
    ("HN", "Honduras"),
    ("HR", "Croatia"),
    ("HT", "Haiti"),
    ("HU", "Hungary"),
    ("ID", "Indonesia"),
    ("IE", "Ireland"),
    ("IL", "Israel"),
    ("IM", "Isle of Man"),
    ("IN", "India"),
    ("IQ", "Iraq"),
    ("IR", "Iran"),
    ("IS", "Iceland"),
    ("IT", "Italy"),
    ("JE", "Jersey"),
    ("JM", "Jamaica"),
    ("JO", "Jordan"),
    ("JP", "Japan"),
    ("KE", "Kenya"),
    ("KG", "Kyrgyzstan"),
    ("KH", "Cambodia"),
    ("KI", "Kiribati"),
    ("KM", "Comoros"),
    ("KN", "Saint Kitts and Nevis"),
    ("KP", "North Korea"),
    ("KR", "South Korea"),
    ("KW", "Kuwait"),
    ("KY", "Cayman Islands"),
    ("KZ", "Kazakhstan"),
    ("LA", "Laos"),
    ("LB", "Lebanon"),
    ("LC", "Saint Lucia"),
    ("LI", "Liechtenstein"),
    ("LK", "Sri Lanka"),
    ("LR", "Liberia"),
    ("LS", "Lesotho"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("LV", "Latvia"),
    ("LY", "Libya"),
    ("MA", "Morocco"),
    ("MC", "Monaco"),
    ("MD", "Moldova"),
    ("ME", "Montenegro"),
    ("MG", "Madagascar"),
    ("MH", "Marshall Islands"),
    ("MK", "North Macedonia"),
    ("ML", "Mali"),
    ("MM", "Myanmar"),
    ("MN", "Mongolia"),
    ("MO", "Macao"),
    ("MQ", "Martinique"),
    ("MR", "Mauritania"),
    ("MT", "Malta"),
    ("MU", "Mauritius"),
    ("MV", "Maldives"),
    ("MW", "Malawi"),
    ("MX", "Mexico"),
    ("MY", "Malaysia"),
    ("MZ", "Mozambique"),
    ("NA", "Namibia"),
    ("NC", "New Caledonia"),
    ("NE", "Niger"),
    ("NG", "Nigeria"),
    ("NI", "Nicaragua"),
    ("NL", "Netherlands"),
    ("NO", "Norway"),
    ("NP", "Nepal"),
    ("NR", "Nauru"),
    ("NZ", "New Zealand"),
    ("OM", "Oman"),
    ("PA", "Panama"),
    ("PE", "Peru"),
    ("PF", "French Polynesia"),
    ("PG", "Papua New Guinea"),
    ("PH", "Philippines"),
    ("PK", "Pakistan"),
    ("PL", "Poland"),
    ("PR", "Puerto Rico"),
    ("PS", "Palestine"),
    ("PT", "Portugal"),
    ("PW", "Palau"),
    ("PY", "Paraguay"),
    ("QA", "Qatar"),
    ("RE", "Réunion"),
    ("RO", "Romania"),
    ("RS", "Serbia"),
    ("RU", "Russia"),
    ("RW", "Rwanda"),
    ("SA", "Saudi Arabia"),
    ("SB", "Solomon Islands"),
    ("SC", "Seychelles"),
    ("SD", "Sudan"),
    ("SE", "Sweden"),
    ("SG", "Singapore"),
    ("SI", "Slovenia"),
    ("SK", "Slovakia"),
    ("SL", "Sierra Leone"),
    ("SM", "San Marino"),
    ("SN", "Senegal"),
    ("SO", "Somalia"),
    ("SR", "Suriname"),
    ("SS", "South Sudan"),
    ("ST", "São Tomé and Príncipe"),
    ("SV", "El Salvador"),
    ("SY", "Syria"),
    ("SZ", "Eswatini"),
    ("TD", "Chad"),
    ("TG", "Togo"),
    ("TH", "Thailand"),
    ("TJ", "Tajikistan"),
    ("TL", "East Timor"),
    ("TM", "Turkmenistan"),
    ("TN", "Tunisia"),
    ("TO", "Tonga"),
    ("TR", "Turkey"),
    ("TT", "Trinidad and Tobago"),
    ("TV", "Tuvalu"),
    ("TW", "Taiwan"),
    ("TZ", "Tanzania"),
    ("UA", "Ukraine"),
    ("UG", "Uganda"),
    ("US", "United States"),
    ("UY", "Uruguay"),
    ("UZ", "Uzbekistan"),
    ("VA", "Vatican City"),
    ("VC", "Saint Vincent and the Grenadines"),
    ("VE", "Venezuela"),
    ("VI", "U.S. Virgin Islands"),
    ("VN", "Vietnam"),
    ("VU", "Vanuatu"),
    ("WS", "Samoa"),
    ("XK", "Kosovo"),
    ("YE", "Yemen"),
    ("ZA", "South Africa"),
    ("ZM", "Zambia"),
    ("ZW", "Zimbabwe"),
];

/// The three-letter codes that job boards use.
const LONG_CODES: &[(&str, &str)] = &[
    ("USA", "US"),
    ("GBR", "GB"),
    ("DEU", "DE"),
    ("FRA", "FR"),
    ("IND", "IN"),
    ("CAN", "CA"),
    ("AUS", "AU"),
    ("NLD", "NL"),
    ("ESP", "ES"),
    ("ITA", "IT"),
    ("POL", "PL"),
    ("BRA", "BR"),
    ("MEX", "MX"),
    ("JPN", "JP"),
    ("CHN", "CN"),
    ("SGP", "SG"),
    ("IRL", "IE"),
    ("SWE", "SE"),
    ("CHE", "CH"),
    ("PRT", "PT"),
    ("ISR", "IL"),
    ("PHL", "PH"),
    ("ROU", "RO"),
    ("AUT", "AT"),
    ("BEL", "BE"),
    ("DNK", "DK"),
    ("NOR", "NO"),
    ("FIN", "FI"),
    ("CZE", "CZ"),
    ("HUN", "HU"),
    ("KOR", "KR"),
    ("ZAF", "ZA"),
    ("ARE", "AE"),
    ("NZL", "NZ"),
    ("ARG", "AR"),
    ("COL", "CO"),
    ("MYS", "MY"),
    ("HKG", "HK"),
    ("TWN", "TW"),
    ("THA", "TH"),
    ("VNM", "VN"),
    ("IDN", "ID"),
    ("TUR", "TR"),
    ("UKR", "UA"),
    ("GRC", "GR"),
    ("CRI", "CR"),
    ("CHL", "CL"),
];

/// Other names, in lower case. "Georgia" is missing on purpose: as often as not it is the state, see [`country_of_place`].
const OTHER_NAMES: &[(&str, &str)] = &[
    ("brasil", "Brazil"),
    ("czech republic", "Czechia"),
    ("côte d'ivoire", "Ivory Coast"),
    ("deutschland", "Germany"),
    ("england", "United Kingdom"),
    ("españa", "Spain"),
    ("great britain", "United Kingdom"),
    ("hong kong sar", "Hong Kong"),
    ("italia", "Italy"),
    ("korea", "South Korea"),
    ("korea, republic of", "South Korea"),
    ("macau", "Macao"),
    ("méxico", "Mexico"),
    ("northern ireland", "United Kingdom"),
    ("republic of korea", "South Korea"),
    ("russian federation", "Russia"),
    ("schweiz", "Switzerland"),
    ("scotland", "United Kingdom"),
    ("taiwan, province of china", "Taiwan"),
    ("the netherlands", "Netherlands"),
    ("turkiye", "Turkey"),
    ("türkiye", "Turkey"),
    ("u.k.", "United Kingdom"),
    ("u.s.", "United States"),
    ("u.s.a.", "United States"),
    ("uae", "United Arab Emirates"),
    ("uk", "United Kingdom"),
    (
        "united kingdom of great britain and northern ireland",
        "United Kingdom",
    ),
    ("united states of america", "United States"),
    ("us", "United States"),
    ("viet nam", "Vietnam"),
    ("wales", "United Kingdom"),
    ("österreich", "Austria"),
];

/// The English name for a code or a name in a field that holds a country and nothing else.
pub(crate) fn country_of_field(text: &str) -> Option<String> {
    let text = text.trim();
    let code = text.to_ascii_uppercase();
    let short = match LONG_CODES.iter().find(|(long, _)| *long == code) {
        Some((_, short)) => short,
        None => code.as_str(),
    };
    let by_code = COUNTRIES.iter().find(|(own, _)| *own == short);
    by_code
        .map(|(_, name)| (*name).to_owned())
        .or_else(|| country_of_name(text))
}

/// The English name of the country at the end of a place ("Munich, Germany").
///
/// Two letters there are a state of America as often as a country ("Chicago, IL"), and so is Georgia; neither counts.
pub(crate) fn country_of_place(text: &str) -> Option<String> {
    let last = text.rsplit(',').next().unwrap_or(text).trim();
    if last.eq_ignore_ascii_case("georgia") {
        return None;
    }
    country_of_name(last)
}

/// The country of a field that names a place, where it names one alone: "USA, Canada, Peru" is no place in Peru, and
/// "LATAM, USA" none in the United States.
pub(crate) fn only_country_of(place: &str) -> Option<String> {
    let place = without_remote(place);
    country_of_field(place).or_else(|| {
        let country = country_of_place(place.rsplit('|').next().unwrap_or(place))?;
        (!is_list(place, &country)).then_some(country)
    })
}

/// "Remote - Brazil" and "Berlin, Germany / Remote" say how one works, too. Two letters behind it stay: "Remote, CA" is
/// California.
fn without_remote(place: &str) -> &str {
    const MARKS: &[char] = &[' ', '-', '–', '/', '|', ',', '(', ')'];
    let place = place.trim();
    let is_remote = |text: &str| {
        text.get(..6)
            .is_some_and(|word| word.eq_ignore_ascii_case("remote"))
    };
    if is_remote(place) {
        let rest = place[6..].trim_matches(MARKS);
        return if rest.len() > 2 { rest } else { place };
    }
    match place.rsplit_once(['/', '|', '(']) {
        Some((before, after)) if is_remote(after.trim_start()) => before.trim_matches(MARKS),
        _ => place,
    }
}

/// Whether a place names anything beside this country that does not lie in it.
fn is_list(place: &str, country: &str) -> bool {
    const REGIONS: [&str; 16] = [
        "africa",
        "america",
        "americas",
        "anywhere",
        "apac",
        "asia",
        "emea",
        "eu",
        "europe",
        "latam",
        "latin america",
        "north america",
        "oceania",
        "south america",
        "worldwide",
        "global",
    ];
    let mut parts = place.split([',', '|', ';', '/']).map(str::trim);
    let starts_with_another = parts
        .clone()
        .next()
        .and_then(country_of_field)
        .is_some_and(|first| first != country);
    starts_with_another
        || parts.any(|part| {
            let name = part.to_lowercase();
            let another = country_of_name(part).is_some_and(|own| own != country);
            another && name != "georgia" || REGIONS.contains(&name.as_str())
        })
}

/// What a bare `$` means on a board whose pay is stated in American dollars, unless the job's one country has a dollar
/// of its own.
pub(crate) fn dollar_of(country: Option<&str>) -> Option<Currency> {
    match country {
        Some(
            "Canada" | "Australia" | "New Zealand" | "Singapore" | "Hong Kong" | "Taiwan"
            | "Mexico" | "Argentina" | "Chile" | "Colombia" | "Uruguay" | "Jamaica",
        ) => None,
        _ => Some(Currency::USD),
    }
}

fn country_of_name(text: &str) -> Option<String> {
    let name = text.trim().to_lowercase();
    let listed = COUNTRIES
        .iter()
        .find(|(_, own)| own.to_lowercase() == name)
        .map(|(_, own)| own);
    let other = || OTHER_NAMES.iter().find(|(own, _)| *own == name);
    listed
        .or_else(|| other().map(|(_, own)| own))
        .map(|own| (*own).to_owned())
}
