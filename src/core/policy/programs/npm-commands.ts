/**
 * The command that npm takes a word for: it knows other names, is content with the beginning of one, and reads a capital as
 * a dash and a small letter.
 */
export function npmCommand(word: string): string {
  const given = word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const known = COMMANDS.get(given);
  if (known !== undefined) return known;
  const meant = new Set(
    [...COMMANDS].flatMap(([name, command]) => (name.startsWith(given) ? [command] : [])),
  );
  const [only = word] = meant;
  return meant.size === 1 ? only : word;
}

/**
 * The options of npm by which it runs a program, or reads its configuration from somewhere else, that a word may mean: npm is
 * content with the beginning of a name, behind any number of dashes.
 */
export function steeringOptions(word: string, least = 3): readonly string[] {
  const name = String(/^-+(?:config\.)?([\w-]+)/.exec(word)?.[1]);
  if (name.length < least || name === "global") return [];
  return STEERING.filter((option) => option.startsWith(name)).map((option) => `--${option}`);
}

const STEERING = "script-shell node-options userconfig globalconfig git editor viewer browser shell".split(
  " ",
);

const NAMES =
  "access adduser approve-scripts audit bugs cache ci completion config dedupe deny-scripts deprecate diff dist-tag docs doctor edit exec explain explore find-dupes fund get help help-search init install install-ci-test install-scripts install-test link ll login logout ls org outdated owner pack ping pkg prefix profile prune publish query rebuild repo restart root run sbom search set shrinkwrap stage star stars start stop team test token trust undeprecate uninstall unpublish unstar update version view whoami";

const ALIASES: Readonly<Record<string, string>> = {
  adduser: "add-user",
  bugs: "issues",
  ci: "clean-install ic install-clean isntall-clean",
  config: "c",
  dedupe: "ddp",
  "dist-tag": "dist-tags",
  docs: "home",
  exec: "x",
  explain: "why",
  help: "hlep",
  init: "create innit",
  install: "add i in ins inst insta instal isnt isnta isntal isntall",
  "install-ci-test": "cit clean-install-test sit",
  "install-test": "it",
  link: "ln",
  ll: "la",
  ls: "list",
  org: "ogr",
  owner: "author",
  rebuild: "rb",
  run: "run-script rum urn",
  search: "find s se",
  test: "t tst",
  uninstall: "r remove rm un unlink",
  update: "u udpate up upgrade",
  version: "verison",
  view: "info show v",
};

const COMMANDS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(ALIASES).flatMap(([command, names]) =>
    names.split(" ").map((name): [string, string] => [name, command]),
  ),
  ...NAMES.split(" ").map((name): [string, string] => [name, name]),
]);
