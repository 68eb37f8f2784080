import { expect, test } from "vitest";
import { type Call, compileRule, matchesRule, type Rule } from "../../../src/core/policy/rules.ts";

function rule(decision: Rule["decision"], text: string): Rule {
  const made = compileRule(text, { decision, origin: "test", layer: "role" });
  if (typeof made === "string") throw new Error(made);
  return made;
}

function call(text: string): Call {
  const [program = "", ...words] = text.split(" ");
  const options = words.filter((word) => word.startsWith("-"));
  const operands = words.flatMap((word, at) =>
    word.startsWith("-") ? [] : [{ text: word, afterOption: words[at - 1]?.startsWith("-") === true }],
  );
  return { program, options, operands };
}

const cases: readonly (readonly [Rule["decision"], string, string, boolean])[] = [
  ["allow", "npm test", "npm test", true],
  ["allow", "npm test", "npm test src", false],
  ["allow", "npm test", "npm test --watch", false],
  ["allow", "npm test", "npm", false],
  ["allow", "npm test *", "npm test", true],
  ["allow", "npm test *", "npm test src --watch", true],
  ["allow", "npm * x", "npm", false],
  ["allow", "npm 'run' *", "npm run x", true],
  ["allow", 'npm "run"', "npm run", true],
  ["allow", "a*", "abc", true],
  ["allow", "*", "abc", true],
  ["allow", "x -f", "x -rf", false],
  ["allow", "x -r -f", "x -r -f", true],
  ["allow", "x -f", "x -f -rf", false],
  ["allow", "x -", "x -", false],
  ["deny", "x --force", "x --other", false],
  ["deny", "x --force", "x --other=1", false],
  ["deny", "x -f", "x -", false],
  ["deny", "x -fo", "x -foo", false],
  ["deny", "x a b", "x b a", false],
  ["deny", "x a b", "x a", false],
  ["deny", "x a b", "x -o b a", false],
  ["deny", "x unless -n", "x -vn", false],
  ["allow", "npm run test:*", "npm run test:unit", true],
  ["allow", "npm run test:*", "npm run build", false],
  ["allow", "node -e *", "node -e 1", true],
  ["allow", "node -e *", "node x.js", false],
  ["allow", "tar -x", "tar -xf", false],
  ["allow", "git log --oneline", "git log --oneline", true],
  ["allow", "git log --format", "git log --format=%h", true],
  ["deny", "git push", "git push origin main", true],
  ["deny", "git push --force*", "git push origin --force-with-lease=x", true],
  ["deny", "git push --force*", "git push origin", false],
  ["deny", "git push --force", "git push --force=1", true],
  ["deny", "curl -o", "curl -so file url", true],
  ["deny", "npm publish", "npm --registry x publish", true],
  ["deny", "npm publish", "npm run publish", false],
  ["deny", "curl *api.github.com*", "curl -X PUT https://api.github.com/x", true],
  ["deny", "curl *api.github.com*", "curl https://a.example https://api.github.com/x", true],
  ["deny", "curl *api.github.com*", "curl --url=https://api.github.com/x", true],
  ["deny", "curl *api.github.com*", "curl https://a.example", false],
  ["deny", "npm set *script*", "npm set name=x scripts.a=b", true],
  ["deny", "npm set *script*", "npm get scripts.a", false],
  ["deny", "x *a* *b*", "x b a", true],
  ["deny", "x *a* *b*", "x b", false],
  ["deny", "x * b", "x a b", true],
  ["deny", "x a*", "x b ac", false],
  ["deny", "x a* *b", "x c a b", false],
  ["allow", "x -f *", "x -rf", false],
  ["deny", "x --fo", "x --foo", false],
  ["deny", "x --fo", "x --fo=a\nb", true],
  ["deny", "x --x-y", "x -a-x-y", false],
  ["deny", "x '--a b'", "x --a", false],
  ["deny", `x "it's"`, "x it's", true],
  ["deny", "x 'a\"b'", 'x a"b', true],
  ["deny", "x ''", "x ", true],
  ["deny", "x * b", "x a a b", false],
  ["allow", "x *a*", "x b a", false],
  ["deny", "g?t push", "git push", true],
  ["deny", "gh*", "ghx", true],
  ["ask", "git clean unless --dry-run", "git clean --dry-run", false],
  ["ask", "git clean unless --dry-run", "git clean --force", true],
  ["ask", "git x unless --a or --b", "git x --b", false],
  ["ask", "git x unless --dry-run", "git x --dry-run --no-dry-run", true],
  ["ask", "git x unless --dry-run", "git x --dry-run --no-dry", true],
  ["ask", "git x unless --dry-run", "git x --dry-run --no-color", false],
  ["ask", "git x unless --dry-run", "git x --dry-run --dry-run", false],
];

test.each(cases)("%s %s speaks of %s: %s", (decision, text, command, matches) => {
  expect(matchesRule(rule(decision, text), call(command))).toBe(matches);
});

test.each([
  ["", "an empty rule"],
  ["-x", "does not begin with a program"],
  ["a;b", "not one simple command"],
  ["git 'x", "open quote"],
  ["git x unless", 'needs an option behind "unless"'],
  ["git x unless y", 'needs an option behind "unless"'],
  ["git x unless -a y", 'needs an option behind "unless"'],
  ["git x unless or", 'needs an option behind "unless"'],
  ["unless -x", "an empty rule"],
  ["echo it's *", "open quote"],
  ['echo a"b c"', "open quote"],
  ["git checkout -- x", "rules do not see"],
])("the rule %s is refused", (text, problem) => {
  expect(compileRule(text, { decision: "deny", origin: "test", layer: "role" })).toContain(problem);
});
