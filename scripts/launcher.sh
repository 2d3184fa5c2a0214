#!/bin/sh
# Runs Sleeper's command line. Written by ./quickstart; run that again when the JDK or .venv/ has moved.
java='@JAVA@'
jar='@JAR@'
if [ ! -x "$java" ] || [ ! -f "$jar" ]; then
  echo "sleeper: $java or $jar is gone: run ./quickstart again" >&2
  exit 1
fi
# A command lives for a moment, so its classes come from an archive made at the first call and it compiles little; a
# server lives long.
command='' value_of=''
for argument in "$@"; do
  case "$value_of$argument" in
    --instance|--root|--url|--token) value_of="$argument " ;;
    "$argument") case "$argument" in -*) ;; *) command=$argument; break ;; esac ;;
    *) value_of='' ;;
  esac
done
case "$command" in
  server) set -- -XX:+ExitOnOutOfMemoryError -jar "$jar" "$@" ;;
  *) set -- -XX:+AutoCreateSharedArchive -XX:SharedArchiveFile="${jar%.jar}.jsa" -Xlog:cds=off -Xlog:cds+dynamic=off \
      -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$jar" "$@" ;;
esac
exec "$java" --enable-native-access=ALL-UNNAMED "$@"
