package io.cameleer.greptimedb.etcd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.reconcile.PodProxy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * etcd's API as JSON over HTTP, through the API server.
 *
 * @param pod the member that is asked
 * @param port its port for clients
 * @see <a href="https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/">the gateway's documentation</a>
 */
record EtcdApi(PodProxy proxy, String namespace, String pod, int port) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * All members.
     *
     * @throws KubernetesClientException when there is no answer, as without a quorum
     */
    List<Member> members() {
        var members = new ArrayList<Member>();
        for (var member :
                call("cluster/member/list", Map.of("linearizable", true)).path("members")) {
            members.add(new Member(
                    member.path("ID").asText(),
                    member.path("name").asText(),
                    member.path("peerURLs").path(0).asText(),
                    member.path("isLearner").asBoolean()));
        }
        return List.copyOf(members);
    }

    void add(String peerUrl) {
        call("cluster/member/add", Map.of("peerURLs", List.of(peerUrl), "isLearner", true));
    }

    void promote(String id) {
        call("cluster/member/promote", Map.of("ID", id));
    }

    void remove(String id) {
        call("cluster/member/remove", Map.of("ID", id));
    }

    /** The ids of members that take no writes because their database is as large as it may be. */
    List<String> membersWithoutSpace() {
        var members = new ArrayList<String>();
        for (var alarm : call("maintenance/alarm", Map.of("action", "GET")).path("alarms")) {
            if (alarm.path("alarm").asText().equals("NOSPACE")) {
                members.add(alarm.path("memberID").asText());
            }
        }
        return List.copyOf(members);
    }

    /** Ends such an alarm. */
    void disarm(String member) {
        call("maintenance/alarm", Map.of("action", "DEACTIVATE", "memberID", member, "alarm", "NOSPACE"));
    }

    /** How large the asked member's database is, in bytes, and the newest revision. */
    Size size() {
        var status = call("maintenance/status", Map.of());
        return new Size(
                status.path("dbSize").asLong(),
                status.path("dbSizeInUse").asLong(),
                status.path("header").path("revision").asLong());
    }

    /** Forgets all revisions before one, in the files too. */
    void compact(long revision) {
        call("kv/compaction", Map.of("revision", revision, "physical", true));
    }

    /** Gives the space that the asked member's database does not use back; it answers nothing meanwhile. */
    void defragment() {
        call("maintenance/defragment", Map.of());
    }

    /**
     * A member's database.
     *
     * @param bytes its file
     * @param used what of that is in use, in bytes
     * @param revision the newest revision
     */
    record Size(long bytes, long used, long revision) {}

    private JsonNode call(String method, Map<String, ?> request) {
        try {
            return JSON.readTree(proxy.post(namespace, pod, port, "/v3/" + method, request));
        } catch (JsonProcessingException e) {
            throw new KubernetesClientException("etcd's answer to " + method + " is no JSON", e);
        }
    }
}
