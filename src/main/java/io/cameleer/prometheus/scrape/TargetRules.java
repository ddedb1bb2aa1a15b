package io.cameleer.prometheus.scrape;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameleer.prometheus.scrape.ScrapeConfigRules.Findings;
import java.util.Set;

/** Where targets come from. */
final class TargetRules {
    private static final Set<String> DISCOVERIES = Set.of(
            "azure",
            "consul",
            "digitalocean",
            "dns",
            "docker",
            "dockerswarm",
            "ec2",
            "eureka",
            "file",
            "gce",
            "hetzner",
            "http",
            "ionos",
            "kubernetes",
            "kuma",
            "lightsail",
            "linode",
            "marathon",
            "nerve",
            "nomad",
            "openstack",
            "ovhcloud",
            "puppetdb",
            "scaleway",
            "serverset",
            "stackit",
            "triton",
            "uyuni",
            "vultr");
    private static final Set<String> KUBERNETES_ROLES =
            Set.of("node", "pod", "service", "endpoints", "endpointslice", "ingress");

    private TargetRules() {}

    static void staticConfigs(JsonNode list, String at, Findings found) {
        if (!list.isArray()) {
            found.add(at, "is not a list", "write \"- targets: [...]\"");
            return;
        }
        for (var i = 0; i < list.size(); i++) {
            group(list.get(i), at + "[" + i + "]", found);
        }
    }

    private static void group(JsonNode group, String at, Findings found) {
        if (!group.isObject()) {
            found.add(at, "is not an object", "write \"- targets: [...]\"");
            return;
        }
        found.known(group, Set.of("targets", "labels"), at);
        found.require(
                group.path("targets").isArray()
                        || group.path("targets").isMissingNode()
                        || group.path("targets").isNull(),
                at + ".targets",
                "is not a list",
                "write [\"host:port\"]");
        group.path("targets")
                .forEach(target -> found.require(
                        target.isValueNode() && !target.asText().contains("/"),
                        at + ".targets",
                        Findings.quoted(target.asText()) + " is no host with a port",
                        "write host:port; scheme and path are fields of their own"));
        found.require(
                group.path("labels").isObject()
                        || group.path("labels").isMissingNode()
                        || group.path("labels").isNull(),
                at + ".labels",
                "is not an object",
                "write {name: value}");
        group.path("labels")
                .properties()
                .forEach(label -> found.require(
                        label.getValue().isValueNode(),
                        at + ".labels." + Findings.quoted(label.getKey()),
                        "is not a text",
                        "write a text"));
    }

    static void discoveries(String name, JsonNode list, String at, Findings found) {
        var kind = name.substring(0, name.length() - "_sd_configs".length());
        if (!DISCOVERIES.contains(kind)) {
            found.add(at, "is no service discovery", "see the page on configuration in Prometheus' documentation");
            return;
        }
        if (!list.isArray()) {
            found.add(at, "is not a list", "write a list of objects");
            return;
        }
        for (var i = 0; i < list.size(); i++) {
            var one = at + "[" + i + "]";
            found.require(list.get(i).isObject(), one, "is not an object", "write a list of objects");
            switch (kind) {
                case "kubernetes" ->
                    found.require(
                            KUBERNETES_ROLES.contains(list.get(i).path("role").asText()),
                            one + ".role",
                            "is " + Findings.quoted(list.get(i).path("role").asText()),
                            "write node, pod, service, endpoints, endpointslice or ingress");
                case "file" ->
                    found.require(
                            !list.get(i).path("files").isEmpty(), one + ".files", "is empty", "name at least one file");
                case "http" ->
                    found.require(
                            list.get(i).path("url").asText().matches("https?://.+"),
                            one + ".url",
                            "is no address of http or https",
                            "write http://... or https://...");
                case "dns" ->
                    found.require(
                            !list.get(i).path("names").isEmpty(), one + ".names", "is empty", "name at least one name");
                default -> {
                    // What else a discovery needs is left to the Prometheus that has it.
                }
            }
        }
    }
}
