# Finds Java, builds and runs jars. Sourced by the scripts beside it; sets nothing but the functions below.

# jdk_version HOME: prints the feature version of the JDK in a folder (17, 25, ...), or nothing where there is none.
jdk_version() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# jdk_homes: prints the folders in which JDKs usually are, existing or not.
jdk_homes() {
  local java
  if java=$(command -v java); then
    dirname "$(dirname "$(readlink -f "$java")")"
  fi
  printf '%s\n' /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home
}

# newest_jdk: prints JAVA_HOME if it is set to a Java of at least 17, else the newest that is found; or nothing.
newest_jdk() {
  local home version best='' best_version=16
  if [ -n "${JAVA_HOME:-}" ]; then
    version=$(jdk_version "$JAVA_HOME")
    if [ "${version:-0}" -ge 17 ]; then
      echo "$JAVA_HOME"
      return
    fi
  fi
  while read -r home; do
    version=$(jdk_version "$home")
    if [ "${version:-0}" -gt "$best_version" ]; then
      best=$home
      best_version=$version
    fi
  done < <(jdk_homes)
  [ -z "$best" ] || echo "$best"
}

# jdk_of_version VERSION: prints the folder of a JDK of this feature version in one of the usual places, or nothing.
jdk_of_version() {
  local home
  while read -r home; do
    if [ "$(jdk_version "$home")" = "$1" ]; then
      echo "$home"
      return
    fi
  done < <([ -z "${JAVA_HOME:-}" ] || echo "$JAVA_HOME"; jdk_homes)
}

# has_jdk25: succeeds if a JDK 25, with its compiler, is in one of the usual places.
has_jdk25() {
  local home
  while read -r home; do
    [ "$(jdk_version "$home")" = 25 ] && [ -x "$home/bin/javac" ] && return 0
  done < <([ -z "${JAVA_HOME:-}" ] || echo "$JAVA_HOME"; jdk_homes)
  return 1
}

# maven ARGUMENTS: runs Maven, without the Vector API part and its tests where there is no JDK 25.
maven() {
  if ! command -v mvn >/dev/null; then
    echo "mvn is not installed; install Maven 3.8.5 or newer" >&2
    return 1
  fi
  if has_jdk25; then
    mvn "$@"
  else
    echo "No JDK 25 here: leaving out the SIMD kernels and their tests. Everything else is built with $(command -v javac || echo 'the JDK of Maven')." >&2
    mvn -Dannoy.jdk17only "$@"
  fi
}

# up_to_date JAR ROOT: succeeds if no source of any module is newer than a jar.
up_to_date() {
  [ -z "$(find "$2" -maxdepth 2 -name pom.xml -newer "$1" -print -quit)" ] &&
    [ -z "$(find "$2"/*/src/main -type f -newer "$1" -print -quit)" ]
}

# java_home NAME: prints the folder of the newest Java, or says that there is none.
java_home() {
  local home
  home=$(newest_jdk)
  if [ -z "$home" ]; then
    echo "$1: no Java of at least 17 found; install one or set JAVA_HOME" >&2
    return 1
  fi
  echo "$home"
}

# run_jar NAME ROOT MODULE JAR ARGUMENTS: replaces the shell by a module's runnable jar, built first where it is missing
# or, if Maven is there, older than the sources.
# NAME begins messages. On a JDK of at least 25 the Vector API is switched on. ANNOY_JAVA_OPTS holds further options.
run_jar() {
  local name=$1 root=$2 module=$3 jar=$2/$3/target/$4 home log
  local -a options=()
  shift 4
  if [ ! -f "$jar" ] || { command -v mvn >/dev/null && ! up_to_date "$jar" "$root"; }; then
    echo "$name: building $jar, as it is missing or older than its sources ..." >&2
    log=$(mktemp)
    if ! (cd "$root" && maven -B -DskipTests -Dspotless.check.skip -pl "$module" -am package) >"$log" 2>&1; then
      grep -E 'ERROR|not installed' "$log" | head -20 >&2
      echo "$name: the build failed; the whole of what it said is in $log" >&2
      return 1
    fi
    rm -f "$log"
    touch "$jar" # Maven leaves a jar alone that would be the same
  fi
  home=$(java_home "$name") || return 1
  if [ "$(jdk_version "$home")" -ge 25 ] && grep -q 'jdk\.incubator\.vector' "$home/release"; then
    options+=(--add-modules jdk.incubator.vector)
  fi
  if [ -t 2 ]; then
    options+=(-Dannoy.terminal=true)
  fi
  # shellcheck disable=SC2086 # several options may be in ANNOY_JAVA_OPTS
  exec "$home/bin/java" "${options[@]}" ${ANNOY_JAVA_OPTS:-} -jar "$jar" "$@"
}
