package io.cameleer.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;

/**
 * What Kubernetes asks before it stores an object.
 *
 * @param uid names the question; the answer repeats it
 * @param kind the object's kind
 * @param object the object as it would be stored, null of JSON when it would be deleted
 * @param before the object as it is, missing for a new one
 * @param trusted whether the question came by the path that only the Kubernetes API was told
 */
public record AdmissionRequest(String uid, String kind, JsonNode object, JsonNode before, boolean trusted) {
    /** Whether nothing is asked that rules speak of: the spec stays what it is, or the object is about to go. */
    public boolean isIdle() {
        return !object.at("/metadata/deletionTimestamp").isMissingNode()
                || (before.isObject() && before.path("spec").equals(object.path("spec")));
    }

    /** The object's namespace, empty for one that has none. */
    public String namespace() {
        return object.at("/metadata/namespace").asText();
    }

    /**
     * The object as a type.
     *
     * @throws IllegalArgumentException when it has another form
     */
    public <T> T object(KubernetesSerialization json, Class<T> type) {
        return json.convertValue(object, type);
    }

    /** The object as it is, as a type. */
    public <T> Optional<T> before(KubernetesSerialization json, Class<T> type) {
        return before.isObject() ? Optional.of(json.convertValue(before, type)) : Optional.empty();
    }
}
