import type { Value } from "./words.ts";

/** What a program touches, as far as its words tell. */
export interface Effects {
  readonly uses: readonly Use[];
  /** Reasons for which it cannot be known what it does. */
  readonly hazards: readonly string[];
  /** Nothing is known about the program: its words are looked at as if each could be a path or a command. */
  readonly stranger: boolean;
  /** What it shows that may be secret: the environment, or files that are named elsewhere. */
  readonly exposes?: string;
}

/** One file, or tree, that a program reads or writes. */
export interface Use {
  /** `link`: it gets another name, under which it can be read and written. */
  readonly access: "read" | "write" | "link";
  readonly path: Value;
  /** Only its name and size are shown. */
  readonly lists?: boolean;
  readonly tree?: { readonly selects?: (path: string) => boolean; readonly hidden?: boolean };
}

export interface Program {
  /** What its operands are: read, written, all but the last read and the last written, or no paths at all. */
  readonly operands?: "read" | "write" | "into" | "none";
  /** Options with a value that is no path; letters, and long names. */
  readonly plain?: string;
  /** Options whose value is a file that it reads. */
  readonly reads?: string;
  /** Options whose value is a file or folder that it writes. */
  readonly writes?: string;
  /** Options that make it run another program, or code. */
  readonly runs?: string;
  /** Options that make it change its operands in place. */
  readonly inPlace?: string;
  /** Options with which it works on whole trees; `*` when it always does. */
  readonly tree?: string;
  /** Leading operands that are no paths. */
  readonly skip?: number;
  /** Options that supply what `skip` skips. */
  readonly skipUnless?: string;
  /** Without an operand it works on the current folder. */
  readonly here?: boolean;
  /** It shows that a file is there, and not what is in it. */
  readonly lists?: boolean;
}

export const NONE: Program = { operands: "none" };
const READ: Program = { operands: "read" };
const WRITE: Program = { operands: "write" };

/** What the programs touch that people use every day, by their names. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  ...every(
    "echo true false : test [ sleep pwd date seq which type hash whoami id uname hostname nproc arch printenv exit return break continue shift wait jobs fg bg kill set shopt umask ulimit times getopts unset read mapfile readarray local declare typeset readonly export let alias unalias tput clear basename dirname expr factor yes command builtin logname groups tty locale getconf cal bc_ uptime free df ps pgrep lscpu lsb_release caller enable disown suspend dirs popd cd pushd printf cygpath",
    NONE,
  ),
  ...every(
    "cat head tail wc nl tac rev fold fmt expand unexpand column cut paste join comm cmp od xxd hexdump strings file stat realpath readlink md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum shasum md5 base64 base32 tr iconv zcat bzcat xzcat zless bat lsof ldd nm objdump size readelf jsonlint colordiff hexyl cloc tokei",
    READ,
  ),
  printenv: NONE,
  head: { operands: "read", plain: "n c --lines --bytes" },
  tail: { operands: "read", plain: "n c s --lines --bytes --pid" },
  cut: { operands: "read", plain: "d f b c --delimiter --fields --output-delimiter" },
  tr: NONE,
  stat: { operands: "read", plain: "c f --format --printf" },
  bat: { operands: "read", runs: "--pager", plain: "l r --language --line-range --theme --style" },
  file: { operands: "read", reads: "f --files-from m --magic-file", runs: "C --compile", plain: "F P e" },
  iconv: { operands: "read", writes: "o --output", plain: "f t --from-code --to-code" },
  date: { operands: "none", reads: "f --file r --reference", plain: "d s --date --set" },
  hexdump: { operands: "read", reads: "f", plain: "e n s" },
  column: { operands: "read", plain: "s o c --separator" },
  xxd: { operands: "into", plain: "c g l s o" },
  less: { operands: "read", runs: "+", writes: "o O --log-file --LOG-FILE" },
  more: READ,
  ls: { operands: "read", lists: true, plain: "I w T --ignore --hide --width" },
  dir: { operands: "read", lists: true },
  tree: { operands: "read", lists: true, writes: "o", plain: "L I P", reads: "--gitfile --infofile" },
  du: { operands: "read", lists: true, reads: "--files0-from", plain: "d --max-depth --exclude" },
  diff: {
    operands: "read",
    reads: "--from-file --to-file",
    plain: "I U C W x L --label --exclude --ignore-matching-lines",
    tree: "r --recursive",
  },
  sort: {
    operands: "read",
    plain: "k t S --key --field-separator --buffer-size --parallel",
    writes: "o --output",
    reads: "--files0-from",
    runs: "--compress-program",
  },
  uniq: { operands: "into", plain: "f s w" },
  shuf: { operands: "read", plain: "n i", writes: "o --output" },
  split: { operands: "into", plain: "l b n C a d", runs: "--filter" },
  csplit: { operands: "write" },
  grep: {
    operands: "read",
    plain:
      "e m A B C d D --regexp --max-count --color --label --exclude --include --exclude-dir --binary-files --context",
    reads: "f --file --exclude-from",
    skip: 1,
    skipUnless: "e f --regexp --file",
    tree: "r R --recursive --dereference-recursive",
  },
  rg: {
    operands: "read",
    plain:
      "e m A B C g t T j M --regexp --max-count --glob --iglob --type --type-not --sort --color --context --max-depth --replace r",
    reads: "f --file --ignore-file",
    skip: 1,
    skipUnless: "e f --regexp --file --files --type-list",
    runs: "--pre --hostname-bin z",
    tree: "*",
    here: true,
  },
  ag: { operands: "read", skip: 1, tree: "*", here: true, runs: "--pager", plain: "A B C G m" },
  ack: { operands: "read", skip: 1, tree: "*", here: true, runs: "--pager", plain: "A B C m" },
  jq: {
    operands: "read",
    skip: 1,
    skipUnless: "f --from-file",
    reads: "f --from-file L",
    plain: "--indent --tab",
  },
  yq: { operands: "read", skip: 1, inPlace: "i --inplace", plain: "o p --output-format --input-format I" },
  sed: {
    operands: "read",
    plain: "e l --expression --line-length",
    reads: "f --file",
    skip: 1,
    skipUnless: "e f --expression --file",
    inPlace: "i --in-place",
  },
  awk: {
    operands: "read",
    plain: "F v",
    reads: "f",
    skip: 1,
    skipUnless: "f --file",
    runs: "i --include l --load e --source E --exec",
  },
  env: NONE,
  tee: WRITE,
  touch: { operands: "write", plain: "d t --date --time", reads: "r --reference" },
  mkdir: { operands: "write", plain: "m --mode" },
  rmdir: WRITE,
  rm: { operands: "write", tree: "*" },
  unlink: WRITE,
  shred: { operands: "write", plain: "n s" },
  truncate: { operands: "write", plain: "s --size", reads: "r --reference" },
  chown: { operands: "write", skip: 1, reads: "--reference", tree: "R --recursive" },
  chgrp: { operands: "write", skip: 1, tree: "R --recursive" },
  chattr: { operands: "write" },
  setfacl: { operands: "write" },
  mkfifo: WRITE,
  mknod: WRITE,
  script: { operands: "write", plain: "c I O B T E --command" },
  strace: { operands: "none", writes: "o --output", plain: "e s p" },
  ltrace: { operands: "none", writes: "o --output" },
  mktemp: { operands: "write", writes: "p --tmpdir", plain: "--suffix" },
  cp: {
    operands: "into",
    writes: "t --target-directory",
    tree: "r R a --recursive --archive",
    plain: "S --suffix",
  },
  mv: { operands: "write", writes: "t --target-directory", tree: "*", plain: "S --suffix" },
  wc: { operands: "read", lists: true, reads: "--files0-from" },
  ln: { operands: "into", writes: "t --target-directory", plain: "S --suffix" },
  install: {
    operands: "into",
    writes: "t --target-directory",
    plain: "m o g S --mode --owner --group",
    tree: "d",
    runs: "--strip-program",
  },
  rsync: {
    operands: "into",
    tree: "*",
    runs: "e --rsh --rsync-path",
    reads: "--files-from --exclude-from --include-from --password-file",
    writes: "--log-file --backup-dir --partial-dir T --temp-dir --write-batch",
    plain: "f --filter --exclude --include",
  },
  scp: { operands: "into", runs: "S o F J D", tree: "r" },
  dd: NONE,
  patch: {
    operands: "write",
    plain: "p F D z B Y V --strip --fuzz",
    reads: "i --input",
    writes: "o --output r --reject-file d --directory",
  },
  tar: NONE,
  zip: { operands: "into", tree: "*", runs: "T TT --unzip-command" },
  gzip: { operands: "write", plain: "S --suffix", tree: "r --recursive" },
  gunzip: { operands: "write", tree: "r --recursive" },
  bzip2: WRITE,
  xz: WRITE,
  zstd: { operands: "write", writes: "o" },
  curl: {
    operands: "none",
    writes:
      "o D c --output --dump-header --cookie-jar --output-dir --trace --trace-ascii --stderr --etag-save --hsts --alt-svc",
    reads:
      "T K b E --upload-file --config --cookie --cert --key --cacert --netrc-file --etag-compare --capath --proxy-cacert",
  },
  wget: {
    operands: "none",
    writes:
      "O o a P --output-document --output-file --append-output --directory-prefix --save-cookies --rejected-log --warc-file",
    reads:
      "i --input-file --post-file --body-file --load-cookies --config --certificate --private-key --ca-certificate",
    runs: "e --execute --use-askpass",
  },
  source: { operands: "read" },
  ".": { operands: "read" },
  find: NONE,
  fd: { operands: "read", skip: 1 },
  git: NONE,
  openssl: { operands: "read", reads: "in inkey key cert", writes: "out keyout", plain: "subj days newkey" },
  gpg: { operands: "read", writes: "o --output" },
  "ssh-keygen": { operands: "none", writes: "f" },
  nano: WRITE,
  sponge: WRITE,
};

function every(names: string, program: Program): Record<string, Program> {
  return Object.fromEntries(names.split(" ").map((name) => [name, program]));
}
