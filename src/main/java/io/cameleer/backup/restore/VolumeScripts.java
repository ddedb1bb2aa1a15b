package io.cameleer.backup.restore;

/**
 * What is run in a pod over a volume; plain sh with the usual tools, as every database image that can be backed up has
 * them. New data are gathered in a hidden folder, so that what was there before stays until all of them are verified; the old
 * ones lie in another, of this very run, until a database has answered from the new. Each script may be ended anywhere and run
 * again. Its arguments are the volume, the name of the backup's content, and the run.
 */
final class VolumeScripts {
    /** The variable of a restore's pods that says which attempt they were made for. */
    static final String ATTEMPT = "CAMELEER_ATTEMPT";

    /** What all scripts know: the folder of new data, that of old ones; and how to move all that is not Cameleer's own. */
    private static final String SHARED = """
            set -e
            root=$1; why=; all="$root/.cameleer-restore"; new="$all/$2"; olds="$root/.cameleer-replaced"; old="$olds/$3"
            undone="$root/.cameleer-undone"; restored="$root/.cameleer-restored"
            placed=$(cat "$restored" 2>/dev/null) || true
            theirs() { [ -e "$1" ] || [ -L "$1" ] || return 1
              case "${1##*/}" in lost+found|.cameleer-*) return 1 ;; esac; }
            each() { for file in "$1"/* "$1"/.[!.]* "$1"/..?*; do
              if theirs "$file"; then mv "$file" "$2/"; fi
            done; }
            """;

    /** Prints whether the volume is "occupied" or "empty". What an earlier restore laid aside and nobody let go are data, too. */
    static final String LOOK = SHARED + """
            if [ -e "$olds" ]; then echo occupied; exit; fi
            for file in "$root"/* "$root"/.[!.]* "$root"/..?*; do if theirs "$file"; then echo occupied; exit; fi; done
            echo empty
            """;

    /**
     * Removes what was gathered of other backups; then prints the free KiB, and the sizes of the files that arrived before; only
     * whole ones are in that folder. What earlier restores laid aside stays until a database has answered from this one.
     */
    static final String PREPARE = SHARED + """
            for other in "$all"/*; do [ "$other" = "$new" ] || rm -rf "$other"; done
            rm -rf "$undone" "$new/part" "$new/verified"
            mkdir -p "$new/data" "$new/part"
            df -Pk "$root" | tail -n 1
            cd "$new/data"
            find . -type f -exec stat -c '%s %n' {} +
            """;

    /** Prints the free KiB, and how many of the others a restore would free by itself. */
    static final String MEASURE = SHARED + """
            df -Pk "$root" | tail -n 1
            du -sk "$all" 2>/dev/null || echo 0
            """;

    /**
     * Takes a file from its input, prints its checksum, and keeps it if that is right. $1 is the folder of new data, $2 the
     * path, $3 the size, $4 the checksum, empty when nobody knows it yet, $5 a name that no other try has. The input does not end,
     * so exactly as much is read; dd is much faster at that than head, where it can wait for full blocks.
     */
    static final String RECEIVE = """
            part="$1/part/$5"; file="$1/data/$2"; waits=
            trap '[ -n "$waits" ] || rm -f "$part"' EXIT
            mkdir -p "$1/part" "$(dirname "$file")" || exit 1
            if dd if=/dev/null of=/dev/null iflag=fullblock 2>/dev/null; then
              { dd bs=65536 count=$(($3 / 65536)) iflag=fullblock && head -c $(($3 % 65536)); } > "$part" || exit 1
            else
              head -c "$3" > "$part" || exit 1
            fi
            sum=$(sha256sum "$part") || exit 1
            echo "${sum%% *}"
            if [ -z "$4" ]; then waits=yes; elif [ "${sum%% *}" = "$4" ]; then sync "$part" && mv "$part" "$file"; fi
            """;

    /** Keeps a file whose checksum was found right afterwards. $1 is the folder of new data, $2 the path, $3 the try's name. */
    static final String KEEP = """
            sync "$1/part/$3" && mv "$1/part/$3" "$1/data/$2"
            """;

    /** Lets such a file go. $1 is the folder of new data, $2 the try's name. */
    static final String DROP = """
            rm -f "$1/part/$2"
            """;

    /** Says that all files are there and right. */
    static final String VERIFIED = SHARED + """
            rm -rf "$new/part"; sync; touch "$new/verified"; sync
            """;

    /**
     * Puts the new data in the place of the old ones, which stay beside them. Once all old ones lie aside, the new ones are not
     * whole any more where they were gathered, and must not be taken for it by anybody.
     */
    static final String PLACE = SHARED + """
            if [ "$placed" != "$3" ]; then
              if [ ! -e "$old/.cameleer-whole" ]; then
                [ -e "$new/verified" ] || { echo "the verified data of $2 are not there any more" >&2; exit 1; }
                mkdir -p "$old"; each "$root" "$old"; sync; touch "$old/.cameleer-whole"; sync
              fi
              rm -f "$new/verified"; sync
              each "$new/data" "$root"; sync
              echo "$3" > "$new/run"; mv "$new/run" "$restored"; sync
            fi
            rm -rf "$all"
            """;

    /**
     * Makes the volume what it was before this run: when all old data lie aside, whatever is in their place is not theirs. That
     * they lie there is forgotten before their folder goes.
     */
    static final String UNDO = SHARED + """
            if [ "$placed" = "$3" ] && [ ! -e "$old" ]; then
              echo "the data before are not there any more" >&2; exit 1
            fi
            if [ ! -e "$old" ]; then
              for other in "$olds"/*; do
                if [ "$3" = none ] && [ -e "$other" ]; then why="status.restore.run is not known"; fi
                if [ -e "$other" ] && [ ! -e "$other/.cameleer-whole" ] && [ ! -e "$other/.cameleer-back" ]; then
                  why="they were laid aside only in part"
                fi
                [ -z "$why" ] || { echo "$other may hold the data before: $why" >&2; exit 1; }
              done
            fi
            if [ -e "$old/.cameleer-whole" ]; then
              if [ ! -e "$old/.cameleer-back" ]; then
                mkdir -p "$undone"; each "$root" "$undone"; rm -f "$restored"; sync; touch "$old/.cameleer-back"; sync
              fi
              each "$old" "$root"; sync; rm -f "$old/.cameleer-whole"; sync
            elif [ -e "$old" ] && [ ! -e "$old/.cameleer-back" ]; then
              each "$old" "$root"; sync
            fi
            rm -rf "$old" "$undone" "$all"
            rmdir "$olds" 2>/dev/null || true
            sync
            """;

    /**
     * Lets go what was only gathered, and the old data; those that other runs laid aside only where this one's are in place.
     */
    static final String FORGET = SHARED + """
            rm -rf "$old" "$all"
            if [ "$placed" = "$3" ]; then rm -rf "$olds" "$undone"; fi
            rmdir "$olds" 2>/dev/null || true
            """;

    private VolumeScripts() {}

    /** A script that does nothing in a pod which was made for another attempt than one: who was superseded comes too late. */
    static String of(String attempt, String script) {
        return "[ \"$" + ATTEMPT + "\" = \"" + attempt
                + "\" ] || { echo 'the pod was made for another attempt' >&2; exit 1; }\n" + script;
    }
}
