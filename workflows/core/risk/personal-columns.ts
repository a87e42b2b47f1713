/** What a column tells about a person. */
type PersonalKind =
  | "name"
  | "contact"
  | "identifier"
  | "location"
  | "birth or age"
  | "sex or gender"
  | "family status"
  | "nationality or origin"
  | "health"
  | "religion or belief"
  | "political opinion or union"
  | "sexual orientation"
  | "biometric or genetic"
  | "criminal record";

/** Special categories of GDPR Article 9, and criminal convictions (Article 10). */
const SPECIAL = new Set<PersonalKind>([
  "health",
  "religion or belief",
  "political opinion or union",
  "sexual orientation",
  "biometric or genetic",
  "criminal record",
]);

/** Grounds of discrimination (EU Charter, Article 21): attributes by which fairness is looked at. */
const PROTECTED = new Set<PersonalKind>([
  "birth or age",
  "sex or gender",
  "family status",
  "nationality or origin",
  "health",
  "religion or belief",
  "political opinion or union",
  "sexual orientation",
  "biometric or genetic",
]);

/** Whole words of a column's name; English and German, since both are met. */
const NAMES: [PersonalKind, RegExp][] = [
  [
    "contact",
    /^(e ?mail|mail|phone|telephone|telefon|mobile|handy|fax)\b|\b(e ?mail|phone|telefon|mobile)( (nr|no|number|nummer|address|adresse))?$/,
  ],
  [
    "identifier",
    /\b(ssn|svnr|iban|passport|passnummer|social security|national id|tax (id|number)|steuernummer|licen[cs]e plate|credit card|card number|kundennummer|(customer|client|person|patient|applicant|user|member|employee) (id|nr|no|number))\b/,
  ],
  [
    "name",
    /^(name|vorname|nachname|familienname|surname)$|\b(first|last|full|given|family|maiden|customer|client|patient|person|applicant|employee) ?name\b/,
  ],
  [
    "location",
    /\b(address|adresse|street|strasse|straße|zip ?code|zip|postcode|postal code|plz|latitude|longitude|lat|lon|ip|ip address)\b/,
  ],
  [
    "birth or age",
    /\b(age|alter|birth|born|dob|birthday|birthdate|geburtsdatum|geburtsjahr|date of birth|year of birth)\b/,
  ],
  ["sex or gender", /\b(sex|gender|geschlecht)\b/],
  [
    "family status",
    /\b(marital|married|marriage|civil status|familienstand|personal status|children|dependents|dependants|people liable|pregnan(t|cy))\b/,
  ],
  [
    "nationality or origin",
    /\b(nationality|citizenship|nationalität|staatsbürgerschaft|race|ethnic|ethnicity|origin|foreign worker|native country|country of birth|migration)\b/,
  ],
  [
    "health",
    /\b(health|diagnosis|diagnose|disease|disability|disabled|medical|medication|icd|icd10|blood pressure|bmi|cholesterol|glucose|insulin|smoker|smoking|cancer|tumou?r|diabetes|hiv|heart rate|patient|symptoms?|hospital|chest pain)\b/,
  ],
  ["religion or belief", /\b(religion|religious|religionsbekenntnis|faith|church|belief)\b/],
  [
    "political opinion or union",
    /\b(political|party membership|trade union|union member|gewerkschaft)\b/,
  ],
  ["sexual orientation", /\b(sexual orientation|sexuality)\b/],
  [
    "biometric or genetic",
    /\b(fingerprint|iris scan|face (image|embedding)|voice print|dna|genome|genotype|genetic)\b/,
  ],
  [
    "criminal record",
    /\b(criminal|conviction|convicted|arrest|offen[cs]e|prior(s)? count|recidivism|is recid)\b/,
  ],
];

/** What the values look like, whatever the column is called; most of those seen must. */
const VALUES: [PersonalKind, RegExp][] = [
  ["contact", /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i],
  ["contact", /^(\+|00)\d{1,3}[\s/-]?\(?\d{1,5}\)?([\s/-]?\d{2,6}){1,4}$/],
  ["identifier", /^[A-Z]{2}\d{2}(\s?[A-Z0-9]{4}){3,7}(\s?[A-Z0-9]{1,3})?$/],
  ["identifier", /^\d{3}-\d{2}-\d{4}$/],
  ["location", /^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)$/],
  ["sex or gender", /^(m|f|male|female|man|woman|männlich|weiblich|divers|d|w|x)$/i],
  [
    "nationality or origin",
    /^(white|black|asian|hispanic|latino|african-american|caucasian|native american|asian-pac-islander|amer-indian-eskimo|other)$/i,
  ],
];

export interface PersonalColumn {
  column: string;
  kind: PersonalKind;
  /** Whether the name or the values say so. */
  by: "name" | "values";
  special: boolean;
}

/** What a column holds about a person, by its name and, where they are known, its most frequent values; null for nothing. */
export function personalColumn(
  column: string,
  values: readonly string[] = [],
): PersonalColumn | null {
  const words = wordsOf(column);
  for (const [kind, pattern] of NAMES)
    if (pattern.test(words)) return { column, kind, by: "name", special: SPECIAL.has(kind) };
  const seen = values.map((value) => value.trim()).filter((value) => value !== "");
  if (seen.length < 2) return null;
  for (const [kind, pattern] of VALUES)
    if (seen.filter((value) => pattern.test(value)).length >= seen.length * 0.8)
      return { column, kind, by: "values", special: SPECIAL.has(kind) };
  return null;
}

/** Whether a column is an attribute that fairness is about. */
export function isProtected(column: string): boolean {
  const found = personalColumn(column);
  return found !== null && PROTECTED.has(found.kind);
}

/** `dateOfBirth`, `date_of_birth` and `Date of birth` are the same words. */
function wordsOf(column: string): string {
  return column
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase();
}
