import type { Value } from "../words.ts";

/** What a program touches, as far as its words tell. */
export interface Effects {
  readonly uses: readonly Use[];
  /** Reasons for which it cannot be known what it does. */
  readonly hazards: readonly string[];
  /** Nothing is known about the program: its words are looked at as if each could be a path or a command. */
  readonly stranger: boolean;
  /** What it shows that may be secret: the environment, or files that are named elsewhere. */
  readonly exposes?: string;
  /** It loads modules of Python, which are looked for in the current folder first. */
  readonly imports?: boolean;
  /** Texts that it may give to a shell. */
  readonly lines?: readonly string[];
}

/** One file, or tree, that a program reads or writes. */
export interface Use {
  /** `link`: it gets another name, under which it can be read and written. */
  readonly access: "read" | "write" | "link";
  readonly path: Value;
  /** Only its name and size are shown. */
  readonly lists?: boolean;
  /** What stands below it is said by an archive. */
  readonly unpacks?: boolean;
  readonly tree?: {
    readonly selects?: (path: string) => boolean;
    readonly hidden?: boolean;
    readonly ignores?: readonly string[];
  };
}

export interface Program {
  /** What becomes of its operands: read, written, or all but the last read and the last written; no paths without it. */
  readonly operands?: "read" | "write" | "into";
  /** Options with a value that is no path; letters, and long names. */
  readonly plain?: string;
  /** Options without a value. Behind one that is listed nowhere, a word may be its value or not. */
  readonly flags?: string;
  /** Options whose value is a file that it reads. */
  readonly reads?: string;
  /** Options whose value is a file or folder that it writes. */
  readonly writes?: string;
  /** Options that make it run another program, or code. */
  readonly runs?: string;
  /** Options whose value names a place in which it finds names of files. */
  readonly names?: string;
  /** Options that make it change its operands in place. */
  readonly inPlace?: string;
  /** Options with which it works on whole trees; `*` when it always does. */
  readonly tree?: string;
  /** Leading operands that are no paths. */
  readonly skip?: number;
  /** Options that supply what `skip` skips. */
  readonly skipUnless?: string;
  /** A single operand is not skipped: it is a file. */
  readonly fileAlone?: boolean;
  /** Without an operand it works on the current folder. */
  readonly here?: boolean;
  /** It shows that a file is there, and not what is in it. */
  readonly lists?: boolean;
}

export const NONE: Program = {};
const READ: Program = { operands: "read" };
const WRITE: Program = { operands: "write" };

/** It may be asked for all files of a folder. */
const ZIPPED: Program = { operands: "read", tree: "r --recursive" };

/** It compares all files of two folders, with subfolders or without. */
const DIFF: Program = {
  flags:
    "a b B d e H i N n q r s t T u w y Z --brief --recursive --unified --new-file --side-by-side --ignore-case --ignore-all-space --ignore-space-change --ignore-blank-lines --minimal --text --report-identical-files --strip-trailing-cr",
  operands: "read",
  reads: "--from-file --to-file",
  plain: "I U C W x L --label --exclude --ignore-matching-lines",
  tree: "*",
};

/** What the programs touch that people use every day, by their names. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  ...every(
    "echo true false : test [ sleep pwd seq which type hash whoami id uname hostname nproc arch printenv exit return break continue shift wait jobs fg bg kill set shopt umask ulimit times getopts unset read mapfile readarray local declare typeset readonly export let alias unalias tput clear basename dirname expr factor yes command builtin logname groups tty locale getconf cal uptime free df ps pgrep lscpu lsb_release caller enable disown suspend dirs popd cd pushd printf cygpath",
    NONE,
  ),
  ...every(
    "cat nl tac rev fold fmt expand unexpand paste join comm cmp od strings realpath readlink md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum shasum md5 base64 base32 bzcat xzcat lsof ldd nm objdump size readelf hexyl tokei",
    READ,
  ),
  head: {
    flags: "q v z --quiet --silent --verbose --zero-terminated",
    operands: "read",
    plain: "n c --lines --bytes",
  },
  tail: {
    flags: "f F q v z --follow --retry --quiet --silent --verbose --zero-terminated",
    operands: "read",
    plain: "n c s --lines --bytes --pid",
  },
  cut: {
    flags: "s n z --complement --only-delimited --zero-terminated",
    operands: "read",
    plain: "d f b c --delimiter --fields --output-delimiter",
  },
  tr: NONE,
  stat: {
    flags: "L f t --dereference --file-system --terse",
    operands: "read",
    plain: "c --format --printf",
  },
  bat: {
    operands: "read",
    runs: "--pager",
    writes: "--target",
    plain: "l r --language --line-range --theme --style",
  },
  file: {
    flags: "b i k L h N n p r s z Z 0 --brief --mime --mime-type --mime-encoding --keep-going --dereference",
    operands: "read",
    reads: "m --magic-file",
    names: "f --files-from",
    runs: "C --compile",
    plain: "F P e",
  },
  iconv: { operands: "read", writes: "o --output", plain: "f t --from-code --to-code" },
  date: {
    flags: "u R --utc --universal --rfc-email",
    reads: "f --file r --reference",
    plain: "d s --date --set",
  },
  hexdump: { operands: "read", reads: "f", plain: "e n s" },
  jsonlint: { operands: "read", inPlace: "i --in-place" },
  column: { flags: "t x e n --table", operands: "read", plain: "s o c --separator" },
  xxd: {
    flags: "a b e E i p ps plain postscript r revert u d v",
    operands: "into",
    plain: "c g l s o n R cols groupsize len seek offset name",
  },
  less: {
    operands: "read",
    runs: "+ k --lesskey-file --lesskey-src --lesskey-content",
    names: "t --tag T --tag-file",
    flags:
      "a c d e E f F g G i I K L m M n N Q q r R s S u U w W X --chop-long-lines --raw-control-chars --quit-if-one-screen --no-init --line-numbers --LINE-NUMBERS",
    writes: "o O --log-file --LOG-FILE",
  },
  more: READ,
  zcat: ZIPPED,
  zless: ZIPPED,
  time: { writes: "o --output" },
  ls: {
    flags:
      "a A l h t r S 1 R d F p i s n o g G B C c f k L m N q Q u U v x X Z --all --almost-all --human-readable --recursive --directory --reverse --size",
    operands: "read",
    lists: true,
    plain: "I w T --ignore --hide --width",
  },
  dir: { operands: "read", lists: true },
  tree: {
    flags: "a d f i l x q N Q p u g s h D F v t c U r n C A S X J --dirsfirst --noreport --prune --du",
    operands: "read",
    lists: true,
    writes: "o",
    plain: "L I P",
    reads: "--gitfile --infofile",
    runs: "R",
  },
  du: {
    flags:
      "a b c h H k l m s S x 0 L D --all --bytes --total --human-readable --summarize --one-file-system --si",
    operands: "read",
    lists: true,
    plain: "d --max-depth --exclude",
  },
  diff: DIFF,
  colordiff: DIFF,
  sort: {
    flags:
      "b d f g i M h n R r V c C m s u z --reverse --unique --numeric-sort --general-numeric-sort --human-numeric-sort --version-sort --stable --ignore-case --zero-terminated --merge",
    operands: "read",
    plain: "k t S --key --field-separator --buffer-size --parallel --batch-size",
    reads: "--random-source",
    writes: "o --output",
    runs: "--compress-program",
  },
  uniq: {
    flags: "c d D i u z --count --repeated --unique --ignore-case --zero-terminated",
    operands: "into",
    plain: "f s w",
  },
  shuf: {
    flags: "r z --repeat --zero-terminated",
    operands: "read",
    plain: "n i --head-count --input-range",
    reads: "--random-source",
    writes: "o --output",
  },
  split: { flags: "d x e u --verbose", operands: "into", plain: "l b n C a", runs: "--filter" },
  csplit: { operands: "write", writes: "f --prefix" },
  grep: {
    flags:
      "E F G P i v w x c l L n h H o q s z a b T u U I V Z y --extended-regexp --fixed-strings --basic-regexp --perl-regexp --ignore-case --no-ignore-case --invert-match --word-regexp --line-regexp --count --files-with-matches --files-without-match --line-number --no-filename --with-filename --only-matching --quiet --silent --no-messages --null-data --text --byte-offset --initial-tab --null --color --colour --line-buffered --no-group-separator",
    operands: "read",
    plain:
      "e m A B C D X d --directories --devices --group-separator --regexp --max-count --label --exclude --include --exclude-dir --binary-files --context --after-context --before-context",
    reads: "f --file --exclude-from",
    skip: 1,
    skipUnless: "e f --regexp --file",
    tree: "r R d --recursive --dereference-recursive --directories",
  },
  rg: {
    flags:
      "a b c F H i I l L n N o p P q s S u U v w x 0 . --hidden --no-ignore --files --type-list --count --count-matches --fixed-strings --with-filename --no-filename --ignore-case --smart-case --case-sensitive --files-with-matches --files-without-match --follow --line-number --no-line-number --only-matching --pretty --pcre2 --quiet --unrestricted --multiline --multiline-dotall --invert-match --word-regexp --line-regexp --no-heading --heading --json --vimgrep --column --no-messages --stats --trim --no-config --text --null --passthru --no-ignore-vcs --glob-case-insensitive",
    operands: "read",
    plain:
      "e m A B C d E g t T j M r --regexp --max-count --glob --iglob --type --type-not --type-add --type-clear --sort --sortr --color --colors --context --after-context --before-context --context-separator --field-context-separator --field-match-separator --path-separator --max-depth --maxdepth --max-columns --max-filesize --replace --encoding --engine --threads --dfa-size-limit --regex-size-limit --pre-glob --generate --hyperlink-format",
    reads: "f --file --ignore-file",
    skip: 1,
    skipUnless: "e f --regexp --file --files --type-list",
    runs: "--pre --hostname-bin z",
    tree: "*",
    here: true,
  },
  ag: {
    flags:
      "a c D f F H i l L n o Q r s S t u U v w z 0 --hidden --nogroup --nocolor --literal --ignore-case --smart-case --count --files-with-matches",
    operands: "read",
    skip: 1,
    tree: "*",
    here: true,
    runs: "--pager",
    plain:
      "A B C G m W --after --before --context --depth --max-count --file-search-regex --ignore --ignore-dir --width --workers --ackmate-dir-filter --color-line-number --color-match --color-path",
    reads: "p --path-to-ignore",
  },
  ack: {
    operands: "read",
    skip: 1,
    skipUnless: "--match f g",
    tree: "*",
    here: true,
    runs: "--pager --ackrc x",
    names: "--files-from",
    plain:
      "A B C m g t T --match --after-context --before-context --context --max-count --output --ignore-dir --ignore-directory --ignore-file --type --type-set --type-add --type-del --range-start --range-end",
  },
  jq: {
    flags:
      "n r j a s c C M S e R --null-input --raw-output --join-output --ascii-output --slurp --compact-output --color-output --monochrome-output --sort-keys --exit-status --raw-input --tab --stream --seq --args --jsonargs",
    operands: "read",
    skip: 1,
    skipUnless: "f --from-file",
    reads: "f --from-file L",
    plain: "--indent",
  },
  yq: {
    operands: "read",
    skip: 1,
    skipUnless: "--expression --from-file",
    fileAlone: true,
    inPlace: "i --inplace --in-place",
    plain: "o p I --output-format --input-format --indent --expression",
    reads: "--from-file",
    runs: "s --split-exp --split-exp-file",
  },
  "json.tool": {
    flags: "--sort-keys --no-ensure-ascii --json-lines --tab --no-indent --compact",
    operands: "into",
    plain: "--indent",
  },
  sed: {
    flags:
      "n E r s u z --quiet --silent --regexp-extended --posix --separate --unbuffered --null-data --sandbox --debug --follow-symlinks",
    operands: "read",
    plain: "e l --expression --line-length",
    reads: "f --file",
    skip: 1,
    skipUnless: "e f --expression --file",
    inPlace: "i --in-place",
  },
  awk: {
    operands: "read",
    plain: "F v --field-separator --assign",
    reads: "f",
    skip: 1,
    skipUnless: "f --file",
    runs: "i --include l --load e --source E --exec",
  },
  env: NONE,
  tee: WRITE,
  touch: {
    flags: "a c m h --no-create",
    operands: "write",
    plain: "d t --date --time",
    reads: "r --reference",
  },
  mkdir: { flags: "p v --parents --verbose", operands: "write", plain: "m --mode" },
  rmdir: WRITE,
  rm: { operands: "write", tree: "*" },
  unlink: WRITE,
  shred: { operands: "write", plain: "n s" },
  truncate: { operands: "write", plain: "s --size", reads: "r --reference" },
  chown: {
    operands: "write",
    skip: 1,
    skipUnless: "--reference",
    reads: "--reference",
    tree: "R --recursive",
  },
  chgrp: {
    operands: "write",
    skip: 1,
    skipUnless: "--reference",
    reads: "--reference",
    tree: "R --recursive",
  },
  setfacl: { operands: "write" },
  mkfifo: WRITE,
  mknod: WRITE,
  script: {
    operands: "write",
    writes: "I O B T --log-in --log-out --log-io --log-timing",
    plain: "c E m o --command --echo --logging-format --output-limit",
  },
  strace: { writes: "o --output", plain: "e s p" },
  ltrace: { writes: "o --output" },
  mktemp: { operands: "write", writes: "p --tmpdir", plain: "--suffix" },
  cp: {
    flags:
      "b f i n u v p P L H d l s T x --backup --force --interactive --no-clobber --update --verbose --parents --dereference --no-dereference --no-target-directory --preserve",
    operands: "into",
    writes: "t --target-directory",
    tree: "r R a --recursive --archive",
    plain: "S --suffix",
  },
  mv: {
    flags:
      "b f i n u v T --backup --force --interactive --no-clobber --update --verbose --no-target-directory",
    operands: "write",
    writes: "t --target-directory",
    tree: "*",
    plain: "S --suffix",
  },
  wc: { operands: "read", lists: true },
  ln: {
    flags:
      "b s f n i r v L P T --backup --symbolic --force --no-dereference --interactive --relative --verbose",
    operands: "into",
    writes: "t --target-directory",
    plain: "S --suffix",
  },
  install: {
    flags: "b d D p v C c s T --backup --directory --verbose --preserve-timestamps",
    operands: "into",
    writes: "t --target-directory",
    plain: "m o g S --mode --owner --group --suffix",
    runs: "--strip-program",
  },
  rsync: {
    flags:
      "a v z n q r l p t g o D u x h H A X P b --archive --verbose --compress --dry-run --delete --recursive --progress --quiet --stats --backup",
    operands: "into",
    tree: "*",
    runs: "e --rsh --rsync-path M --remote-option --daemon --config --dparam --read-batch",
    reads:
      "--files-from --exclude-from --include-from --password-file --early-input --compare-dest --copy-dest --link-dest",
    writes: "--log-file --backup-dir --partial-dir T --temp-dir --write-batch --only-write-batch",
    plain: "f --filter --exclude --include --suffix",
  },
  patch: {
    flags:
      "N R s f E t l u c n b --forward --reverse --dry-run --silent --quiet --force --batch --verbose --backup",
    operands: "write",
    plain: "p F D z Y V --strip --fuzz",
    reads: "i --input",
    writes: "o --output r --reject-file d --directory",
  },
  gzip: { operands: "write", plain: "S --suffix", tree: "r --recursive" },
  bzip2: WRITE,
  xz: { operands: "write", names: "--files --files0" },
  zstd: {
    operands: "write",
    tree: "r",
    writes: "o --output-dir-flat --output-dir-mirror",
    reads: "D --patch-from",
    names: "--filelist",
  },
  curl: {
    flags:
      "s S L f i I k v g N R G l n j M 0 1 2 3 4 6 Z a q O J --silent --show-error --location --fail --fail-with-body --include --head --insecure --verbose --globoff --no-buffer --compressed --get --netrc --parallel --ipv4 --ipv6 --http1.1 --http2 --progress-bar --no-progress-meter --remote-name --create-dirs --retry-connrefused --raw --tcp-nodelay",
    writes:
      "o D c --output --dump-header --cookie-jar --output-dir --trace --trace-ascii --stderr --etag-save --hsts --alt-svc --libcurl --unix-socket --abstract-unix-socket",
    reads:
      "T K b E --upload-file --config --cookie --cert --key --cacert --netrc-file --etag-compare --capath --proxy-cacert --proxy-cert --proxy-key --proxy-capath --crlfile --proxy-crlfile --egd-file --random-file --pinnedpubkey --proxy-pinnedpubkey",
    runs: "--proto-default",
  },
  wget: {
    writes:
      "O o a P --output-document --output-file --append-output --directory-prefix --save-cookies --rejected-log --warc-file --hsts-file",
    reads:
      "i --input-file --post-file --body-file --load-cookies --config --certificate --private-key --ca-certificate",
    runs: "e --execute --use-askpass",
  },
  fd: { operands: "read", skip: 1 },
  openssl: {
    operands: "read",
    reads: "in inkey key cert",
    writes: "out keyout writerand",
    plain: "subj days newkey",
    runs: "engine provider provider-path",
  },
  nano: WRITE,
  sponge: WRITE,
};

function every(names: string, program: Program): Record<string, Program> {
  return Object.fromEntries(names.split(" ").map((name) => [name, program]));
}
