#!/usr/bin/env bash
# Builds what is not built, starts a small origin site and a cluster of three neurods in front of it,
# and shows with real requests what the cache does, and that killing the leader loses no write. Needs bash, curl, coreutils and a JDK 25.
set -euo pipefail

usage() {
  cat <<'TXT'
usage: ./playground.sh [--once] [--learn]
                                   run the demo, then leave everything running (--once: stop it all);
                                   --learn: fetch the learner too (PyTorch, 116 MB) and have it train
       ./playground.sh stop        stop what an earlier run left running

environment: NEURO_PORT (8080)          the first edge's port, TCP and UDP; the others' follow it
             NEURO_RAFT_PORT (7000)     the first node's Raft port; the others' follow it. By default
                                        it moves with NEURO_PORT
             NEURO_ORIGIN_PORT (9000)   the demo origin's port
             NO_COLOR                   no colours
exit status: 0 when every step did what it should, 1 when one did not, 2 for wrong usage
TXT
}

root=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
state=$root/.playground
port=${NEURO_PORT:-8080}
raft_port=${NEURO_RAFT_PORT:-$((port - 1080))}
origin_port=${NEURO_ORIGIN_PORT:-9000}
nodes='1 2 3'
edge=http://127.0.0.1:$port
secure_edge=https://127.0.0.1:$port
origin=http://127.0.0.1:$origin_port
start_deadline_seconds=60
stop_deadline_seconds=20

bold='' dim='' green='' red='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
fi

say() { printf '%s\n' "$*"; }
die() {
  printf 'playground: %s\n' "$*" >&2
  exit 1
}

# ---- the processes

# A process id may have been given to another program since; before it becomes a JVM, ours is a script.
alive() {
  kill -0 "$1" 2>/dev/null || return 1
  [ ! -r "/proc/$1/cmdline" ] || grep -asqE 'neurod|playground' "/proc/$1/cmdline"
}

running_pid() {
  local pid
  pid=$(cat "$state/$1.pid" 2>/dev/null) || return 1
  [ -n "$pid" ] && alive "$pid" && printf '%s\n' "$pid"
}

# Ends one process, politely first. An absent one is no error.
stop_one() {
  local name=$1 pid tries=$((stop_deadline_seconds * 5))
  pid=$(running_pid "$name") || { rm -f "$state/$name.pid"; return 0; }
  kill -TERM "$pid" 2>/dev/null || true
  while alive "$pid" && [ "$tries" -gt 0 ]; do
    sleep 0.2
    tries=$((tries - 1))
  done
  if alive "$pid"; then
    say "$name did not end within $stop_deadline_seconds s: killing it"
    kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$state/$name.pid"
}

stop_all() {
  local node
  for node in $nodes; do stop_one "neurod-$node"; done
  stop_one origin
}

any_running() {
  local name
  for name in origin neurod-1 neurod-2 neurod-3; do
    running_pid "$name" >/dev/null && return 0
  done
  return 1
}

# Waits until a URL answers 200; gives up when the process has died or the time is over.
wait_for() {
  local name=$1 url=$2 tries=$((start_deadline_seconds * 5)) pid
  while [ "$tries" -gt 0 ]; do
    curl -f -o /dev/null "$url" 2>/dev/null && return 0
    if ! pid=$(running_pid "$name"); then
      tail -n 20 "$state/$name.log" >&2
      die "$name ended while it was starting; its log is above and in $state/$name.log"
    fi
    sleep 0.2
    tries=$((tries - 1))
  done
  tail -n 20 "$state/$name.log" >&2
  die "$name (process $pid) did not answer $url within $start_deadline_seconds s; the end of its log is above"
}

require_free() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    die "port $1 is in use: end what listens there, or choose another port, for example $2=$(($1 + 10)) ./playground.sh"
  fi
}

start_origin() {
  nohup "$JAVA_HOME/bin/java" "${helper_options[@]}" io.neurocache.neurod.demo.DemoOrigin --port "$origin_port" >"$state/origin.log" 2>&1 </dev/null &
  echo $! >"$state/origin.pid"
  disown
  wait_for origin "$origin/stats"
}

edge_of() { printf 'http://127.0.0.1:%d\n' $((port + $1 - 1)); }

launch_neurod() {
  nohup "$root/bin/neurod" --id "$1" --config "$state/nodes.yaml" --origins "$state/origins.yaml" \
    --data-dir "$state/data-$1" --slab-size 128m >>"$state/neurod-$1.log" 2>&1 </dev/null &
  echo $! >"$state/neurod-$1.pid"
  disown
}

start_neurod() {
  launch_neurod "$1"
  wait_for "neurod-$1" "$(edge_of "$1")/health"
}

# Healthy is who knows a leader, so all must be there before the first is waited for.
start_cluster() {
  local node
  for node in $nodes; do launch_neurod "$node"; done
  for node in $nodes; do wait_for "neurod-$node" "$(edge_of "$node")/health"; done
}

# ---- asking, showing, judging

steps=0
failures=0

step() {
  steps=$((steps + 1))
  printf '\n%s%d. %s%s\n' "$bold" "$steps" "$1" "$plain"
}

show_line() { printf '   %s$%s %s\n' "$dim" "$plain" "$1"; }

# Prints a command's words as one can type them.
show() {
  local word line=''
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9_./:=@%,+-]* | '') line="$line '$word'" ;;
      *) line="$line $word" ;;
    esac
  done
  show_line "${line# }"
}

interesting='^(HTTP/|cache-status:|age:|etag:|content-range:|alt-svc:|demo-request:)'

# Splits an answer, the head of which ends at the first empty line, and shows what matters of it.
read_answer() {
  LC_ALL=C sed -n '1,/^\r*$/p' "$work/answer" | tr -d '\r' >"$work/head"
  LC_ALL=C sed '1,/^\r*$/d' "$work/answer" >"$work/body"
  grep -iE "$interesting" "$work/head" | sed 's/^/     /' || true
}

# Runs "curl -i ..." as it is shown.
ask() {
  show curl -i "$@"
  if ! curl -i "$@" >"$work/answer" 2>"$work/error"; then
    sed 's/^/     /' "$work/error"
  fi
  read_answer
}

# The number of times the origin was asked for a path, or of its 304 answers.
origin_count() {
  curl -G --data-urlencode "of=$2" "$origin/stats" | sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"
}

passed() { printf '     %sok%s      %s\n' "$green" "$plain" "$1"; }

failed() {
  failures=$((failures + 1))
  printf '     %sFAILED%s  expected: %s\n             but was:  %s\n' "$red" "$plain" "$1" "$2"
}

# expect WHAT WANTED ACTUAL
expect() {
  if [ "$2" = "$3" ]; then passed "$1"; else failed "$1 ($2)" "${3:-nothing}"; fi
}

# expect_status WHAT PATTERN: the first line of the answer begins with it.
expect_status() {
  local line
  line=$(head -n 1 "$work/head")
  case $line in
    $2*) passed "$1" ;;
    *) failed "$1 ($2)" "${line:-no answer}" ;;
  esac
}

# expect_header WHAT NAME REGULAR-EXPRESSION
expect_header() {
  local line
  line=$(grep -i "^$2:" "$work/head" | head -n 1 || true)
  if printf '%s\n' "$line" | grep -qiE "^$2: *.*$3"; then
    passed "$1"
  else
    failed "$1 ($2 with $3)" "${line:-no $2}"
  fi
}

header() { sed -n "s/^$1: *//Ip" "$work/head" | head -n 1; }

# ---- the demo

demo_hits() {
  step "A miss: the first reader waits for the origin"
  ask "$edge/picture.png"
  expect_status "the picture is there" "HTTP/1.1 200"
  expect_header "the cache went to the origin for it" Cache-Status 'fwd='

  step "A hit: the second reader does not"
  ask "$edge/picture.png"
  expect_header "the cache had it" Cache-Status '; *hit'
  expect_header "and says how old it is" Age '[0-9]'
  expect "the origin was asked once" 1 "$(origin_count requests /picture.png)"

  step "Nothing to send: the reader has it already"
  ask -H "If-None-Match: $(header ETag)" "$edge/picture.png"
  expect_status "the answer is 304, without a body" "HTTP/1.1 304"
}

demo_ranges() {
  local whole
  step "A part of a 20 MB file"
  ask -r 1000000-1999999 "$edge/video.bin"
  expect_status "the answer is 206" "HTTP/1.1 206"
  expect_header "it is the part that was asked for" Content-Range 'bytes 1000000-1999999/20971520'
  whole=$(curl -r 1000000-1999999 "$origin/video.bin" | cksum)
  expect "its bytes are the origin's" "$whole" "$(cksum <"$work/body")"
}

demo_revalidation() {
  step "Stale after two seconds, then revalidated: the origin says 304, the bytes stay"
  ask "$edge/short"
  expect_status "the page is there" "HTTP/1.1 200"
  show sleep 3
  sleep 3
  ask "$edge/short"
  expect_status "the page is still there" "HTTP/1.1 200"
  expect_header "it was stale and the cache asked" Cache-Status 'fwd=stale'
  expect "the origin answered 304" 1 "$(origin_count not_modified /short)"
}

demo_objects() {
  step "An object of your own: PUT, GET, DELETE"
  ask -X PUT -H 'Content-Type: text/plain' -d 'hello from the playground' "$edge/cache/hello"
  expect_status "it is stored" "HTTP/1.1 201"
  ask "$edge/cache/hello"
  expect "it reads back" "hello from the playground" "$(cat "$work/body")"
  ask -X DELETE "$edge/cache/hello"
  expect_status "it is purged" "HTTP/1.1 204"
  ask "$edge/cache/hello"
  expect_status "it is gone" "HTTP/1.1 404"
}

demo_protocols() {
  step "The same port speaks TLS and HTTP/2"
  if curl -V | grep -q HTTP2; then
    ask -k --http2 "$secure_edge/logo.svg"
    expect_status "the answer came over HTTP/2" "HTTP/2 200"
    expect_header "it names HTTP/3 as an alternative" Alt-Svc 'h3='
    ask --http2-prior-knowledge "$edge/logo.svg"
    expect_status "and over HTTP/2 without TLS" "HTTP/2 200"
    expect_header "from the same cache" Cache-Status '; *hit'
  else
    say "     skipped: this curl was built without HTTP/2"
  fi

  step "And HTTP/3, over UDP (this small client accepts the development certificate)"
  show java --enable-native-access=ALL-UNNAMED -Dlogback.configurationFile=demo/logback.xml \
    -cp "${lib#"$root"/}/*" io.neurocache.neurod.demo.Http3Get "$secure_edge/picture.png"
  "$JAVA_HOME/bin/java" "${helper_options[@]}" io.neurocache.neurod.demo.Http3Get "$secure_edge/picture.png" \
    2>"$work/answer" >"$work/h3-body" || cat "$work/answer"
  read_answer
  expect_status "the answer came over HTTP/3" "HTTP/3 200"
  expect_header "from the same cache" Cache-Status '; *hit'
  expect "its bytes are the origin's" "$(curl "$origin/picture.png" | cksum)" "$(cksum <"$work/h3-body")"
}

demo_collapsing() {
  local path="/slow?ms=1000&run=$$" i pids=() answered=0
  step "Twenty readers at once ask for a page that takes the origin a second"
  show_line "for i in \$(seq 20); do curl '$edge$path' & done; wait"
  for i in $(seq 20); do
    curl -f "$edge$path" >"$work/reader-$i" 2>&1 &
    pids+=($!)
  done
  for i in "${pids[@]}"; do
    if wait "$i"; then answered=$((answered + 1)); fi
  done
  expect "all were answered" 20 "$answered"
  show curl -G --data-urlencode "of=$path" "$origin/stats"
  curl -G --data-urlencode "of=$path" "$origin/stats" | sed 's/^/     /'
  expect "the origin was asked once" 1 "$(origin_count requests "$path")"
}

# kill_node ID: without warning.
kill_node() {
  local pid
  pid=$(running_pid "neurod-$1")
  show kill -9 "$pid"
  kill -KILL "$pid"
  while alive "$pid"; do sleep 0.1; done
}

demo_edges() {
  local path="/slow?ms=1000&edges=$$" node pids=() answered=0
  step "One client at each edge asks for a page that none has: one edge fetches it for all"
  show_line "for edge in$(for node in $nodes; do printf ' %s' "$(edge_of "$node")"; done); do curl \"\$edge$path\" & done; wait"
  for node in $nodes; do
    curl -f -H 'Host: site.example.com' "$(edge_of "$node")$path" >"$work/edge-$node" 2>&1 &
    pids+=($!)
  done
  for node in "${pids[@]}"; do
    if wait "$node"; then answered=$((answered + 1)); fi
  done
  expect "all were answered" 3 "$answered"
  expect "the origin was asked once" 1 "$(origin_count requests "$path")"
  for node in $nodes; do
    ask -H 'Host: site.example.com' "$(edge_of "$node")$path"
    expect_header "edge $node has it now" Cache-Status 'hit'
  done
}

demo_purge() {
  local node first
  step "Three edges have the news, all fresh for an hour; the next edition is out, and one purges its tag"
  first=$(curl "$origin/news")
  for node in $nodes; do
    curl -o /dev/null "$(edge_of "$node")/news"
    expect "edge $node has it" "$first" "$(curl "$(edge_of "$node")/news")"
  done
  ask "$origin/publish"
  ask -X POST -d '{"tags":["news"]}' "$(edge_of 2)/purge"
  expect_status "edge 2 says that it is done" "HTTP/1.1 200"
  for node in $nodes; do
    ask "$(edge_of "$node")/news"
    expect "edge $node has the new one" "$(curl "$origin/news")" "$(cat "$work/body")"
  done

  step "An edge that hears nothing does not serve what was purged: the purge waits for its lease to end"
  show kill -STOP "$(running_pid neurod-3)"
  kill -STOP "$(running_pid neurod-3)"
  curl -o /dev/null "$origin/publish"
  ask -X POST -d '{"tags":["news"]}' "$edge/purge"
  expect_status "the purge is done without it" "HTTP/1.1 200"
  show kill -CONT "$(running_pid neurod-3)"
  kill -CONT "$(running_pid neurod-3)"
  ask "$(edge_of 3)/news"
  expect "edge 3 asks before it answers" "$(curl "$origin/news")" "$(cat "$work/body")"
}

metric() { curl "$1/metrics.json" | sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p"; }

kv_demo() { "$JAVA_HOME/bin/java" "${helper_options[@]}" io.neurocache.neurod.demo.KvDemo "$@"; }

demo_leader() {
  local leader writer keys
  step "The leader is killed while a client writes keys through the Raft port"
  show_line "KvDemo write $raft_nodes acknowledged 8"
  kv_demo write "$raft_nodes" "$work/acknowledged" 8 >"$work/writer" 2>&1 &
  writer=$!
  sleep 3
  leader=$(metric "$edge" leader)
  say "     node $leader leads"
  kill_node "${leader:-1}"
  if wait "$writer"; then passed "the writer went on with another leader"; else failed "the writer goes on" "it ended"; fi
  sed 's/^/     /' "$work/writer"
  show bin/neurod --id "$leader" --config .playground/nodes.yaml ...
  start_neurod "${leader:-1}"
  show_line "KvDemo verify $raft_nodes acknowledged"
  if kv_demo verify "$raft_nodes" "$work/acknowledged" >"$work/verified" 2>&1; then
    passed "every acknowledged write is there"
  else
    failed "every acknowledged write is there" "some are lost"
  fi
  tail -n 3 "$work/verified" | sed 's/^/     /'
  keys=$(metric "$(edge_of "${leader:-1}")" keys)
  say "     the restarted node has $keys keys"
}

# Sixty visitors of a made-up site, each going through a section of it forwards or backwards.
made_up_log() {
  awk 'BEGIN {
    srand(7)
    print "time,client,key,size"
    for (visit = 0; visit < 900; visit++) {
      section = int(rand() * 6); page = int(rand() * 8); way = rand() < .5 ? 1 : 7
      for (i = 0; i < 10; i++) {
        printf "%d,visitor-%d,/s%d/p%d.html,9000\n", visit * 20 + i, visit % 60, section, page
        page = (page + way) % 8
      }
    }
  }'
}

demo_learner() {
  step "The learner, a process of its own, trains a GPT-2 on the first part of a log (made up, here)"
  export DJL_CACHE_DIR=$state/djl
  made_up_log >"$work/log.csv"
  show bin/neurod learn --trace .playground/work/log.csv --until 0.7 --out .playground/work/next.model --seconds 30
  if "$root/bin/neurod" learn --trace "$work/log.csv" --until 0.7 --out "$work/next.model" --seconds 30 \
    --steps 300 >"$work/learnt" 2>"$work/learn.log"; then
    passed "a model was written"
  else
    failed "a model is written" "$(tail -n 1 "$work/learn.log")"
    return
  fi
  sed 's/^/     /' "$work/learnt"

  step "How well it foretells the rest of that log, beside the predictors that need no training"
  show bin/neurod replay .playground/work/log.csv --predict --gpt .playground/work/next.model
  if "$root/bin/neurod" replay "$work/log.csv" --predict --gpt "$work/next.model" >"$work/table" 2>/dev/null; then
    passed "all were measured"
  else
    failed "all are measured" "$(tail -n 1 "$work/table")"
  fi
  sed 's/^/     /' "$work/table"

  step "The model becomes an object of the cache, the cluster agrees on its name, and every edge runs it"
  show bin/neuroctl predict activate .playground/work/next.model --endpoints "$raft_nodes" --edge "${edge#http://}"
  if "$root/bin/neuroctl" predict activate "$work/next.model" --endpoints "$raft_nodes" --edge "${edge#http://}" \
    >"$work/activated" 2>&1; then
    expect_model_everywhere
  else
    failed "the cluster agrees" "$(tail -n 1 "$work/activated")"
  fi
}

expect_model_everywhere() {
  local node running tries=100
  for node in $nodes; do
    running=''
    while [ "$tries" -gt 0 ]; do
      running=$(curl "$(edge_of "$node")/metrics.json" | sed -n 's/.*"model":"\([^"]*\)".*/\1/p')
      case $running in ranker+gpt-*) break ;; esac
      sleep 0.2
      tries=$((tries - 1))
    done
    case $running in
      ranker+gpt-*) passed "node $node predicts with $running" ;;
      *) failed "node $node predicts with the model" "$running" ;;
    esac
  done
}

demo_restart() {
  step "Killed without warning, the cache is warm when it comes back"
  kill_node 1
  show bin/neurod --id 1 --config .playground/nodes.yaml --origins .playground/origins.yaml --data-dir .playground/data-1 --slab-size 128m
  start_neurod 1
  ask "$edge/picture.png"
  expect_header "the picture is still in the cache" Cache-Status '; *hit'
}

demo() {
  demo_hits
  demo_ranges
  demo_revalidation
  demo_objects
  demo_protocols
  demo_collapsing
  demo_edges
  demo_purge
  demo_restart
  demo_leader
  if [ "$learn" = yes ]; then demo_learner; fi
}

next_steps() {
  cat <<TXT

${bold}It is all still running.${plain} What to try next:
   open $edge/ in a browser: a page that shows how each of its parts came
   curl -i '$edge/slow?ms=1500'        twice: 1.5 s, then at once
   curl -i $edge/language -H 'Accept-Language: de'
   curl $edge/metrics.json
   curl $origin/stats                        what the origin was asked
   tail -f .playground/neurod-?.log .playground/origin.log
   ./playground.sh stop
TXT
}

# ---- starting and ending

prepare() {
  local tool
  for tool in curl cksum nohup sed grep; do
    command -v "$tool" >/dev/null || die "this needs $tool, which is not installed"
  done
  JAVA_HOME=$("$root/bin/find-jdk") || exit 1
  export JAVA_HOME
  lib=$("$root/bin/find-jars") || exit 1
  if [ "$learn" = yes ]; then "$root/bin/find-jars" learner >/dev/null || exit 1; fi
  helper_options=(-XX:+UseSerialGC -Xmx64m --enable-native-access=ALL-UNNAMED
    -Dlogback.configurationFile=demo/logback.xml -cp "$lib/*")
  if any_running; then
    say "An earlier playground is still running: stopping it first."
    stop_all
  fi
  local node
  raft_nodes=''
  for node in $nodes; do
    require_free $((port + node - 1)) NEURO_PORT
    require_free $((raft_port + node - 1)) NEURO_RAFT_PORT
    raft_nodes=${raft_nodes:+$raft_nodes,}127.0.0.1:$((raft_port + node - 1))
  done
  require_free "$origin_port" NEURO_ORIGIN_PORT
  rm -rf "$state"/data-? "$state"/neurod-?.log "$state/work"
  mkdir -p "$state/work"
  # What every request here has in common, so that the commands shown are the commands run.
  work=$state/work
  printf 'silent\nshow-error\nmax-time = 60\nnoproxy = "*"\n' >"$work/.curlrc"
  export CURL_HOME=$work
  {
    echo 'nodes:'
    for node in $nodes; do
      printf '  - { id: %d, raft: "127.0.0.1:%d", edge: "127.0.0.1:%d" }\n' \
        "$node" $((raft_port + node - 1)) $((port + node - 1))
    done
  } >"$state/nodes.yaml"
  printf 'origins:\n  - { pattern: "**", origin: "%s" }\n' "$origin" >"$state/origins.yaml"
}

interrupted() {
  trap - INT TERM EXIT
  say
  say "Interrupted: stopping everything."
  stop_all
  exit 130
}

main() {
  local once=no argument
  learn=no
  for argument in "$@"; do
    case $argument in
      --once) once=yes ;;
      --learn) learn=yes ;;
      *) break ;;
    esac
    shift
  done
  case ${1:-} in
    '') ;;
    stop)
      if any_running; then
        stop_all
        say "The playground is stopped."
      else
        say "No playground is running."
      fi
      return
      ;;
    -h | --help)
      usage
      return
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  prepare
  trap interrupted INT TERM
  trap stop_all EXIT
  say "Starting the demo origin on $origin and three nodes, the first on $edge."
  start_origin
  start_cluster
  demo
  say
  if [ "$failures" -eq 0 ]; then
    say "${green}All $steps steps did what they should.${plain}"
  else
    say "${red}$failures expectations failed; the nodes' logs are .playground/neurod-?.log.${plain}"
  fi
  if [ "$once" = no ]; then
    trap - INT TERM EXIT
    next_steps
  fi
  [ "$failures" -eq 0 ]
}

main "$@"
