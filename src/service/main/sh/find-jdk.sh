# Sourced by ./driftway and ./check: where a JDK of the version that this project needs is.
# shellcheck shell=sh

driftway_jdk=25

# Prints the home of the first JDK that is new enough, or fails.
find_jdk() {
    for home in "${JAVA_HOME:-}" "$(java_home_on_path)" \
        /usr/lib/jvm/* /opt/*jdk* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ "$(jdk_version "$home")" -ge "$driftway_jdk" ]; then
            printf '%s\n' "$home"
            return 0
        fi
    done
    return 1
}

java_home_on_path() {
    java=$(command -v java) || return 0
    dirname "$(dirname "$(real_file "$java")")"
}

# The major version of the JDK at this home, from the file that every JDK carries; 0 where there is none.
jdk_version() {
    version=
    if [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    fi
    printf '%s\n' "${version:-0}"
}

# Follows symbolic links until a file is reached that is none.
real_file() {
    file=$1
    while [ -L "$file" ]; do
        link=$(readlink "$file")
        case $link in
            /*) file=$link ;;
            *) file=$(dirname "$file")/$link ;;
        esac
    done
    printf '%s\n' "$file"
}

say_no_jdk() {
    cat >&2 <<EOF
$1: a JDK $driftway_jdk or newer is needed, and none was found by JAVA_HOME (${JAVA_HOME:-not set}), on the
PATH, or in /usr/lib/jvm, /opt, ~/.sdkman/candidates/java or /Library/Java/JavaVirtualMachines.
Install one, for instance Eclipse Temurin $driftway_jdk from https://adoptium.net, or point JAVA_HOME to it.
EOF
}

# File names that are not ASCII need a locale that can write them.
use_utf8_locale() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
        *[Uu][Tt][Ff]8 | *[Uu][Tt][Ff]-8) ;;
        *) export LC_ALL=C.UTF-8 ;;
    esac
}
