/** How far a model reaches, and how much harm it can do there: the two sides of the matrix. */
export type Axis = "exposure" | "purpose";

interface Option {
  value: string;
  label: string;
  /** Weight on its axis. */
  points: number;
  /** The axis is at least at this level with it, whatever the sum. */
  least?: "medium" | "high";
}

export interface Question {
  id: string;
  axis: Axis;
  title: string;
  help: string;
  /** Whether the record answers it: from data, traffic and pipelines. */
  derived: boolean;
  options: readonly Option[];
}

/**
 * The questions in force. Whoever changes one gives the questionnaire the next version: assessments made with another are
 * stale, and keep what was answered then.
 */
export const QUESTIONNAIRE = {
  version: 1,
  questions: [
    {
      id: "use",
      axis: "exposure",
      title: "How is it used?",
      help: "An endpoint answers while somebody waits; a table is scored now and then.",
      derived: true,
      options: [
        { value: "experiment", label: "Not in use", points: 0 },
        { value: "batch", label: "Scores tables now and then", points: 1 },
        { value: "live", label: "Answers at an endpoint", points: 2 },
      ],
    },
    {
      id: "people",
      axis: "exposure",
      title: "How many people does it concern in a year?",
      help: "Whoever is scored, not whoever looks at the scores.",
      derived: true,
      options: [
        { value: "none", label: "None", points: 0 },
        { value: "hundreds", label: "Up to 1,000", points: 1 },
        { value: "thousands", label: "1,000 to 100,000", points: 2 },
        { value: "many", label: "More than 100,000", points: 3 },
      ],
    },
    {
      id: "automation",
      axis: "exposure",
      title: "Who decides?",
      help: "A person who always follows the model does not decide.",
      derived: false,
      options: [
        { value: "assisted", label: "A person, who also looks at other things", points: 0 },
        { value: "overruled", label: "The model, unless a person overrules it", points: 2 },
        { value: "automated", label: "The model alone", points: 3, least: "medium" },
      ],
    },
    {
      id: "audience",
      axis: "exposure",
      title: "Who sees what it says?",
      help: "Directly, or in a letter, a price, an offer.",
      derived: false,
      options: [
        { value: "team", label: "A team of specialists", points: 0 },
        { value: "staff", label: "Staff across the organisation", points: 1 },
        { value: "customers", label: "Customers or the public", points: 2 },
      ],
    },
    {
      id: "dependents",
      axis: "exposure",
      title: "What is built on it?",
      help: "Other pipelines and models that use its answers.",
      derived: true,
      options: [
        { value: "nothing", label: "Nothing", points: 0 },
        { value: "few", label: "One or two pipelines", points: 1 },
        { value: "several", label: "Three or more", points: 2 },
      ],
    },
    {
      id: "affected",
      axis: "purpose",
      title: "Who is affected by its decisions?",
      help: "The most vulnerable group counts.",
      derived: false,
      options: [
        { value: "nobody", label: "Nobody: machines, goods, texts", points: 0 },
        { value: "companies", label: "Companies", points: 1 },
        { value: "persons", label: "Customers, staff or other persons", points: 2 },
        {
          value: "vulnerable",
          label: "Children, patients or others who depend on it",
          points: 3,
          least: "high",
        },
      ],
    },
    {
      id: "personal",
      axis: "purpose",
      title: "Does its data tell about persons?",
      help: "Special categories are those of Articles 9 and 10 of the GDPR: health, belief, origin, offences.",
      derived: true,
      options: [
        { value: "none", label: "No", points: 0 },
        { value: "personal", label: "Personal data", points: 1 },
        { value: "special", label: "Special categories", points: 3, least: "medium" },
      ],
    },
    {
      id: "attributes",
      axis: "purpose",
      title: "Does it look at personal attributes when it answers?",
      help: "Inputs such as age, sex or nationality; what is only in the data counts less.",
      derived: true,
      options: [
        { value: "no", label: "No", points: 0 },
        { value: "personal", label: "Yes", points: 1 },
        { value: "protected", label: "Yes, protected attributes", points: 2 },
      ],
    },
    {
      id: "classification",
      axis: "purpose",
      title: "How is its data classified?",
      help: "The strictest of its datasets.",
      derived: true,
      options: [
        { value: "public", label: "Public", points: 0 },
        { value: "internal", label: "Internal", points: 0 },
        { value: "confidential", label: "Confidential", points: 1 },
        { value: "restricted", label: "Restricted", points: 2 },
      ],
    },
    {
      id: "amount",
      axis: "purpose",
      title: "What is at stake in one decision?",
      help: "Money, or what compares with it, for whoever is affected.",
      derived: false,
      options: [
        { value: "little", label: "Under 100 €", points: 0 },
        { value: "some", label: "100 to 10,000 €", points: 1 },
        { value: "much", label: "10,000 to 100,000 €", points: 2 },
        { value: "most", label: "More than 100,000 €, or life and health", points: 3 },
      ],
    },
    {
      id: "reversibility",
      axis: "purpose",
      title: "Can a wrong decision be put right?",
      help: "Before it has done harm, and without the person having to fight for it.",
      derived: false,
      options: [
        { value: "easily", label: "Easily", points: 0 },
        { value: "effort", label: "With time and effort", points: 1 },
        { value: "never", label: "Hardly or never", points: 3 },
      ],
    },
    {
      id: "regulated",
      axis: "purpose",
      title: "Is its use regulated?",
      help: "The areas of Annex III of the EU AI Act.",
      derived: false,
      options: [
        { value: "none", label: "No", points: 0 },
        { value: "sector", label: "By rules of its sector only", points: 1 },
        { value: "biometrics", label: "Biometrics", points: 3, least: "high" },
        { value: "infrastructure", label: "Critical infrastructure", points: 3, least: "high" },
        { value: "education", label: "Education and training", points: 3, least: "high" },
        { value: "employment", label: "Employment and workers", points: 3, least: "high" },
        {
          value: "services",
          label: "Essential services: credit, insurance, benefits",
          points: 3,
          least: "high",
        },
        { value: "law-enforcement", label: "Law enforcement", points: 3, least: "high" },
        { value: "migration", label: "Migration, asylum and borders", points: 3, least: "high" },
        { value: "justice", label: "Justice and elections", points: 3, least: "high" },
      ],
    },
  ],
} as const satisfies { version: number; questions: readonly Question[] };

export const QUESTIONS: readonly Question[] = QUESTIONNAIRE.questions;
export type QuestionId = (typeof QUESTIONNAIRE)["questions"][number]["id"];
