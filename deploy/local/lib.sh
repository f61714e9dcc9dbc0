# Shared by the scripts beside it; sourced, never run. Bash 5, Debian 12 or alike.
#
# Where things live (both may be set):
#   IIMP_LOCAL_STATE   data, logs and pid files of what was started   default ${TMPDIR:-/tmp}/iimp-local-UID
#   IIMP_LOCAL_CACHE   unpacked Debian packages, copied binaries      default ${XDG_CACHE_HOME:-~/.cache}/iimp
set -euo pipefail

ME=$(basename -- "$0")
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
STATE_ROOT=${IIMP_LOCAL_STATE:-${TMPDIR:-/tmp}/iimp-local-$(id -u)}
CACHE_ROOT=${IIMP_LOCAL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/iimp}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

say() { printf '%s: %s\n' "$ME" "$*" >&2; }
die() { say "$@"; exit 1; }

# Prints the comment at the head of the script that was run.
usage() { sed -n '2,/^[^#]/p' "$0" | sed -n 's/^# \{0,1\}//p' >&2; exit 2; }

is_root() { [[ $(id -u) == 0 ]]; }

# Makes a private folder that is ours.
own_dir() {
  mkdir -p -- "$1" || die "cannot make the folder $1"
  [[ -O $1 ]] || die "$1 belongs to another user"
  chmod 700 -- "$1"
}

# lock FILE SECONDS: one of us at a time, until this shell ends (descriptor 9).
lock() {
  exec 9>"$1"
  flock -w "$2" 9 || die "another $ME has been busy for more than $2 s ($1)"
}

is_port() { [[ $1 =~ ^[1-9][0-9]{0,4}$ && $1 -le 65535 ]]; }
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port [FIRST [LAST]]: a TCP port of 127.0.0.1 that nothing listens on now, below the range of outgoing connections, and below those
# that tests reserve before they listen (libs/testbed/src/ports.ts).
free_port() {
  local p
  for p in $(shuf -i "${1:-10000}-${2:-17900}" -n 200); do
    port_taken "$p" || { printf '%s\n' "$p"; return; }
  done
  die "no free port"
}

# pid_in FILE WORD: prints the pid that FILE names if that process lives and its command line contains WORD.
# Zombies and reused pids do not count.
pid_in() {
  local pid stat
  pid=$(head -n 1 -- "$1" 2>/dev/null) && [[ $pid =~ ^[0-9]+$ ]] || return 1
  stat=$(cat "/proc/$pid/stat" 2>/dev/null) || return 1
  stat=${stat##*) }
  [[ ${stat:0:1} != [ZX] ]] || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$2" || return 1
  printf '%s\n' "$pid"
}

# stop_pid FILE WORD SIGNAL SECONDS: ends that process, by SIGKILL when it takes longer.
stop_pid() {
  local pid end
  pid=$(pid_in "$1" "$2") || { rm -f -- "$1"; return 0; }
  kill -s "$3" "$pid" 2>/dev/null || true
  kill -s CONT "$pid" 2>/dev/null || true # a stopped process would not see it
  end=$((SECONDS + $4))
  while pid_in "$1" "$2" >/dev/null; do
    if ((SECONDS >= end)); then kill -s KILL "$pid" 2>/dev/null || true; fi
    sleep 0.05
  done
  rm -f -- "$1"
}

# wait_for SECONDS COMMAND...: polls until the command succeeds.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.05
  done
}

# --- Debian packages without an installation ---------------------------------------------------------------------------

# unpack_packages NAME FILTER PACKAGE...: downloads what an installation of the packages would bring and what FILTER (a regular
# expression of package names) lets through, and unpacks it; sets ROOT to the folder. No root, no service, no user is set up.
unpack_packages() {
  local name=$1 filter=$2 cache=$CACHE_ROOT/$1
  shift 2
  ROOT=$cache/root
  [[ ! -e $ROOT/.complete ]] || return 0
  command -v apt-get >/dev/null || die "not installed: $*, and there is no apt-get"
  mkdir -p "$cache/apt/state/lists/partial" "$cache/apt/cache/archives/partial" "$cache/debs"
  exec 8>"$cache/lock"
  flock -w 600 8 || die "another $ME has been unpacking into $cache for more than 600 s"
  if [[ -e $ROOT/.complete ]]; then exec 8>&-; return; fi
  say "downloading $* with apt-get into $cache"
  # apt's own lists and locks stay untouched.
  local apt=(apt-get -qq -o Dir::State="$cache/apt/state" -o Dir::State::status=/var/lib/dpkg/status
    -o Dir::Cache="$cache/apt/cache" -o APT::Sandbox::User= -o Acquire::Retries=3) log=$cache/apt.log
  "${apt[@]}" update >"$log" 2>&1 || die "apt-get update failed: $(tail -n 3 "$log")"
  local plan wanted
  plan=$("${apt[@]}" -s install --no-install-recommends "$@" 2>>"$log") || die "apt-get cannot resolve $*: $(tail -n 3 "$log")"
  mapfile -t wanted < <(sed -nE 's/^Inst ([^ ]+) .*/\1/p' <<<"$plan" | grep -E -- "$filter" || true)
  ((${#wanted[@]})) || die "apt-get knows nothing to download for: $*"
  (cd "$cache/debs" && "${apt[@]}" download "${wanted[@]}" >>"$log" 2>&1) || die "apt-get download failed: $(tail -n 3 "$log")"
  local tree=$cache/root.$$ deb
  rm -rf -- "$tree" "$ROOT"
  mkdir -p "$tree"
  for deb in "$cache"/debs/*.deb; do dpkg-deb -x "$deb" "$tree" || die "cannot unpack $deb"; done
  : >"$tree/.complete"
  mv -T -- "$tree" "$ROOT"
  rm -rf -- "$cache/debs" "$cache/apt"
  exec 8>&-
}

# Lets programs of the unpacked ROOT find each other and their libraries.
use_unpacked() {
  local lib libs=
  for lib in "$ROOT"/{usr/lib,lib}/*-linux-gnu*; do [[ ! -d $lib ]] || libs+=$lib:$lib/ceph:; done
  export PATH=$ROOT/usr/sbin:$ROOT/usr/bin:$PATH LD_LIBRARY_PATH=${libs%:}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
}

# apt_install PACKAGE...: as root; quiet unless it fails.
apt_install() {
  command -v apt-get >/dev/null || return 1
  local log
  log=$(mktemp)
  say "installing $* with apt-get"
  if ! { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f -- "$log"
    return 1
  fi
  rm -f -- "$log"
}
