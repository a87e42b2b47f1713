import {
  Lexer,
  LineCounter,
  parseDocument,
  Parser,
  YAMLParseError,
  type Document,
  type DocumentOptions,
  type ParseOptions,
  type SchemaOptions,
} from "yaml";

const MOST_LEVELS = 200;

/**
 * The text as YAML or JSON, with what is wrong with it as its `errors`. One that nests deeper than 200 levels is wrong and
 * not read on: reading calls itself for each level, and at the end of its stack V8 ends the whole process.
 */
export function parseYaml(
  text: string,
  options: ParseOptions & DocumentOptions & SchemaOptions = {},
): Document.Parsed {
  const lines = new LineCounter();
  const at = tooDeep(text, lines);
  if (at === null) return parseDocument(text, options);
  const document = parseDocument("", options);
  if (options.lineCounter) options.lineCounter.lineStarts = lines.lineStarts;
  const { line } = lines.linePos(at);
  const message = `line ${line} nests more than ${MOST_LEVELS} levels deep: write it flatter`;
  document.errors.push(new YAMLParseError([at, at + 1], "RESOURCE_EXHAUSTION", message));
  return document;
}

/** The value that the text stands for; throws what is wrong with it. */
export function readYaml(text: string): unknown {
  const document = parseYaml(text);
  if (document.errors[0]) throw document.errors[0];
  return document.toJS({ maxAliasCount: 100 });
}

/** Where the text goes deeper than what is read; the parser's own stack, of levels and the document, says how deep it stands. */
function tooDeep(text: string, lines: LineCounter): number | null {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    Array.from(parser.next(lexeme));
    if (parser.stack.length > MOST_LEVELS + 1) return Math.max(0, parser.offset - 1);
  }
  return null;
}
