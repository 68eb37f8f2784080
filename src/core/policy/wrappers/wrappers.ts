import { fixed, type Value } from "../words.ts";
import type { Feed } from "./feed.ts";
import { isOneWord, type Option, type Read, readOptions } from "./getopt.ts";
import { type Inner, UNCLEAR } from "./inner.ts";
import { joined } from "./shells.ts";

/** How a program that runs another one writes what stands before it. */
interface Wrapper {
  /** Its options, as `readOptions` wants them. */
  readonly options: string;
  /** What a word between its options and the command looks like. */
  readonly operand?: RegExp;
  /** `NAME=VALUE` before the command is set for it. */
  readonly assigns?: boolean;
}

/** The command that the wrapper `name` runs, or none; undefined when there is no wrapper of this name. */
export function wrapped(name: string, args: readonly Value[], feed: Feed): readonly Inner[] | undefined {
  const wrapper = WRAPPERS.get(name);
  if (wrapper === undefined) return undefined;
  const read = readOptions(args, wrapper.options);
  return read === undefined ? [UNCLEAR] : behind(read, wrapper, feed);
}

function behind(read: Read, wrapper: Omit<Wrapper, "options">, feed: Feed): readonly Inner[] {
  const { operands } = read;
  let own = operands.slice(0, 1).filter((word) => wrapper.operand?.test(word.text)).length;
  if (wrapper.assigns) while (operands[own]?.text === "-" || operands[own]?.prefix.includes("=")) own += 1;
  const before = operands.slice(0, own);
  const words = operands.slice(own);
  if (!before.every(isOneWord)) return [UNCLEAR];
  if (words.length === 0) return [];
  const sets = before.filter((word) => /^[A-Za-z_][\w%]*=/.test(word.prefix));
  return [{ kind: "words", words, feed, sets }];
}

/** `env`, which also changes the folder, and splits a text into words that begin with its own options. */
export function env(args: readonly Value[], feed: Feed): readonly Inner[] {
  const read = readOptions(args, "u,unset= C,chdir= S,split-string! a,argv0= P=");
  if (read === undefined) return [UNCLEAR];
  const [text] = valuesOf(read.options, "S");
  if (text !== undefined && (text.kind !== "static" || /[\\$'"#]/.test(text.text)))
    return [{ kind: "opaque", because: "env -S has a language of its own", severe: true }];
  const folder = valuesOf(read.options, "C").at(-1);
  const inners =
    text === undefined
      ? behind(read, { assigns: true }, feed)
      : env([...text.text.split(/\s/).filter(Boolean).map(fixed), ...read.operands], feed);
  return folder === undefined ? inners : inners.map((inner) => ({ folder, ...inner }));
}

/** `strace`, which sets variables by an option, and can write to a command. */
export function strace(args: readonly Value[], feed: Feed): readonly Inner[] {
  const read = readOptions(
    args,
    "a,columns= b,detach-on= e= E,env= I,interruptible= o,output= O,summary-syscall-overhead= p,attach= P,trace-path= s,string-limit= S,summary-sort-by= u,user= U,summary-columns= X,const-print-style= trace= signal= status= abbrev= verbose= raw= read= write= fault= inject= kvm= syscall-limit= argv0=",
  );
  if (read === undefined) return [UNCLEAR];
  const pipes = valuesOf(read.options, "o").filter((value) => /^[|!]/.test(value.prefix));
  const sets = valuesOf(read.options, "E");
  return [
    ...pipes.map(
      (pipe): Inner => ({
        kind: "code",
        code: pipe.kind === "static" ? fixed(pipe.text.slice(1)) : pipe,
      }),
    ),
    ...behind(read, {}, feed).map((inner) => ({ ...inner, sets })),
  ];
}

function valuesOf(options: readonly Option[], name: string): readonly Value[] {
  return options.flatMap((option) =>
    option.name === name && option.value !== undefined ? [option.value] : [],
  );
}

/** `watch`, which gives its words to a shell unless it is told not to. */
export function watch(args: readonly Value[]): readonly Inner[] {
  const read = readOptions(args, "n,interval= q,equexit= d,differences? s,shotsdir= x,exec");
  if (read === undefined) return [UNCLEAR];
  const words = read.operands;
  if (words.length === 0) return [];
  return read.options.some((option) => option.name === "x")
    ? [{ kind: "words", words }]
    : [{ kind: "code", code: joined(words) }];
}

/** `flock FILE COMMAND` or `flock FILE -c CODE`; with a number instead of a file it runs nothing. */
export function flock(args: readonly Value[], feed: Feed): readonly Inner[] {
  const read = readOptions(args, "w,timeout,wait= E,conflict-exit-code=");
  if (read === undefined) return [UNCLEAR];
  const [file, ...words] = read.operands;
  if (file !== undefined && !isOneWord(file)) return [UNCLEAR];
  const [first, code] = words;
  if (first === undefined) return [];
  if (first.text !== "-c" && first.text !== "--command") return [{ kind: "words", words, feed }];
  return code === undefined ? [] : [{ kind: "code", code }];
}

/** `ssh HOST COMMAND`, where options may also stand behind the host. */
export function ssh(args: readonly Value[]): readonly Inner[] {
  const options = "B= b= c= D= E= e= F= I= i= J= L= l= m= O= o= p= Q= R= S= W= w=";
  const read = readOptions(args, options);
  if (read === undefined) return [UNCLEAR];
  const more = read.operands.slice(1);
  const words = readOptions(more, options)?.operands ?? more;
  return words.length === 0 ? [] : [{ kind: "code", code: joined(words) }];
}

const ANY = /^/;

/** The wrappers whose words are options, perhaps one operand, and then a command. */
const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries({
    ...plain(
      "builtin command nohup setsid unbuffer chronic valgrind busybox toybox eatmydata linux32 linux64 i386 x86_64 setarch",
    ),
    sudo: {
      options:
        "u,user= g,group= h,host= p,prompt= C,close-from= r,role= t,type= T,command-timeout= U,other-user= D,chdir= R,chroot=",
      assigns: true,
    },
    doas: { options: "u= C=" },
    exec: { options: "a=" },
    nice: { options: "n,adjustment=" },
    ionice: { options: "c,class= n,classdata=" },
    chrt: { options: "T,sched-runtime= P,sched-period= D,sched-deadline=", operand: /^\d+$/ },
    taskset: { options: "", operand: ANY },
    timeout: { options: "s,signal= k,kill-after=", operand: ANY },
    gtimeout: { options: "s,signal= k,kill-after=", operand: ANY },
    time: { options: "f,format= o,output=" },
    stdbuf: { options: "i,input= o,output= e,error=" },
    caffeinate: { options: "t= w=" },
    arch: { options: "d= h=", assigns: true },
    ltrace: {
      options: "a,align= A= D,debug= e= F,config= l,library= n,indent= o,output= p= s= u= w,where= x=",
    },
    chroot: { options: "userspec= groups=", operand: ANY },
    unshare: {
      options:
        "R,root= w,wd= S,setuid= G,setgid= propagation= setgroups= map-user= map-group= map-users= map-groups= monotonic= boottime=",
    },
    nsenter: { options: "t,target= S,setuid= G,setgid= W,wdns=" },
    setpriv: {
      options:
        "ruid= euid= rgid= egid= reuid= regid= groups= inh-caps= ambient-caps= bounding-set= securebits= pdeathsig= selinux-label= apparmor-profile=",
    },
    prlimit: { options: "p,pid= o,output=" },
    fakeroot: { options: "l,lib= f,faked= i= s= b,fd-base=" },
    "cross-env": { options: "", assigns: true },
  }),
);

/** Wrappers that change nothing but how the inner command runs: they need no rule of their own. */
export const TRANSPARENT: ReadonlySet<string> = new Set(
  "env command builtin exec nohup nice ionice timeout gtimeout time stdbuf setsid unbuffer chronic caffeinate xargs eval trap busybox toybox taskset chrt".split(
    " ",
  ),
);

function plain(names: string): Readonly<Record<string, Wrapper>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, { options: "" }]));
}
