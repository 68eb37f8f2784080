import { expect, test } from "vitest";
import { steers } from "../../../src/core/policy/variables.ts";
import { fixed, unknown } from "../../../src/core/policy/words.ts";

const STEERING = [
  "PATH PWD OLDPWD DIRSTACK IFS ENV BASH_ENV BASH_FUNC_ls SHELLOPTS BASHOPTS BASH_XTRACEFD PS0 PS4 PROMPT_COMMAND CDPATH",
  "GLOBIGNORE POSIXLY_CORRECT LD_PRELOAD LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES GCONV_PATH GIT_DIR GIT_EXTERNAL_DIFF",
  "GIT_CONFIG_COUNT PAGER MANPAGER BAT_PAGER LESSOPEN LESS EDITOR VISUAL KUBE_EDITOR BROWSER SHELL HOME XDG_CONFIG_HOME",
  "SSH_ASKPASS SSH_AUTH_SOCK GPG_TTY GNUPGHOME PI_X PERL5OPT PERL5LIB PERL5DB PERLLIB RUBYOPT RUBYLIB PYTHONSTARTUP",
  "PYTHONHOME PYTHONINSPECT PYTHONBREAKPOINT JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS MAVEN_OPTS GREP_OPTIONS",
  "RIPGREP_CONFIG_PATH TAR_OPTIONS RSYNC_RSH CURL_HOME WGETRC NPM_CONFIG_SCRIPT_SHELL npm_config_registry YARN_RC_FILENAME",
  "NODE_PATH MAKEFLAGS GNUMAKEFLAGS MFLAGS MAKEFILES RUSTC_WRAPPER RUSTC CARGO_TARGET_X_RUNNER CARGO_BUILD_RUSTC CARGO_HOME",
  "GOFLAGS GOROOT TERMINFO TERMCAP LOCPATH HISTFILE TMPDIR INPUTRC SUDO_ASKPASS X_ASKPASS DOCKER_HOST KUBECONFIG",
  "AWS_PROFILE GH_TOKEN GITHUB_TOKEN AWKPATH AWKLIBPATH AWK_HASH MALLOC_CONF OPENSSL_CONF SUDO_EDITOR VIMINIT EXINIT FPATH",
  "ZDOTDIR EMACSLOADPATH NODE_OPTIONS BAT_OPTS BAT_CONFIG_PATH ACKRC ACK_OPTIONS XZ_OPT XZ_DEFAULTS GZIP UNZIP ZIPOPT",
  "MAGIC NLSPATH",
].flatMap((line) => line.split(" "));

test.each(STEERING)("%s changes what commands do", (name) => {
  expect(steers(name, fixed("--x=/tmp/$x"))).toMatch(/changes what commands do|can load code/);
});

test.each([
  ["CI", "1"],
  ["DEBUG", "*"],
  ["MYPATH", "/x"],
  ["PATHS", "/x"],
  ["PS5", "x"],
  ["GITHUB_REF", "x"],
  ["PYTHONPATH", "src"],
  ["GIT_PAGER", "cat"],
  ["PAGER", "less"],
  ["MANPAGER", "more"],
  ["GH_PAGER", ""],
  ["GIT_TERMINAL_PROMPT", "0"],
  ["GIT_OPTIONAL_LOCKS", "0"],
  ["GIT_PROGRESS_DELAY", ""],
  ["GIT_FLUSH", "1"],
  ["GIT_LITERAL_PATHSPECS", "1"],
  ["GIT_NO_REPLACE_OBJECTS", "1"],
  ["GIT_AUTHOR_NAME", "A B"],
  ["GIT_COMMITTER_EMAIL", "a@b"],
  ["GIT_AUTHOR_DATE", "2020-01-01"],
  ["GIT_EDITOR", "true"],
  ["EDITOR", ":"],
  ["VISUAL", "cat"],
  ["GIT_SEQUENCE_EDITOR", "false"],
  ["LESS", "-FRX"],
  ["LESS", ""],
  ["LESSCHARSET", "utf-8"],
  ["NPM_CONFIG_LOGLEVEL", "error"],
  ["npm_config_yes", "true"],
  ["NPM_CONFIG_FUND", "false"],
  ["NPM_CONFIG_AUDIT", "false"],
  ["NPM_CONFIG_PROGRESS", "false"],
  ["NPM_CONFIG_UPDATE_NOTIFIER", "false"],
  ["NPM_CONFIG_COLOR", "always"],
  ["MAKEFLAGS", "-j4"],
  ["MAKEFLAGS", "--j10"],
  ["MAKEFLAGS", "j"],
  ["GOFLAGS", "-mod=vendor -count=1 -v -race"],
  ["GOFLAGS", "-mod=mod -count=12"],
  ["GOFLAGS", "-mod=readonly"],
  ["CARGO_BUILD_JOBS", "12"],
  ["MAVEN_OPTS", "-Xmx512m -Xms1g -XX:+UseG1GC -XX:MaxMetaspaceSize=512m"],
  ["NODE_OPTIONS", "--max-old-space-size=4096"],
  ["NODE_OPTIONS", "--max_old_space_size=4096 --no-warnings"],
  ["NODE_OPTIONS", "--experimental-vm-modules --trace-warnings --unhandled-rejections=strict"],
  ["NODE_OPTIONS", "--openssl-legacy-provider --enable-source-maps"],
  ["NODE_OPTIONS", ""],
])("%s=%s is harmless", (name, value) => {
  expect(steers(name, fixed(value))).toBeUndefined();
});

test.each([
  ["GIT_PAGER", "cat x"],
  ["GIT_PAGER", "xcat"],
  ["XGIT_PAGER", "cat"],
  ["GIT_PAGERX", "cat"],
  ["PAGER", "less; rm x"],
  ["GIT_TERMINAL_PROMPT", "2"],
  ["GIT_TERMINAL_PROMPT", "00"],
  ["GIT_FLUSHX", "1"],
  ["GIT_AUTHOR_NAME", "$(x)"],
  ["GIT_AUTHOR_NAME", "`x`"],
  ["GIT_AUTHOR_NAME_X", "a"],
  ["GIT_EDITOR", "true x"],
  ["GIT_EDITOR", "xtrue"],
  ["LESS", "-k x"],
  ["LESS", "+!x"],
  ["LESS", "-oa"],
  ["LESS", "-FOa"],
  ["LESS", "-ka"],
  ["LESS", "--log-file"],
  ["LESS", "xx-F"],
  ["LESSCHARSET", "a b"],
  ["LESSCHARSET", "/a"],
  ["LESSOPEN", "x"],
  ["LESSCHARSETS", "x"],
  ["NPM_CONFIG_LOGLEVEL", ""],
  ["NPM_CONFIG_LOGLEVEL", "a b"],
  ["NPM_CONFIG_YESX", "true"],
  ["MAKEFLAGS", "-j4 -f x"],
  ["MAKEFLAGS", "x-j4"],
  ["MAKEFLAGS", "--eval=x"],
  ["GOFLAGS", "-toolexec=x"],
  ["GOFLAGS", "-mod=other"],
  ["GOFLAGS", "-count=x"],
  ["GOFLAGS", "-count="],
  ["CARGO_BUILD_JOBS", ""],
  ["CARGO_BUILD_JOBS", "1x"],
  ["CARGO_BUILD_JOBS", "x1"],
  ["CARGO_BUILD_JOBSX", "1"],
  ["MAVEN_OPTS", "-javaagent:x.jar"],
  ["MAVEN_OPTS", "-Xmx"],
  ["MAVEN_OPTS", "-XX:VMOptionsFile=x"],
  ["MAVEN_OPTS", "-Xmx1g -javaagent:x.jar"],
  ["MAVEN_OPTS", "-XX:OnError=x y"],
  ["NODE_OPTIONS", "--require ./x.js"],
  ["NODE_OPTIONS", "x--no-warnings"],
  ["NODE_OPTIONS", "--no-warningsx"],
  ["NODE_OPTIONS", "--max-old-space-size="],
  ["NODE_OPTIONS", "--max-old-space-size=1 --import=./x.js"],
])("%s=%s is not", (name, value) => {
  expect(steers(name, fixed(value))).toMatch(/changes what commands do|can load code/);
});

test("a value that cannot be known is not harmless", () => {
  expect(steers("PAGER", unknown(""))).toBe("PAGER changes what commands do");
  expect(steers("node_options", unknown(""))).toBe("NODE_OPTIONS can load code");
  expect(steers("CI", unknown(""))).toBeUndefined();
});
