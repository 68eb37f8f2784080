import { expect, test } from "vitest";
import { callOf } from "../../../src/core/policy/ruling.ts";
import { spelledOut } from "../../../src/core/policy/spelling.ts";
import { fixed } from "../../../src/core/policy/words.ts";

test.each([
  ["npm versi patch", "npm version patch"],
  ["npm --silent versi patch", "npm --silent version patch"],
  ["npm --loglevel silent versi t", "npm --loglevel silent version t"],
  ["npm --silent x", "npm --silent exec"],
  ["yarn versi", "yarn versi"],
  ["npm t --scr=x", "npm test --scr=x --script-shell"],
  ["npm t --node", "npm test --node --node-options"],
  ["pnpm versi --node", "pnpm versi --node"],
  ["pnpm x --edito", "pnpm x --edito --editor"],
  ["pnpm --config.userconfig=x", "pnpm --config.userconfig=x --userconfig"],
  ["yarn --userconfig=x", "yarn --userconfig=x"],
  ["curl https://API.GitHub.com/Repos", "curl https://api.github.com/Repos"],
  ["curl API.github.com?X", "curl api.github.com?X"],
  ["wget http://a%2Eb%43/C%41", "wget http://a.bc/C%41"],
  ["npm distTag add x", "npm dist-tag add x"],
  ["curl --url=HTTP://A.B/C -X", "curl --url=HTTP://a.b/C -X"],
  ["http A.B/C", "http a.b/C"],
  ["https A.B/C", "https a.b/C"],
  ["xh A.B/C", "xh a.b/C"],
  ["xhs A.B/C", "xhs a.b/C"],
  ["echo https://API.GitHub.com", "echo https://API.GitHub.com"],
])("%s is the same as %s", (line, same) => {
  const [program = "", ...words] = line.split(" ");
  const call = spelledOut(callOf(program, words.map(fixed)));
  const [, ...expected] = same.split(" ");
  expect([...call.options, ...call.operands.map(({ text }) => text)].sort()).toEqual([...expected].sort());
});
