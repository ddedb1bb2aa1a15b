package io.cameleer.reconcile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Values that take long to make, kept under what they are made of; those that nobody asks for any more go first. */
public final class Recent<V> {
    private final Map<String, V> values;

    /**
     * Keeps so many.
     *
     * @param most at least 1
     */
    public Recent(int most) {
        values = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The value of a key, made when it is not there. One is made at a time; one that cannot be made is not kept. */
    public synchronized V get(String key, Supplier<V> make) {
        var kept = values.get(key);
        if (kept == null) {
            kept = make.get();
            values.put(key, kept);
        }
        return kept;
    }
}
