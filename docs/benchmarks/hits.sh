#!/usr/bin/env bash
# CPU seconds of the server per 100,000 hits: neurod beside nginx proxy_cache and Varnish, in one run.
#
#   docs/benchmarks/hits.sh [ROUNDS]        (default 3; needs nginx, varnishd, wrk, h2load and curl)
#
# Every server has the same origin (a static nginx) and is warmed before it is measured; rounds
# alternate between the servers, so that a change in the machine's speed meets all of them.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-3}
work=$(mktemp -d)
chmod 755 "$work"
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

mkdir -p "$work/site" "$work/cache" "$work/tmp"
chmod -R 777 "$work"
head -c 1024 /dev/urandom >"$work/site/1k"
head -c 65536 /dev/urandom >"$work/site/64k"

nginx_common="worker_processes 2; daemon off; error_log /dev/null; events { worker_connections 4096; }"
cat >"$work/origin.conf" <<E1
$nginx_common
pid $work/origin.pid;
http { access_log off; server { listen 127.0.0.1:19300; root $work/site; add_header Cache-Control "max-age=86400"; } }
E1
cat >"$work/nginx.conf" <<E2
$nginx_common
pid $work/nginx.pid;
http {
  access_log off; sendfile off; tcp_nopush on; keepalive_requests 10000000; keepalive_timeout 300;
  open_file_cache max=1000 inactive=300s; open_file_cache_valid 300s;
  proxy_cache_path $work/cache keys_zone=c:16m max_size=1g use_temp_path=off;
  server { listen 127.0.0.1:19301; listen 127.0.0.1:19311 http2; http2_max_requests 10000000;
    location / { proxy_pass http://127.0.0.1:19300; proxy_cache c; proxy_http_version 1.1; } }
}
E2
cat >"$work/default.vcl" <<'E3'
vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "19300"; }
E3
printf 'origins:\n  - { pattern: "**", origin: "http://127.0.0.1:19300" }\n' >"$work/origins.yaml"

nginx -c "$work/origin.conf" -p "$work" &
nginx -c "$work/nginx.conf" -p "$work" &
varnishd -F -a 127.0.0.1:19302 -f "$work/default.vcl" -n "$work/varnish" -s malloc,512m \
  -p feature=+http2 -p thread_pools=2 -p thread_pool_min=100 -T none >/dev/null 2>&1 &
bin/neurod --edge-listen 127.0.0.1:19303 --raft-listen 127.0.0.1:0 --origins "$work/origins.yaml" --data-dir "$work/data" \
  --slab-size 512m 2>"$work/neurod.log" &
neurod=$!
for port in 19300 19301 19302 19303; do
  for _ in $(seq 100); do curl -so /dev/null "http://127.0.0.1:$port/1k" && break; sleep 0.2; done
done

pids() { # the processes of a server
  case $1 in
    nginx) pgrep -P "$(cat "$work/nginx.pid")" ;;
    varnish) pgrep -f "varnishd.*19302" ;;
    neurod) echo "$neurod" ;;
  esac
}
ticks() { # user and system time of a server's processes, in clock ticks
  for pid in $(pids "$1"); do awk '{print $14 + $15}' "/proc/$pid/stat"; done | awk '{s += $1} END {print s}'
}
port() { case $1-$2 in nginx-h2c) echo 19311 ;; nginx-*) echo 19301 ;; varnish-*) echo 19302 ;; *) echo 19303 ;; esac; }

load() { # server protocol path requests -> requests done
  local url
  url="http://127.0.0.1:$(port "$1" "$2")/$3"
  if [ "$2" = h2c ]; then
    h2load -n "$4" -c 8 -m 16 -t 1 "$url" | sed -n 's/.* \([0-9]*\) succeeded.*/\1/p'
  else
    wrk -t 1 -c 64 -d "$5s" "$url" | sed -n 's/^ *\([0-9]*\) requests in.*/\1/p'
  fi
}

for protocol in h1 h2c; do
  for size in 1k 64k; do
    amount=$([ $size = 1k ] && echo 200000 || echo 60000)
    for server in nginx varnish neurod; do load $server $protocol $size "$amount" 10 >/dev/null; done
    for round in $(seq "$rounds"); do
      for server in nginx varnish neurod; do
        before=$(ticks $server)
        started=$(date +%s.%N)
        done_=$(load $server $protocol $size $((amount / 2)) 5)
        ended=$(date +%s.%N)
        after=$(ticks $server)
        awk -v s=$server -v p=$protocol -v z=$size -v r="$round" -v t=$((after - before)) -v n="$done_" \
          -v w="$(echo "$ended - $started" | bc)" -v hz="$(getconf CLK_TCK)" \
          'BEGIN {printf "%-4s %-4s round %d  %-8s %6.2f CPU s/100k  %7.0f requests/s\n", p, z, r, s, t / hz / n * 100000, n / w}'
      done
    done
  done
done
