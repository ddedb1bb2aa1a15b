package io.cameleer.backup.restore;

/**
 * What is run in a pod over a volume; plain sh with the usual tools, as every database image that can be backed up has
 * them. New data are gathered in a hidden folder, so that what was there before stays until all of them are verified.
 */
final class VolumeScripts {
    /**
     * Prints what an interrupted predecessor left: "done", "verified", "occupied" or "empty", the free KiB, and the
     * checksums of the files that arrived. $1 is the volume, $2 the mark.
     */
    static final String LOOK = """
            set -e
            root=$1; mark=$2; all="$root/.cameleer-restore"; new="$all/$mark"
            if [ "$(cat "$root/.cameleer-restored" 2>/dev/null)" = "$mark" ] && [ ! -e "$new/verified" ]; then
              rm -rf "$all" "$root/.cameleer-replaced"; echo done; exit 0
            fi
            for other in "$all"/*; do [ "$other" = "$new" ] || rm -rf "$other"; done
            mkdir -p "$new/data"
            if [ -e "$new/verified" ]; then echo verified; else
              state=empty
              for file in "$root"/*; do
                case "$file" in "$root/*"|"$root/lost+found") ;; *) state=occupied ;; esac
              done
              echo $state
            fi
            df -Pk "$root" | tail -n 1
            cd "$new/data"
            find . -type f -exec sha256sum {} +
            """;

    /**
     * Takes a file from its input and prints its checksum. $1 is the file, $2 its size. The input does not end, so exactly
     * as much is read; dd is much faster at that than head, where it can wait for full blocks.
     */
    static final String RECEIVE = """
            mkdir -p "$(dirname "$1")" && rm -f "$1" || exit 1
            if dd if=/dev/null of=/dev/null iflag=fullblock 2>/dev/null; then
              { dd bs=65536 count=$(($2 / 65536)) iflag=fullblock && head -c $(($2 % 65536)); } > "$1"
            else
              head -c "$2" > "$1"
            fi && sha256sum "$1"
            """;

    /** Puts the new data in the place of the old ones; after an interruption it goes on. $1 is the volume, $2 the mark. */
    static final String PLACE = """
            set -e
            root=$1; mark=$2; new="$root/.cameleer-restore/$mark"; old="$root/.cameleer-replaced"
            touch "$new/verified"
            if [ ! -e "$new/cleared" ]; then
              rm -f "$root/.cameleer-restored"
              mkdir -p "$old"
              for file in "$root"/*; do
                case "$file" in "$root/*"|"$root/lost+found") ;; *) mv "$file" "$old/" ;; esac
              done
              sync
              touch "$new/cleared"
            fi
            for file in "$new/data"/*; do
              if [ -e "$file" ]; then mv "$file" "$root/"; fi
            done
            echo "$mark" > "$root/.cameleer-restored"
            sync
            rm -rf "$root/.cameleer-restore" "$old"
            """;

    private VolumeScripts() {}
}
