# Installs the libraries that this one is compared with, and the models that embed sentences. Sourced by bin/bench; uses its
# say, fail, root and scratch.

# The R binding is the only Debian package with Annoy's headers. FAISS is compiled from source, as Debian's binary supports
# every amd64 processor and so lacks AVX2 and the fast scan.
rivals_packages='g++ libopenblas-dev libhnswlib-dev r-cran-rcppannoy dpkg-dev'
rivals_annoy=/usr/lib/R/site-library/RcppAnnoy/include
rivals_flags='-std=c++17 -O3 -march=native -DNDEBUG -pthread -fopenmp-simd'

# as_root COMMAND: runs it as root, or fails with the command to run.
as_root() {
    if [[ $(id -u) = 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "not root, and sudo is missing; run as root: $*"
    fi
}

# package_version PACKAGE: prints the upstream version of an installed Debian package, or nothing.
package_version() {
    dpkg-query -W -f='${db:Status-Status} ${Version}' "$1" 2>/dev/null |
        sed -n 's/^installed \([0-9]*:\)\?\([^-]*\).*/\2/p'
}

install_rivals() {
    local out=$root/benchmarks/target/rivals
    mkdir -p "$out"
    install_packages
    compile_faiss "$out"
    compile_programs "$out"
    build_java
    say "installed: $(cd "$out" && echo annoy hnswlib faiss brute_force) in $out, rivals/target/rivals.jar and embedder/target/embedder.jar"
}

install_packages() {
    local package
    local -a missing=()
    for package in $rivals_packages; do
        [[ -n $(package_version "$package") ]] || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then
        say "packages are installed: $rivals_packages"
        return
    fi
    command -v apt-get >/dev/null ||
        fail "apt-get is missing; install the equivalents of the Debian packages ${missing[*]}, then run this again"
    say "installing packages: ${missing[*]}"
    as_root apt-get update -qq || fail "'apt-get update' failed; is there a network?"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null ||
        fail "apt-get could not install ${missing[*]}"
}

# compile_faiss OUT: creates OUT/libfaiss.a and OUT/faiss-source.
compile_faiss() {
    local out=$1 log=$1/faiss.log
    if [[ -f $out/libfaiss.a ]]; then
        say "FAISS is compiled"
        return
    fi
    fetch_faiss "$out"
    say "compiling FAISS (about five minutes on two cores)"
    rm -rf "$out/faiss-objects"
    mkdir "$out/faiss-objects"
    # shellcheck disable=SC2016 # expanded by the inner shells
    (cd "$out/faiss-source" && printf '%s\n' faiss/*.cpp faiss/impl/*.cpp faiss/invlists/*.cpp faiss/utils/*.cpp |
        FLAGS="$rivals_flags" OUT="$out/faiss-objects" xargs -P "$(nproc)" -I{} sh -c \
            'g++ $FLAGS -w -fopenmp -DFINTEGER=int -I. -c "$1" -o "$OUT/$(echo "$1" | tr / _).o"' _ {}) >"$log" 2>&1 ||
        fail "FAISS could not be compiled; see $log"
    ar rcs "$out/libfaiss.a.partial" "$out"/faiss-objects/*.o || fail "ar could not create $out/libfaiss.a"
    mv "$out/libfaiss.a.partial" "$out/libfaiss.a"
    rm -rf "$out/faiss-objects"
}

# fetch_faiss OUT: unpacks the Debian source package into OUT/faiss-source. The sources come from the system's own package
# sources, through temporary lists; the system's lists are not changed.
fetch_faiss() {
    local out=$1 file archive
    if [[ -d $out/faiss-source ]]; then
        return
    fi
    say "fetching the source of FAISS"
    scratch=$(mktemp -d "$out/.fetch.XXXXXX")
    mkdir -p "$scratch/sources" "$scratch/lists/partial" "$scratch/unpacked"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [[ ! -f $file ]] || sed -n 's/^deb /deb-src /p' "$file" >>"$scratch/sources/all.list"
    done
    for file in /etc/apt/sources.list.d/*.sources; do
        [[ ! -f $file ]] || { sed 's/^Types:.*/Types: deb-src/' "$file"; echo; } >>"$scratch/sources/all.sources"
    done
    local -a options=(-o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$scratch/sources"
        -o "Dir::State::lists=$scratch/lists" -o "APT::Sandbox::User=" -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=")
    (cd "$scratch" && apt-get "${options[@]}" -qq update && apt-get "${options[@]}" -qq source --download-only faiss) \
        >"$out/fetch.log" 2>&1 || fail "the source package faiss could not be fetched; see $out/fetch.log"
    archive=$(find "$scratch" -maxdepth 1 -name 'faiss_*.orig.tar.*')
    [[ -n $archive ]] || fail "the source package faiss has no archive; see $out/fetch.log"
    tar -xf "$archive" -C "$scratch/unpacked" --strip-components=1 || fail "$archive could not be unpacked"
    mv "$scratch/unpacked" "$out/faiss-source"
    rm -rf "$scratch"
}

compile_programs() {
    local out=$1
    compile "$out" annoy "-w -I$rivals_annoy -DANNOY_VERSION=\"$(package_version r-cran-rcppannoy)\""
    compile "$out" hnswlib "-w -DHNSWLIB_VERSION=\"$(package_version libhnswlib-dev)\""
    compile "$out" faiss "-w -fopenmp -I$out/faiss-source" "$out/libfaiss.a" -lopenblas
    compile "$out" brute_force -Wall
}

# compile OUT NAME FLAGS LIBRARIES: compiles the program OUT/NAME, unless it is newer than its sources.
compile() {
    local out=$1 name=$2 flags=$3 source=$root/benchmarks/src/main/cpp
    shift 3
    if [[ $out/$name -nt $source/$name.cpp && $out/$name -nt $source/contender.h ]]; then
        say "$name is compiled"
        return
    fi
    say "compiling $name"
    # shellcheck disable=SC2086 # flags are several words
    g++ $rivals_flags $flags "$source/$name.cpp" -o "$out/$name.partial" "$@" >"$out/$name.log" 2>&1 ||
        fail "$name could not be compiled; see $out/$name.log"
    mv "$out/$name.partial" "$out/$name"
}

build_java() {
    local log=$root/benchmarks/target/rivals/maven.log
    has_jdk25 || fail "the Java libraries need JDK 25; install it or set JAVA_HOME"
    say "building the Java libraries and the embedding models with Maven"
    (cd "$root" && maven -B -ntp -Privals -DskipTests -Dspotless.check.skip -pl rivals,embedder -am package) >"$log" 2>&1 ||
        fail "Maven failed: $(grep -m 1 ERROR "$log" || tail -n 1 "$log"); see $log"
}
