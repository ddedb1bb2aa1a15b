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
     * @throws UnreadableReview when it has another form
     */
    public <T> T object(KubernetesSerialization json, Class<T> type) {
        return as(json, "object", object, type);
    }

    /** The object as it is, as a type. */
    public <T> Optional<T> before(KubernetesSerialization json, Class<T> type) {
        return before.isObject() ? Optional.of(as(json, "oldObject", before, type)) : Optional.empty();
    }

    private <T> T as(KubernetesSerialization json, String field, JsonNode tree, Class<T> type) {
        try {
            return json.convertValue(tree, type);
        } catch (IllegalArgumentException e) {
            throw new UnreadableReview("request." + field + " is no " + kind + ".");
        }
    }
}
