import { expect, test } from "vitest";
import { scrubEnvironment } from "../../../src/core/policy/environment.ts";

const none = { allow: [], push: false, writes: true };

test("what commands need stays, what nobody knows goes", () => {
  const env = {
    PATH: "/bin",
    HOME: "/home/me",
    LC_ALL: "C",
    GOPATH: "/go",
    CI: "1",
    npm_config_cache: "/c",
    UNHEARD_OF: "x",
    EMPTY: undefined,
  };
  const scrubbed = scrubEnvironment(env, none);
  expect(scrubbed).toMatchObject({
    PATH: "/bin",
    HOME: "/home/me",
    LC_ALL: "C",
    GOPATH: "/go",
    CI: "1",
    npm_config_cache: "/c",
  });
  expect(scrubbed).not.toHaveProperty("UNHEARD_OF");
  expect(scrubbed).not.toHaveProperty("EMPTY");
});

test.each([
  "GITHUB_TOKEN",
  "ANTHROPIC_API_KEY",
  "DB_PASSWORD",
  "AWS_SECRET_ACCESS_KEY",
  "NODE_OPTIONS",
  "LD_PRELOAD",
  "BASH_ENV",
  "GIT_DIR",
  "SSH_AUTH_SOCK",
  "PI_ENSEMBLE_ROLE",
  "PI_CODING_AGENT_DIR",
  "BASH_FUNC_ls%%",
  "npm_config__authToken",
])("%s goes", (name) => {
  expect(scrubEnvironment({ [name]: "x" }, none)).not.toHaveProperty([name]);
});

test.each([
  "ghp_abcdefghijklmnopqrstuvwxyz",
  "sk-abcdefghijklmnopqrstuvwx",
  "AKIAABCDEFGHIJKLMNOP",
  "https://me:secret@host/x",
  "http://token@proxy:8080",
  "-----BEGIN RSA PRIVATE KEY-----",
])("a known name does not carry out the secret %s", (value) => {
  expect(scrubEnvironment({ HTTPS_PROXY: value, LANG: value }, none)).not.toHaveProperty("LANG");
  expect(scrubEnvironment({ HTTPS_PROXY: value }, none)).not.toHaveProperty("HTTPS_PROXY");
});

test("the user's configuration can add names, but never the parent's own", () => {
  const env = { DATABASE_URL: "postgres://me:x@db/y", APP_MODE: "1", APP_NAME: "2", PI_X: "3" };
  const scrubbed = scrubEnvironment(env, {
    allow: ["DATABASE_URL", "APP_*", "PI_*"],
    push: false,
    writes: true,
  });
  expect(scrubbed).toMatchObject({ DATABASE_URL: env.DATABASE_URL, APP_MODE: "1", APP_NAME: "2" });
  expect(scrubbed).not.toHaveProperty("PI_X");
});

test.each([
  ["HTTP_PROXY", "me:pa55@proxy:3128", false],
  ["all_proxy", "socks5://u:p/w@proxy", false],
  ["https_proxy", "http://proxy:3128", true],
  ["NO_PROXY", "localhost", true],
  ["LANG", "de_DE@euro", true],
  ["MAKEFLAGS", "API_KEY=x", false],
  ["DISPLAY", ":0", false],
])("%s=%s stays: %s", (name, value, stays) => {
  expect(Object.hasOwn(scrubEnvironment({ [name]: value }, none), name)).toBe(stays);
});

test("the header that a job's token stands in is taken from another server, too", () => {
  const scrubbed = scrubEnvironment({ GITHUB_SERVER_URL: "https://git.example" }, none);
  expect(scrubbed["GIT_CONFIG_KEY_3"]).toBe("http.https://git.example/.extraHeader");
  expect(scrubbed).not.toHaveProperty("GITHUB_SERVER_URL");
});

test("git never asks, and has no credentials unless the role may push", () => {
  const env = { SSH_AUTH_SOCK: "/agent", SSH_AGENT_PID: "1" };
  expect(scrubEnvironment(env, none)).toMatchObject({
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "true",
    SSH_ASKPASS: "true",
    GIT_CONFIG_COUNT: "4",
    GIT_CONFIG_KEY_0: "credential.helper",
    GIT_CONFIG_VALUE_0: "",
  });
  expect(scrubEnvironment(env, none)).not.toHaveProperty("SSH_AUTH_SOCK");
  expect(scrubEnvironment(env, { allow: [], push: true, writes: true })).toEqual({
    ...env,
    GIT_TERMINAL_PROMPT: "0",
    GCM_INTERACTIVE: "never",
  });
});

test("a name that is allowed lets in itself alone, and `*` only what begins like it", () => {
  const env = { APP_MODE: "1", APP_MODES: "2", XAPP_MODE: "3", APP: "4", API_TOKEN: "5" };
  const seen = (allow: readonly string[]) =>
    Object.keys(scrubEnvironment(env, { allow, push: false, writes: true })).filter((name) => name in env);
  expect(seen(["APP_MODE"])).toEqual(["APP_MODE"]);
  expect(seen(["APP_*"])).toEqual(["APP_MODE", "APP_MODES"]);
  expect(seen([])).toEqual([]);
});

test("the parent's own are all that begin with PI_, and no others", () => {
  const env = { PI: "1", PI_X: "2", pi_long_name: "3", PIP_CACHE_DIR: "4", API_X: "5", MY_PI: "6" };
  const scrubbed = scrubEnvironment(env, { allow: ["*"], push: false, writes: true });
  expect(Object.keys(scrubbed).filter((name) => name in env)).toEqual(["PIP_CACHE_DIR", "API_X", "MY_PI"]);
});

test("a known name may be written small and must be whole, the folder is let through", () => {
  const env = {
    http_proxy: "http://proxy",
    LC_ALL: "C",
    XLC_ALL: "x",
    LC_ALL2: "x",
    LC_: "x",
    PWD: "/w",
    OLDPWD: "/o",
    OTHERPWD: "x",
    LANG: undefined,
  };
  const scrubbed = scrubEnvironment(env, none);
  expect(Object.keys(scrubbed).filter((name) => name in env)).toEqual(["http_proxy", "LC_ALL", "PWD"]);
});

test("what a role that may not push is given, word by word", () => {
  expect(scrubEnvironment({}, none)).toEqual({
    GIT_TERMINAL_PROMPT: "0",
    GCM_INTERACTIVE: "never",
    GIT_ASKPASS: "true",
    SSH_ASKPASS: "true",
    SSH_ASKPASS_REQUIRE: "never",
    GIT_SSH_COMMAND:
      "ssh -F /dev/null -o BatchMode=yes -o PubkeyAuthentication=no -o IdentityAgent=none -o IdentitiesOnly=yes -o IdentityFile=/dev/null",
    GIT_CONFIG_COUNT: "4",
    GIT_CONFIG_KEY_0: "credential.helper",
    GIT_CONFIG_VALUE_0: "",
    GIT_CONFIG_KEY_1: "http.extraHeader",
    GIT_CONFIG_VALUE_1: "",
    GIT_CONFIG_KEY_2: "http.cookieFile",
    GIT_CONFIG_VALUE_2: "",
    GIT_CONFIG_KEY_3: "http.https://github.com/.extraHeader",
    GIT_CONFIG_VALUE_3: "",
  });
  expect(Object.keys(scrubEnvironment({}, { allow: [], push: true, writes: true }))).toEqual([
    "GIT_TERMINAL_PROMPT",
    "GCM_INTERACTIVE",
  ]);
});

test("a role that only reads uses no repository that lies in the work tree as plain files", () => {
  expect(scrubEnvironment({}, { allow: [], push: false, writes: false })).toMatchObject({
    GIT_CONFIG_COUNT: "5",
    GIT_CONFIG_KEY_0: "credential.helper",
    GIT_CONFIG_VALUE_0: "",
    GIT_CONFIG_KEY_4: "safe.bareRepository",
    GIT_CONFIG_VALUE_4: "explicit",
  });
});

const KNOWN = [
  "PATH HOME USER LOGNAME SHELL LANG LANGUAGE TERM COLORTERM COLUMNS LINES TMPDIR TMP TEMP TZ PWD SHLVL HOSTNAME",
  "LC_ALL LC_CTYPE LC_COLLATE LC_MESSAGES LC_NUMERIC LC_TIME LC_MONETARY LC_PAPER LC_NAME LC_ADDRESS",
  "LC_TELEPHONE LC_MEASUREMENT LC_IDENTIFICATION CI NO_COLOR FORCE_COLOR CLICOLOR CLICOLOR_FORCE DEBIAN_FRONTEND",
  "SOURCE_DATE_EPOCH EDITOR PAGER NODE_ENV NODE_VERSION NODE_EXTRA_CA_CERTS NVM_DIR NVM_BIN VOLTA_HOME",
  "FNM_DIR PNPM_HOME COREPACK_HOME BUN_INSTALL DENO_DIR GOPATH GOROOT GOBIN GOCACHE GOMODCACHE GOFLAGS",
  "GOTOOLCHAIN GOPROXY GONOSUMDB GOPRIVATE CGO_ENABLED GO111MODULE CARGO_HOME CARGO_TARGET_DIR RUSTUP_HOME",
  "RUSTUP_TOOLCHAIN RUSTFLAGS RUST_BACKTRACE RUST_LOG JAVA_HOME JDK_HOME MAVEN_HOME M2_HOME GRADLE_HOME",
  "GRADLE_USER_HOME KOTLIN_HOME ANDROID_HOME ANDROID_SDK_ROOT SDKMAN_DIR VIRTUAL_ENV CONDA_PREFIX",
  "CONDA_DEFAULT_ENV PYENV_ROOT PYENV_VERSION PYTHONPATH PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PIPENV_ACTIVE",
  "POETRY_HOME UV_CACHE_DIR RBENV_ROOT RBENV_VERSION GEM_HOME GEM_PATH BUNDLE_PATH RUBY_VERSION DOTNET_ROOT",
  "DOTNET_CLI_TELEMETRY_OPTOUT NUGET_PACKAGES PHP_HOME COMPOSER_HOME MIX_ENV MIX_HOME HEX_HOME ERL_AFLAGS",
  "GHCUP_INSTALL_BASE_PREFIX STACK_ROOT OPAMROOT NIX_PATH NIX_PROFILES NIX_SSL_CERT_FILE CC CXX CFLAGS CXXFLAGS",
  "CPPFLAGS LDFLAGS LD AR PKG_CONFIG_PATH CMAKE_GENERATOR CMAKE_PREFIX_PATH SDKROOT DEVELOPER_DIR",
  "MACOSX_DEPLOYMENT_TARGET SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE XDG_CACHE_HOME",
  "SYSTEMROOT COMSPEC PATHEXT WINDIR HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY npm_config_cache",
  "npm_config_registry npm_config_prefix npm_config_offline npm_config_prefer_offline npm_config_loglevel",
  "npm_config_fund npm_config_audit npm_config_update_notifier npm_config_yes",
].flatMap((line) => line.split(" "));

test.each(KNOWN)("%s stays", (name) => {
  expect(scrubEnvironment({ [name]: "x" }, { allow: [], push: false, writes: true })[name]).toBe("x");
});

const A = "a".repeat(30);

test.each([
  ...["p", "o", "u", "s", "r"].map((letter) => `gh${letter}_${A.slice(0, 20)}`),
  `x=github_pat_${A.slice(0, 20)}`,
  `glpat-${A.slice(0, 15)}-`,
  `sk-${A.slice(0, 15)}-`,
  ..."abeoprs".split("").map((letter) => `xox${letter}-123456789-`),
  "AKIA0123456789AB",
  "ASIA0123456789AB",
  `AIza${A.slice(1)}-`,
  `npm_${A}`,
  `pypi-${A.slice(1)}-`,
  `ya29.${A.slice(0, 19)}-`,
  "eyJ123456789-.eyJ123456789-.",
  `eyJ${A}.eyJ${A}.`,
  "-----BEGIN PRIVATE KEY",
  "-----BEGIN EC PRIVATE KEY-----",
  "http://token@host",
  "HTTPS://me:pw@host",
  "socks5://me:pw@host",
])("%s is a secret", (value) => {
  expect(Object.keys(scrubEnvironment({ LANG: value }, none))).not.toContain("LANG");
});

test.each([
  `ghx_${A}`,
  `xghp_${A}`,
  `ghp_${A.slice(0, 19)}`,
  `ghp_${A.slice(0, 10)} ${A}`,
  `github_pat_${A.slice(0, 19)}`,
  `github_pat_${A.slice(0, 10)} ${A}`,
  `xgithub_pat_${A}`,
  `glpat-${A.slice(0, 15)}`,
  `glpat-${A.slice(0, 10)} ${A}`,
  `xglpat-${A}`,
  `sk-${A.slice(0, 15)}`,
  `sk-${A.slice(0, 10)} ${A}`,
  `task-${A}`,
  "xoxc-0123456789",
  "xoxb-012345678",
  "xoxb-01234567 9012345",
  "axoxb-0123456789",
  "AKIA0123456789A",
  "AKIA0123456789ab",
  "XAKIA0123456789AB",
  `AIza${A.slice(1)}`,
  `AIza${A.slice(15)} ${A}`,
  `xAIza${A}`,
  `npm_${A.slice(1)}`,
  `npm_${A.slice(15)} ${A}`,
  `xnpm_${A}`,
  `pypi-${A.slice(1)}`,
  `pypi-${A.slice(15)} ${A}`,
  `xpypi-${A}`,
  `ya29.${A.slice(0, 19)}`,
  `ya29x${A}`,
  `ya29.${A.slice(0, 10)} ${A}`,
  `xya29.${A}`,
  "eyJ12345678.eyJ1234567890.",
  "eyJ1234567890.eyJ12345678.",
  "eyJ1234567890.eyJ1234567890",
  "eyJ1234 67890.eyJ1234567890.",
  "eyJ1234567890.eyJ1234 67890.",
  "xeyJ1234567890.eyJ1234567890.",
  "-----BEGIN PUBLIC KEY-----",
  "-----BEGIN x PRIVATE KEY-----",
  "https://host/a@b",
  "https://host/a",
  "https://@host",
  "https://a b@host",
  "a@host",
])("%s is none", (value) => {
  expect(scrubEnvironment({ LANG: value }, none)["LANG"]).toBe(value);
});

test("a locale's name that nobody knows is not let through", () => {
  expect(scrubEnvironment({ LC_TOKEN: "x" }, none)).not.toHaveProperty("LC_TOKEN");
});
