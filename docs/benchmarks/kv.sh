#!/usr/bin/env bash
# Puts and gets a second, latency and CPU time of the server per operation: neurod beside SOFAJRaft,
# etcd and redis-server, one after the other in one run. Prints a table in Markdown.
#
#   docs/benchmarks/kv.sh [LOAD...]      (default: all that are below; needs etcd, redis-server, curl)
#
#   put1 put3   puts, 16 connections with 64 under way each, 1 or 3 nodes
#   open1       puts offered at RATE a second whatever comes back, 16 connections, 1 node: latency
#               counts from the time at which each put was due
#   one1 one3   puts, 100 connections with 1 under way each
#   get1        linearizable gets, 16 connections with 64 under way each
#   many1       10,000 connections, 100 of which offer MANY_RATE puts a second; neurod alone
#
# environment: ROUNDS (1)  SECONDS_EACH (8)  WARMUP (10)  RATE (100000)  MANY_RATE (10000)
#              SERVERS ("neurod jraft redis etcd")  WORK (a new folder under /tmp: on the disk to measure)
#
# Every server of a round is started anew, warmed up and stopped; etcd and redis have their Debian
# defaults but for syncing every write (appendfsync always; etcd does by itself). CPU time is that of
# all nodes together.
set -euo pipefail
cd "$(dirname "$0")/../.."
loads=${*:-put1 open1 one1 get1 many1 put3 one3}
rounds=${ROUNDS:-1}
seconds=${SECONDS_EACH:-8}
warmup=${WARMUP:-10}
rate=${RATE:-100000}
many_rate=${MANY_RATE:-10000}
servers=${SERVERS:-neurod jraft redis etcd}
base=23100
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
JAVA_HOME=$(bin/find-jdk)
export JAVA_HOME
bench=bench/target/bench/lib
# The generator's young generation holds a run's garbage: its own pauses would count as the server's.
load_options='-XX:+UseSerialGC -Xms1g -Xmx1g -Xmn900m -XX:+AlwaysPreTouch --enable-native-access=ALL-UNNAMED'
pids=()

# A process that does not end by itself within 5 s is killed.
stop() {
  local pid
  for pid in ${pids[@]+"${pids[@]}"}; do kill "$pid" 2>/dev/null || true; done
  for _ in $(seq 50); do
    local alive=
    for pid in ${pids[@]+"${pids[@]}"}; do if kill -0 "$pid" 2>/dev/null; then alive=1; fi; done
    [ -n "$alive" ] || break
    sleep 0.1
  done
  for pid in ${pids[@]+"${pids[@]}"}; do kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  pids=()
  rm -rf "$work/data"
}
trap 'stop; [ -n "${WORK:-}" ] || rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

[ -d "$bench" ] || ./mvnw -B -ntp -q -pl bench package -DskipTests -Dspotless.check.skip=true
bin/find-jars neurod >/dev/null

port() { echo $((base + $1)); }
list() { # nodes suffix -> 127.0.0.1:PORT,...
  local all='' node
  for node in $(seq "$1"); do all=$all${all:+,}127.0.0.1:$(port "$node"); done
  echo "$all"
}

start_neurod() {
  local node
  {
    echo nodes:
    for node in $(seq "$1"); do
      echo "  - { id: $node, raft: \"127.0.0.1:$(port "$node")\", edge: \"127.0.0.1:$(port $((node + 50)))\" }"
    done
  } >"$work/data/nodes.yaml"
  for node in $(seq "$1"); do
    bin/neurod --id "$node" --config "$work/data/nodes.yaml" --data-dir "$work/data/$node" --slab-size 64m \
      >"$work/neurod-$node.log" 2>&1 &
    pids+=($!)
  done
}
start_jraft() {
  local node ports=''
  for node in $(seq "$1"); do ports=$ports${ports:+,}$(port "$node"); done
  for node in $(seq "$1"); do
    "$JAVA_HOME/bin/java" -Xms512m -Xmx1g -cp "$bench/*" io.neurocache.bench.jraft.JRaftServer \
      "$work/data/$node" "$(port "$node")" "$ports" >"$work/jraft-$node.log" 2>&1 &
    pids+=($!)
  done
}
start_redis() {
  redis-server --port "$(port 1)" --bind 127.0.0.1 --dir "$work/data" --appendonly yes --appendfsync always \
    --save '' >"$work/redis.log" 2>&1 &
  pids+=($!)
}
start_etcd() {
  local node cluster=''
  for node in $(seq "$1"); do cluster=$cluster${cluster:+,}n$node=http://127.0.0.1:$(port $((node + 50))); done
  for node in $(seq "$1"); do
    etcd --name "n$node" --data-dir "$work/data/$node" --initial-cluster "$cluster" --log-level error \
      --listen-client-urls "http://127.0.0.1:$(port "$node")" --quota-backend-bytes 8000000000 \
      --advertise-client-urls "http://127.0.0.1:$(port "$node")" \
      --listen-peer-urls "http://127.0.0.1:$(port $((node + 50)))" \
      --initial-advertise-peer-urls "http://127.0.0.1:$(port $((node + 50)))" >"$work/etcd-$node.log" 2>&1 &
    pids+=($!)
  done
}
# etcd's own words say who leads; the others are asked by the load generator.
etcd_leader() {
  local node status
  for _ in $(seq 150); do
    for node in $(seq "$1"); do
      status=$(curl -s -m 2 -d '{}' "http://127.0.0.1:$(port "$node")/v3/maintenance/status" || true)
      local me leads
      me=$(sed -n 's/.*"member_id":"\([0-9]*\)".*/\1/p' <<<"$status")
      leads=$(sed -n 's/.*"leader":"\([0-9]*\)".*/\1/p' <<<"$status")
      if [ -n "$me" ] && [ "$me" = "$leads" ]; then
        echo "127.0.0.1:$(port "$node")"
        return
      fi
    done
    sleep 0.2
  done
  echo "etcd has no leader" >&2
  return 1
}
redis_ready() {
  for _ in $(seq 100); do
    if redis-cli -p "$(port 1)" ping >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  echo "redis does not answer" >&2
  return 1
}

measure() { # load server nodes
  local target=$2 at options line all
  case $2 in
    neurod | jraft) target=neuro at=$(list "$3") ;;
    redis) redis_ready && at=$(list 1) ;;
    etcd) at=$(etcd_leader "$3") ;;
  esac
  case $1 in
    put*) options="op=put connections=16 inflight=64" ;;
    open*) options="op=put connections=16 rate=$rate" ;;
    one*) options="op=put connections=100 inflight=1" ;;
    get*) options="op=get connections=16 inflight=64" ;;
    many*) options="op=put connections=100 rate=$many_rate silent=9900" ;;
  esac
  # Compilers are done after a number of requests, not after a time.
  case $2-$1 in
    neurod-one* | jraft-one*) options="$options warmops=40000" ;;
    neurod-*3 | jraft-*3) options="$options warmops=150000" ;;
    neurod-* | jraft-*) options="$options warmops=400000" ;;
  esac
  all=$(IFS=,; echo "${pids[*]}")
  case $1 in get*) # What is read has to be there.
    # shellcheck disable=SC2086 # options are words
    timeout 120 "$JAVA_HOME/bin/java" $load_options -cp "$bench/*" \
      io.neurocache.bench.Load target="$target" servers="$at" op=put keys=20000 warmup=0 warmops=200000 seconds=1 >/dev/null || true ;;
  esac
  # shellcheck disable=SC2086 # options are words
  if line=$(timeout $((warmup + seconds + 120)) "$JAVA_HOME/bin/java" $load_options \
    -cp "$bench/*" io.neurocache.bench.Load target=$target servers="$at" $options \
    keys=20000 warmup="$warmup" seconds="$seconds" pids="$all" 2>"$work/load.log"); then
    awk -v l="$1" -v s="$2" -v r="$round" -v load="$(cut -d' ' -f1 /proc/loadavg)" '{
      for (i = 1; i <= NF; i++) { split($i, f, "="); v[f[1]] = f[2] }
      printf "| %s | %s | %d | %d | %.2f | %.2f | %.2f | %.1f | %d | %d | %s%s |\n", l, s, r, v["ops_s"], v["p50_ms"],
        v["p99_ms"], v["p999_ms"], v["cpu_us"], v["rss_anon_mib"], v["errors"], load,
        ("kib_a_silent" in v) ? "; " v["kib_a_silent"] " KiB a silent connection" : ""
    }' <<<"$line"
  else
    echo "| $1 | $2 | $round | failed: $(head -c 200 "$work/load.log" | tr '\n' ' ') | | | | | | | |"
  fi
}

echo "| load | server | round | ops/s | p50 ms | p99 ms | p99.9 ms | server CPU us/op | RssAnon MiB | errors | load average |"
echo "|---|---|---|---|---|---|---|---|---|---|---|"
for round in $(seq "$rounds"); do
  for load in $loads; do
    nodes=${load: -1}
    for server in $servers; do
      case $server-$load in
        redis-*3 | redis-many* | jraft-many* | etcd-many*) continue ;;
      esac
      mkdir -p "$work/data"
      "start_$server" "$nodes"
      measure "$load" "$server" "$nodes"
      stop
    done
  done
done
