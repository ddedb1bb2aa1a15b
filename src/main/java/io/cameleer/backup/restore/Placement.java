package io.cameleer.backup.restore;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTermBuilder;
import java.util.List;
import java.util.Map;

/**
 * Where pods with other labels are placed as those of a template would be: what the template says of pods of its own kind is
 * said of them.
 */
record Placement(Affinity affinity, List<TopologySpreadConstraint> spread) {
    static Placement of(PodTemplateSpec template, Map<String, String> labels) {
        var spec = template.getSpec();
        var own = template.getMetadata().getLabels();
        var instead = new LabelSelectorBuilder().withMatchLabels(labels).build();
        var spread = spec.getTopologySpreadConstraints().stream()
                .map(constraint -> meansItself(constraint.getLabelSelector(), own)
                        ? new TopologySpreadConstraintBuilder(constraint)
                                .withLabelSelector(instead)
                                .build()
                        : constraint)
                .toList();
        return new Placement(affinity(spec.getAffinity(), own, instead), spread);
    }

    private static Affinity affinity(Affinity affinity, Map<String, String> own, LabelSelector instead) {
        if (affinity == null || affinity.getPodAntiAffinity() == null) {
            return affinity;
        }
        var apart = affinity.getPodAntiAffinity();
        return new AffinityBuilder(affinity)
                .editPodAntiAffinity()
                .withRequiredDuringSchedulingIgnoredDuringExecution(
                        apart.getRequiredDuringSchedulingIgnoredDuringExecution().stream()
                                .map(term -> meansItself(term.getLabelSelector(), own)
                                        ? new PodAffinityTermBuilder(term)
                                                .withLabelSelector(instead)
                                                .build()
                                        : term)
                                .toList())
                .withPreferredDuringSchedulingIgnoredDuringExecution(
                        apart.getPreferredDuringSchedulingIgnoredDuringExecution().stream()
                                .map(term ->
                                        meansItself(term.getPodAffinityTerm().getLabelSelector(), own)
                                                ? new WeightedPodAffinityTermBuilder(term)
                                                        .editPodAffinityTerm()
                                                        .withLabelSelector(instead)
                                                        .endPodAffinityTerm()
                                                        .build()
                                                : term)
                                .toList())
                .endPodAntiAffinity()
                .build();
    }

    private static boolean meansItself(LabelSelector selector, Map<String, String> own) {
        return selector != null
                && selector.getMatchExpressions().isEmpty()
                && own.entrySet().containsAll(selector.getMatchLabels().entrySet());
    }
}
