import { expect, test } from "vitest";
import { npmCommand, steeringOptions } from "../../../../src/core/policy/programs/npm-commands.ts";

test.each([
  ["publish", "publish"],
  ["publis", "publish"],
  ["verison", "version"],
  ["versi", "version"],
  ["exe", "exec"],
  ["x", "exec"],
  ["t", "test"],
  ["urn", "run"],
  ["run-s", "run"],
  ["c", "config"],
  ["install-t", "install-test"],
  ["distTag", "dist-tag"],
  ["runScript", "run"],
  ["stag", "stage"],
  ["approve", "approve-scripts"],
  ["deny", "deny-scripts"],
  ["install-s", "install-scripts"],
  ["p", "p"],
  ["Publish", "Publish"],
  ["un", "uninstall"],
  ["unp", "unpublish"],
  ["nothing", "nothing"],
])("npm takes %s for %s", (word, command) => {
  expect(npmCommand(word)).toBe(command);
});

test.each([
  ["adduser", "add-user"],
  ["bugs", "issues"],
  ["ci", "clean-install ic install-clean isntall-clean"],
  ["config", "c"],
  ["dedupe", "ddp"],
  ["dist-tag", "dist-tags"],
  ["docs", "home"],
  ["exec", "x"],
  ["explain", "why"],
  ["help", "hlep"],
  ["init", "create innit"],
  ["install", "add i in ins inst insta instal isnt isnta isntal isntall"],
  ["install-ci-test", "cit clean-install-test sit"],
  ["install-test", "it"],
  ["link", "ln"],
  ["ll", "la"],
  ["ls", "list"],
  ["org", "ogr"],
  ["owner", "author"],
  ["rebuild", "rb"],
  ["run", "rum run-script urn"],
  ["search", "find s se"],
  ["test", "t tst"],
  ["uninstall", "r remove rm un unlink"],
  ["update", "u udpate up upgrade"],
  ["version", "verison"],
  ["view", "info show v"],
])("npm %s has the names %s", (command, names) => {
  for (const name of names.split(" ")) expect(npmCommand(name)).toBe(command);
});

test.each([
  ["--script-shell=x", "--script-shell"],
  ["--script-sh", "--script-shell"],
  ["--scr", "--script-shell"],
  ["-script-shell", "--script-shell"],
  ["---scri=x", "--script-shell"],
  ["--config.script-shell=x", "--script-shell"],
  ["--configxscript-shell", ""],
  ["--node-o", "--node-options"],
  ["--userc", "--userconfig"],
  ["--global", ""],
  ["--globalc", "--globalconfig"],
  ["--glo", "--globalconfig"],
  ["--git=x", "--git"],
  ["--edi", "--editor"],
  ["--view", "--viewer"],
  ["--bro", "--browser"],
  ["--she", "--shell"],
  ["--sc", ""],
  ["--no", ""],
  ["--git-tag-version", ""],
  ["--script-shells", ""],
  ["x--git", ""],
  ["git", ""],
  ["--", ""],
])("npm may take the option %s for %s", (word, option) => {
  expect(steeringOptions(word).join()).toBe(option);
});

test("a beginning may have to be longer", () => {
  expect(steeringOptions("--node", 5)).toEqual([]);
  expect(steeringOptions("--node-", 5)).toEqual(["--node-options"]);
  expect(steeringOptions("--shell", 5)).toEqual(["--shell"]);
});
