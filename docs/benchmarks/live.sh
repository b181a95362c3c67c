#!/usr/bin/env bash
# Three nodes serve the clients of a recorded log: with pre-loading off, thrifty, normal, and thrifty while a learner
# trains beside them, in turns.
#
#   docs/benchmarks/live.sh TRACE.csv.gz [REQUESTS] [RATE] [ROUNDS]     (default 30000, 300 a second, 2; needs python3)
#
#   MODES="off thrifty normal learner"       which of them, in this order
#   SLAB=8m EVICTION=lru ORIGIN_DELAY=0.02   what the nodes start with, and how slow the origin is, in seconds
#
# A line for each run: what clients saw, what the origin sent, what pre-loading did (all nodes together), the
# memory of a node that belongs to it alone, and that of the learner at its peak.
set -euo pipefail
cd "$(dirname "$0")/../.."
trace=$1 requests=${2:-30000} rate=${3:-300} rounds=${4:-2}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
ports=(19401 19402 19403)
origin=19400

{
  echo "nodes:"
  for node in 1 2 3; do
    echo "  - { id: $node, raft: \"127.0.0.1:1941$node\", edge: \"127.0.0.1:${ports[node - 1]}\" }"
  done
} >"$work/nodes.yaml"
printf 'origins:\n  - { pattern: "**", origin: "http://127.0.0.1:%s" }\n' "$origin" >"$work/origins.yaml"

until_up() { # PORT PATH
  for _ in $(seq 150); do curl -sfo /dev/null "http://127.0.0.1:$1$2" && return; sleep 0.2; done
  echo "nothing answers on port $1" >&2
  exit 1
}

nodes_report() { # of all nodes: the sums that matter, and the private memory of the largest
  for port in "${ports[@]}"; do curl -s "http://127.0.0.1:$port/metrics.json"; echo; done | python3 -c '
import json, sys
nodes = [json.loads(line) for line in sys.stdin]
total = lambda name: sum(node["predict"][name] for node in nodes)
preloads, used, late, unused = (total(name) for name in ("preloads", "preload_hits", "preload_late", "preload_unused"))
print(json.dumps({
    "preloads": preloads, "used": used, "late": late, "unused": unused,
    "precision": round((used + late) / max(1, used + late + unused), 3),
    "dropped_events": total("events_dropped"),
    "node_private_mb": max(node["process"]["rss_anon_bytes"] for node in nodes) >> 20}))'
}

run() { # NAME PRELOAD yes|no (a learner beside it)
  local pids=() node learner_kb=0
  rm -rf "$work"/node-*
  python3 docs/benchmarks/live/origin.py "$trace" "$origin" "${ORIGIN_DELAY:-0.02}" 86400 &
  pids+=($!)
  for node in 1 2 3; do
    bin/neurod --id "$node" --config "$work/nodes.yaml" --origins "$work/origins.yaml" --data-dir "$work/node-$node" \
      --slab-size "${SLAB:-8m}" --eviction "${EVICTION:-lru}" --preload "$2" 2>"$work/log-$node" &
    pids+=($!)
  done
  until_up "$origin" /count
  for port in "${ports[@]}"; do until_up "$port" /health; done
  sleep 3
  if [ "$3" = yes ]; then
    bin/neurod learn --trace "$trace" --until 0.5 --out "$work/model" --seconds 600 --steps 1000000 \
      >/dev/null 2>"$work/learn.log" &
    pids+=($!)
    local learner=$!
    sleep 10
  fi
  python3 docs/benchmarks/live/clients.py "$trace" "$(IFS=,; echo "${ports[*]}")" "$rate" "$requests" >"$work/clients"
  if [ "$3" = yes ]; then
    learner_kb=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$learner/status")
  fi
  echo "$1 $(cat "$work/clients") origin: $(curl -s "http://127.0.0.1:$origin/count") $(nodes_report)" \
    "learner_mb: $((learner_kb >> 10))"
  kill "${pids[@]}"
  wait "${pids[@]}" 2>/dev/null || true
}

for _ in $(seq "$rounds"); do
  for mode in ${MODES:-off thrifty normal learner}; do
    case $mode in
      learner) run thrifty+learner thrifty yes ;;
      *) run "$mode" "$mode" no ;;
    esac
  done
done
