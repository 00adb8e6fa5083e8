# Shared by the scripts beside it, which source it first; it does nothing by itself.
# shellcheck shell=bash

# The comment at the head of a script is its help: printed for --help and on a wrong call.
help() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
}

# Handles --help, and refuses a call with fewer or more arguments than the script takes.
arguments() {
  local least=$1 most=$2
  shift 2
  if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    help
    exit 0
  fi
  if (($# < least || $# > most)); then
    help >&2
    exit 2
  fi
}

say() {
  echo "$1" >&2
}

# Tells what went wrong and what to do, where GitHub shows it too, and ends the script.
fail() {
  annotate error "$1"
  exit 1
}

warn() {
  annotate warning "$1"
}

# To stderr, since the standard output of many scripts is data; GitHub reads both.
annotate() {
  if [[ ${GITHUB_ACTIONS:-} == true ]]; then
    echo "::$1 title=$(basename "$0")::${2//$'\n'/%0A}" >&2
  else
    echo "$2" >&2
  fi
}

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "$tool is not on the PATH; install it first"
  done
}

# The modules that are deployed, one a line: each layer and each function.
deployed() {
  printf '%s\n' layers/*/pom.xml functions/*/pom.xml | sed 's|/pom.xml$||'
}

# Writes a part of the deployment's record, from standard input; the folder is $RECORD.
keep() {
  local folder=${RECORD:-target/deployment}
  mkdir -p "$folder"
  cat >"$folder/$1.json"
}

utc() {
  date -u +%Y-%m-%dT%H:%M:%SZ
}

# Invokes a function with an event and prints its answer; a function that fails ends the script
# with the function's own words.
invoke() {
  local function=$1 event=$2 files meta
  files=$(mktemp -d)
  printf '%s' "$event" >"$files/event"
  meta=$(aws lambda invoke --function-name "$function" --cli-read-timeout 0 --output json \
    --payload "fileb://$files/event" "$files/answer") || {
    rm -rf "$files"
    fail "$function could not be invoked; see above"
  }
  if jq -e 'has("FunctionError")' >/dev/null <<<"$meta"; then
    local words
    words=$(jq -r '.errorMessage // .' "$files/answer")
    rm -rf "$files"
    fail "$function refused: $words"
  fi
  cat "$files/answer"
  rm -rf "$files"
}
