#!/usr/bin/env bash
# Hits a second of one node of a three-node cluster, without and with placements going through Raft
# at the same time, and the CPU time of each node. Prints a table in Markdown.
#
#   docs/benchmarks/placements.sh [ROUNDS]      (default 3; needs wrk and curl)
#
# environment: RATE (10000 placements a second)  SECONDS_EACH (10)  WARMUP (20)
#
# Two daemons, and a third member that tells of objects in batches of 1,000 and has no edge
# (PlacementLoad, in neurod's tests). Rounds alternate, so that a change in the machine's speed meets
# both.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-3}
rate=${RATE:-10000}
seconds=${SECONDS_EACH:-10}
warmup=${WARMUP:-20}
base=23500
work=$(mktemp -d)
JAVA_HOME=$(bin/find-jdk)
export JAVA_HOME
pids=()
cleanup() {
  local p
  for p in ${pids[@]+"${pids[@]}"}; do kill "$p" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

[ -d neurod/target/test-classes ] || { echo "build first: ./mvnw -pl neurod -am verify -DskipITs" >&2; exit 1; }
jars=$(NEURO_BUILD=never bin/find-jars neurod)

{
  echo "nodes:"
  for i in 1 2 3; do echo "  - { id: $i, raft: \"127.0.0.1:$((base + i))\", edge: \"127.0.0.1:$((base + 10 + i))\" }"; done
} >"$work/nodes.yaml"
for i in 1 2; do
  NEURO_BUILD=never bin/neurod --id "$i" --config "$work/nodes.yaml" --data-dir "$work/$i" --slab-size 64m 2>"$work/$i.log" &
  pids[i]=$!
done
coproc LOAD { exec "$JAVA_HOME/bin/java" -Xmx256m --enable-native-access=ALL-UNNAMED \
  -cp "neurod/target/test-classes:$jars/*" io.neurocache.neurod.PlacementLoad 3 "$work/3" \
  "127.0.0.1:$((base + 1))" "127.0.0.1:$((base + 2))" "127.0.0.1:$((base + 3))" 2>"$work/3.log"; }
pids[3]=$LOAD_PID
exec 3<&"${LOAD[0]}" 4>&"${LOAD[1]}"
url=http://127.0.0.1:$((base + 11))/cache/one
for _ in $(seq 300); do
  curl -fs "http://127.0.0.1:$((base + 11))/health" >/dev/null 2>&1 && break
  sleep 0.2
done
head -c 1024 /dev/zero | curl -fsS -X PUT --data-binary @- -H 'Content-Type: text/plain' "$url"

leader=$(curl -fsS "http://127.0.0.1:$((base + 11))/metrics.json" | grep -o '"leader":[0-9]*' | cut -d: -f2)
# user + system time in ms
cpu() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print int(($12 + $13) * 1000 / hz) }' "/proc/$1/stat"; }
set_rate() { echo "$1" >&4; read -r line <&3; }

set_rate "$rate"
wrk -t1 -c32 -d"${warmup}s" "$url" >/dev/null
set_rate 0
echo "node 1 serves the hits, node $leader leads, node 3 is the load"
echo
echo "| placements/s | told/s | hits/s | p99 | CPU node 1 | node 2 | node 3 |"
echo "|---|---|---|---|---|---|---|"
for _ in $(seq "$rounds"); do
  for r in 0 "$rate"; do
    set_rate "$r"
    before=("$(cpu "${pids[1]}")" "$(cpu "${pids[2]}")" "$(cpu "${pids[3]}")")
    wrk -t1 -c32 -d"${seconds}s" --latency "$url" >"$work/wrk"
    after=("$(cpu "${pids[1]}")" "$(cpu "${pids[2]}")" "$(cpu "${pids[3]}")")
    set_rate 0
    told=$(echo "$line" | cut -d' ' -f2)
    [ "$(echo "$line" | cut -d' ' -f4)" = 0 ] || { echo "refused: $line"; grep -m1 Failed "$work/3.log" || true; } >&2
    hits=$(awk '/Requests\/sec/ { print int($2) }' "$work/wrk")
    p99=$(awk '$1 == "99%" { print $2 }' "$work/wrk")
    printf '| %s | %s | %s | %s |' "$r" "$((told / seconds))" "$hits" "$p99"
    for i in 0 1 2; do printf ' %s ms/s |' "$(((after[i] - before[i]) / seconds))"; done
    echo
  done
done
