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

test("git never asks, and has no credentials unless the role may push", () => {
  const env = { SSH_AUTH_SOCK: "/agent", SSH_AGENT_PID: "1" };
  expect(scrubEnvironment(env, none)).toMatchObject({
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "true",
    SSH_ASKPASS: "true",
    GIT_CONFIG_COUNT: "1",
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

test("a known name may be written small, a locale's must be whole, the folders are let through", () => {
  const env = {
    http_proxy: "http://proxy",
    LC_ALL: "C",
    LC_all: "x",
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
      "ssh -o BatchMode=yes -o IdentityAgent=none -o IdentitiesOnly=yes -o IdentityFile=/dev/null",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "credential.helper",
    GIT_CONFIG_VALUE_0: "",
  });
  expect(Object.keys(scrubEnvironment({}, { allow: [], push: true, writes: true }))).toEqual([
    "GIT_TERMINAL_PROMPT",
    "GCM_INTERACTIVE",
  ]);
});

test("a role that only reads uses no repository that lies in the work tree as plain files", () => {
  expect(scrubEnvironment({}, { allow: [], push: false, writes: false })).toMatchObject({
    GIT_CONFIG_COUNT: "2",
    GIT_CONFIG_KEY_0: "credential.helper",
    GIT_CONFIG_VALUE_0: "",
    GIT_CONFIG_KEY_1: "safe.bareRepository",
    GIT_CONFIG_VALUE_1: "explicit",
  });
});
