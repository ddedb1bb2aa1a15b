#!/bin/sh
# Runs a command and ends it when standard input ends, so that nothing outlives the JVM that started it, however that died.
exec 3<&0
setsid "$@" </dev/null 3<&- &
child=$!
(
  cat <&3 >/dev/null
  kill -TERM -"$child" 2>/dev/null
  n=0
  while kill -0 "$child" 2>/dev/null && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
  kill -KILL -"$child" 2>/dev/null
) &
exec 3<&-
wait "$child"
