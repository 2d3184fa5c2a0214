# shellcheck shell=bash disable=SC2034
# Finds what Sleeper is built and run with, or ends the script with one line: what is missing, and how to get it.
# Sourced by ./quickstart and ./run-tests; bash 3.2 (that of macOS) is enough.

OLDEST_JDK=21

missing() {
  printf 'sleeper: %s\n' "$1" >&2
  exit 1
}

# The major version of the JDK at a directory; nothing when there is no compiler.
jdk_major() {
  if [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ]; then
    "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p' | head -n 1
  fi
}

# What the user points at: JAVA_HOME, then every javac on PATH (asked for its home, as it may be a link or a shim).
chosen_jdks() {
  printf '%s\n' "${JAVA_HOME:-}"
  type -ap javac | while IFS= read -r javac; do
    "$javac" -J-XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' || true
  done
}

# Where installers put JDKs.
usual_jdks() {
  ls -d /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/java/* \
    "${HOME:-/}"/.jdks/* "${HOME:-/}"/.sdkman/candidates/java/* \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    2>/dev/null || true
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$OLDEST_JDK+" 2>/dev/null || true
  fi
}

# Sets and exports JAVA_HOME: the first JDK that the user chose and that is new enough, else the newest of the usual places.
find_jdk() {
  local home major found='' newest=$((OLDEST_JDK - 1))
  while IFS= read -r home; do
    major=$(jdk_major "$home")
    if [ "${major:-0}" -ge "$OLDEST_JDK" ]; then
      export JAVA_HOME=$home
      return
    fi
  done < <(chosen_jdks)
  while IFS= read -r home; do
    major=$(jdk_major "$home")
    if [ "${major:-0}" -gt "$newest" ]; then
      newest=$major
      found=$home
    fi
  done < <(usual_jdks)
  [ -n "$found" ] || missing "no JDK of $OLDEST_JDK or newer found: install one (Ubuntu, Debian 13: apt install openjdk-21-jdk; \
macOS: brew install openjdk; anywhere: sdk install java) or set JAVA_HOME to yours"
  export JAVA_HOME=$found
}

# Where installers put Maven.
usual_mvns() {
  ls -d "${HOME:-/}/.sdkman/candidates/maven/current/bin/mvn" /opt/*maven*/bin/mvn /usr/share/maven/bin/mvn \
    /opt/homebrew/bin/mvn /usr/local/bin/mvn 2>/dev/null || true
}

# Sets MVN.
find_mvn() {
  local candidate
  while IFS= read -r candidate; do
    if [ -x "$candidate" ]; then
      MVN=$candidate
      return
    fi
  done < <(type -p mvn || true; usual_mvns)
  missing "mvn (Maven) not found: install it (Debian, Ubuntu: apt install maven; macOS: brew install maven; \
anywhere: sdk install maven) and put it on PATH"
}

pythons() {
  local minor
  type -ap python3 || true
  for minor in 13 12 11 10 9 8 7; do
    type -ap "python3.$minor" || true
  done
  usual_pythons
}

# Where installers put Python.
usual_pythons() {
  ls -d /opt/homebrew/bin/python3 /usr/local/bin/python3 /usr/bin/python3 2>/dev/null || true
}

# Sets PYTHON to the first Python 3 of at least the given minor version that can make virtual environments.
find_python() {
  local oldest=$1 candidate without_venv=''
  while IFS= read -r candidate; do
    if "$candidate" -c "import sys; sys.exit(sys.version_info < (3, $oldest))" >/dev/null 2>&1; then
      if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        PYTHON=$candidate
        return
      fi
      without_venv=${without_venv:-$candidate}
    fi
  done < <(pythons)
  [ -z "$without_venv" ] || missing "$without_venv cannot make virtual environments: install its venv module \
(Debian, Ubuntu: apt install python3-venv)"
  missing "no Python of 3.$oldest or newer found: install one (Debian, Ubuntu: apt install python3 python3-venv; \
macOS: brew install python) and put it on PATH"
}
