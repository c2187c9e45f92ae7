# Finds Java, builds and runs jars. Sourced by the scripts beside it; defines functions and the variables java_*.

# Starting a process takes some milliseconds, and a command line is started often: what runs at each start uses builtins.

# read_release HOME: sets java_release to the version of the JDK in a folder (25.0.3) and java_version to its first number,
# both empty if there is no JDK.
read_release() {
  local line
  java_release='' java_version=''
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=\"*)
        line=${line#*\"}
        java_release=${line%%\"*}
        java_version=${java_release%%[!0-9]*}
        return 0
        ;;
    esac
  done <"$1/release"
}

# list_homes: sets java_homes to the folders where JDKs usually are; not all of them exist.
list_homes() {
  local java
  java_homes=(/usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*
    /Library/Java/JavaVirtualMachines/*/Contents/Home)
  if java=$(command -v java); then
    java=$(readlink -f "$java")
    java_homes=("${java%/bin/java}" "${java_homes[@]}")
  fi
}

# find_java NAME: sets java_home to JAVA_HOME if that is a Java of at least 17, else to the newest that is found, and
# java_release and java_version to its versions. NAME begins the message if there is none.
find_java() {
  local home best=''
  java_options=()
  if [ -n "${JAVA_HOME:-}" ]; then
    read_release "$JAVA_HOME"
    if [ "${java_version:-0}" -ge 17 ]; then
      java_home=$JAVA_HOME
      return 0
    fi
  fi
  java_home=''
  list_homes
  for home in "${java_homes[@]}"; do
    read_release "$home"
    if [ "${java_version:-0}" -ge 17 ] && [ "$java_version" -gt "${best:-0}" ]; then
      java_home=$home
      best=$java_version
    fi
  done
  if [ -z "$java_home" ]; then
    echo "$1: no Java of at least 17 found; install one or set JAVA_HOME" >&2
    return 1
  fi
  read_release "$java_home"
}

# java_home NAME: prints the folder of the Java that find_java finds.
java_home() {
  find_java "$1" && echo "$java_home"
}

# jdk_of_version VERSION: prints the folder of a JDK of this version in one of the usual places, or nothing.
jdk_of_version() {
  local home
  list_homes
  for home in ${JAVA_HOME:+"$JAVA_HOME"} "${java_homes[@]}"; do
    read_release "$home"
    if [ "$java_version" = "$1" ]; then
      echo "$home"
      return
    fi
  done
}

# has_jdk25: succeeds if a JDK 25, with its compiler, is in one of the usual places.
has_jdk25() {
  local home
  list_homes
  for home in ${JAVA_HOME:+"$JAVA_HOME"} "${java_homes[@]}"; do
    read_release "$home"
    [ "$java_version" = 25 ] && [ -x "$home/bin/javac" ] && return 0
  done
  return 1
}

# maven ARGUMENTS: runs Maven, without the Vector API part and its tests if there is no JDK 25.
maven() {
  if ! command -v mvn >/dev/null; then
    echo "mvn is not installed; install Maven 3.8.5 or newer" >&2
    return 1
  fi
  if has_jdk25; then
    mvn "$@"
  else
    echo "No JDK 25 here: building without the SIMD kernels and their tests, with $(command -v javac || echo 'the JDK of Maven')." >&2
    mvn -Dannoy.jdk17only "$@"
  fi
}

# up_to_date JAR ROOT: succeeds if no source of any module is newer than a jar.
up_to_date() {
  [ -z "$(find "$2"/pom.xml "$2"/*/pom.xml "$2"/*/src/main -type f -newer "$1" -print -quit)" ]
}

# build_jar NAME ROOT MODULE JAR: builds a module's runnable jar if it is missing or, with Maven installed, older than the
# sources. NAME begins messages.
build_jar() {
  local log
  if [ -f "$4" ] && { ! command -v mvn >/dev/null || up_to_date "$4" "$2"; }; then
    return 0
  fi
  echo "$1: building $4, which is missing or older than its sources ..." >&2
  log=$(mktemp)
  if ! (cd "$2" && maven -B -DskipTests -Dspotless.check.skip -pl "$3" -am package) >"$log" 2>&1; then
    grep -E 'ERROR|not installed' "$log" | head -20 >&2
    echo "$1: the build failed; its log is $log" >&2
    return 1
  fi
  rm -f "$log"
  touch "$4" # Maven does not rewrite a jar whose content is the same
}

# The functions below add to java_options what run_java starts java_home with.

# use_vector_module: switches the Vector API on, on a JDK of at least 25, for SIMD kernels. Java then warns at its start
# that it uses an incubator module.
use_vector_module() {
  if [ "$java_version" -ge 25 ] && grep -q 'jdk\.incubator\.vector' "$java_home/release"; then
    java_options+=(--add-modules jdk.incubator.vector)
  fi
}

# use_brief_options: chooses what costs least in a process that ends within a second: the quick compiler only, the serial
# collector, no file of performance counters, and scalar kernels, as the Vector API is slow until the optimizing compiler
# has seen it. Since JDK 18 reflection makes a class for each method that it calls, but with useNativeAccessorOnly.
use_brief_options() {
  java_options+=(-XX:+IgnoreUnrecognizedVMOptions -XX:TieredStopAtLevel=1 -XX:-UsePerfData)
  java_options+=(-Djdk.reflect.useNativeAccessorOnly=true -Dannoy.kernel=scalar)
  # Java refuses to start with two collectors.
  case "${ANNOY_JAVA_OPTS:-} ${JDK_JAVA_OPTIONS:-} ${JAVA_TOOL_OPTIONS:-} ${_JAVA_OPTIONS:-}" in
    *-XX:+Use*GC*) ;;
    *) java_options+=(-XX:+UseSerialGC) ;;
  esac
}

# use_class_archive JAR TRAINING: has Java map the classes of a jar from an archive (class data sharing) instead of reading
# and verifying them at each start. TRAINING is a class of the jar whose main method uses what is worth archiving. The
# archive is made once for each jar and Java, in the folder of the jar or, if that is read-only, in the user's cache
# folder. If that fails, an empty file prevents further attempts. The archive is written under another name and renamed,
# which allows processes to start at the same time. Java itself checks that an archive fits, and ignores it otherwise.
use_class_archive() {
  local name folder archive made
  local -a quiet=(-Xshare:auto '-Xlog:cds*=off')
  if [ "$java_version" -ge 24 ]; then
    quiet+=('-Xlog:aot*=off')
  fi
  name=classes-$java_release${java_home//\//+}.jsa
  folder=${1%/*}
  if [ ! -e "$folder/$name" ] && [ ! -w "$folder" ]; then
    [ -n "${XDG_CACHE_HOME:-}${HOME:-}" ] || return 0
    folder=${XDG_CACHE_HOME:-$HOME/.cache}/annoy/${folder//\//+}
    [ -d "$folder" ] || mkdir -p "$folder" 2>/dev/null || return 0
  fi
  archive=$folder/$name
  if [ ! "$archive" -nt "$1" ]; then
    made=$archive.$$
    env -u JDK_JAVA_OPTIONS -u JAVA_TOOL_OPTIONS -u _JAVA_OPTIONS \
      "$java_home/bin/java" "${quiet[@]}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dannoy.kernel=scalar \
      "-XX:ArchiveClassesAtExit=$made" -cp "$1" "$2" >/dev/null 2>&1 </dev/null || rm -f "$made"
    { [ -s "$made" ] || : >"$made"; } 2>/dev/null && mv -f "$made" "$archive" 2>/dev/null || rm -f "$made"
  fi
  if [ -s "$archive" ]; then
    java_options+=("${quiet[@]}" "-XX:SharedArchiveFile=$archive")
  fi
}

# run_java ARGUMENTS: replaces the shell by the Java that was chosen. ANNOY_JAVA_OPTS holds further options.
run_java() {
  # shellcheck disable=SC2086 # several options may be in ANNOY_JAVA_OPTS
  exec "$java_home/bin/java" ${java_options[@]+"${java_options[@]}"} ${ANNOY_JAVA_OPTS:-} "$@"
}

# run_jar NAME ROOT MODULE JAR ARGUMENTS: replaces the shell by a module's runnable jar, built first where necessary, with
# the Vector API.
run_jar() {
  local jar=$2/$3/target/$4
  build_jar "$1" "$2" "$3" "$jar" || return 1
  find_java "$1" || return 1
  use_vector_module
  shift 4
  run_java -jar "$jar" "$@"
}
