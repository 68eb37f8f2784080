import type { SyntaxNode } from "unbash";
import type { Value } from "../words.ts";
import type { Inner } from "../wrappers/inner.ts";

/** Shells that read code as bash does. */
export const BASHES: ReadonlySet<string> = new Set(["bash", "rbash", "bash5", "bash-static"]);

const PORTABLE = new Set([...BASHES, "sh", "dash", "ash"]);

/** What a shell runs, unless its language is another one than that which is judged. */
export function understood(name: string, inner: Inner): Inner {
  return inner.kind !== "code" || PORTABLE.has(name)
    ? inner
    : { kind: "opaque", because: `${name} has a language that is not judged` };
}

/** Whether a shell that is not bash may read this part of a line in another way than bash, which is how it is judged. */
export function isBashOnly(node: SyntaxNode): boolean {
  switch (node.type) {
    case "Assignment":
      return node.append === true || node.index !== undefined;
    case "ArithmeticExpansion":
      return node.text.startsWith("$[");
    case "CaseItem":
      return node.terminator !== undefined && node.terminator !== ";;";
    case "Function":
      return node.name.pos !== node.pos;
    case "HereDocDelimiter":
      return node.text.includes("$");
    case "ParameterExpansion":
      return (
        node.prefix === "!" ||
        node.index !== undefined ||
        !/^(Default|Remove)?$/.test(node.operation?.type ?? "")
      );
    case "Pipeline":
      return node.operators.includes("|&");
    case "Redirect":
      return node.operator.startsWith("&") || node.descriptor?.type === "FileDescriptorVariable";
    case "Word":
      return /^~[-+]/.test(node.text);
    default:
      return BASH_ONLY.has(node.type);
  }
}

const BASH_ONLY = new Set<SyntaxNode["type"]>([
  "AnsiCQuoted",
  "ArithmeticCommand",
  "ArithmeticFor",
  "ArrayValue",
  "BraceExpansion",
  "Coproc",
  "ExtendedGlob",
  "HereString",
  "LocaleString",
  "ProcessSubstitution",
  "Select",
  "TestCommand",
  "Time",
]);

/** Whether a command is a builtin, or uses an option of one, that bash has and others do without. */
export function isBashBuiltin(words: readonly Value[]): boolean {
  const text = words.map((word) => word.text).join(" ");
  return BUILTIN.test(text) || OPTION.test(text);
}

const BUILTIN =
  /^(declare|typeset|let|mapfile|readarray|shopt|pushd|popd|builtin|enable|source|caller|select|function|coproc)( |$)/;
const OPTION = /^(read (-r )?-[^rp]|read -r[^ ]|printf -v|(export|readonly|unset|wait|local) -[^pfv])/;
