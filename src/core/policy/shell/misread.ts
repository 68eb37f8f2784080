import { forEachChild, type SyntaxNode, type Word, type WordPart } from "unbash";

/** Why bash may read a part of a line otherwise than the parser did; undefined where both are known to agree. */
export function misread(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case "Word":
      return isWhole(node) ? undefined : "a word that is not surely read to its end";
    case "ExtendedGlob":
      return node.text.includes("\n") ? "a pattern of several lines" : undefined;
    case "ArrayValue":
      return node.elements.some(({ parts }) => parts?.some(isPattern))
        ? "an extended pattern in an array"
        : undefined;
    case "HereDocDelimiter":
      return /\s/.test(node.value) ? "a here-document whose end has blanks" : undefined;
    case "DoubleQuoted":
    case "LocaleString":
    case "HereDocBody":
      return quotesCode(node) ? "quotes that mean themselves there" : undefined;
    case "ProcessSubstitution":
      return node.script?.commands.length === 0
        ? "a process substitution of nothing, which is no word"
        : undefined;
    case "Coproc":
      return node.name === undefined || isName(node.name.text) ? undefined : "the name of a coprocess";
    case "FileDescriptorVariable":
      return isName(node.name) ? undefined : "the name of a variable for a descriptor";
    default:
      return undefined;
  }
}

/** Whether the parser tells the parts of a word, or it has nothing that bash would expand. */
function isWhole({ text, parts }: Word): boolean {
  return parts !== undefined || !/["'`]|[<>]\(|\$[\w({["'@*#?$!-]/.test(text.replace(/\\./gs, ""));
}

/** Without `extglob`, bash drops the line of such a pattern in an array, and runs the next one. */
function isPattern(part: WordPart): boolean {
  return part.type === "ExtendedGlob";
}

/** Between double quotes and in a here-document, what stands in other quotes within an expansion is expanded. */
function quotesCode(node: SyntaxNode): boolean {
  if (node.type === "SingleQuoted" || node.type === "AnsiCQuoted") return /[$`]/.test(node.text.slice(1));
  if (node.type === "Script") return false;
  let found = false;
  forEachChild(node, (child) => {
    found ||= quotesCode(child);
  });
  return found;
}

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}
