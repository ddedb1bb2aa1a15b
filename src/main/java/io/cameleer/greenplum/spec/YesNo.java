package io.cameleer.greenplum.spec;

/** A choice that the API spells {@code yes} or {@code no}, in any case. */
public final class YesNo {
    /** What the schema lets in. */
    static final String PATTERN = "^([Yy][Ee][Ss]|[Nn][Oo])$";

    /** The choice where nothing is said. */
    static final String NO = "no";

    private YesNo() {}

    static boolean isYes(String word) {
        return "yes".equalsIgnoreCase(word);
    }
}
