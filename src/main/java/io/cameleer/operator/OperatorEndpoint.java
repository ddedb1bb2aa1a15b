package io.cameleer.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** One resource, such as {@code operator:example.org/v1/databases?owns=apps/v1/StatefulSet,v1/Service}. */
public class OperatorEndpoint extends DefaultEndpoint {
    private final OperatorComponent component;
    private final String resource;
    private String owns = "";
    private String watches = "";
    private long interval;
    private String label = "app.kubernetes.io/managed-by=cameleer";
    private String namespaces = "";
    private int parallel = 16;
    private long retryDelay = 500;
    private long maximumRetryDelay = 60_000;
    private long resync = 600_000;

    OperatorEndpoint(String uri, OperatorComponent component, String resource) {
        super(uri, component);
        this.component = component;
        this.resource = resource;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer = new OperatorConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(org.apache.camel.Exchange exchange) {
                exchange.getMessage().setBody(component.watched(resource).toList());
            }
        };
    }

    /** The resource's type, found among the types that the class path registers with the client. */
    Class<? extends HasMetadata> type() {
        return component.types().ofResource(resource);
    }

    /** The types of owned objects. */
    List<Class<? extends HasMetadata>> ownedTypes() {
        return types(owns);
    }

    /** The types of objects that concern every object of the resource. */
    List<Class<? extends HasMetadata>> watchedTypes() {
        return types(watches);
    }

    private List<Class<? extends HasMetadata>> types(String names) {
        return Stream.of(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .<Class<? extends HasMetadata>>map(component.types()::ofKind)
                .toList();
    }

    /** {@code group/version/plural}. */
    public String getResource() {
        return resource;
    }

    public String getOwns() {
        return owns;
    }

    /** Kinds of owned objects as {@code version/Kind} or {@code group/version/Kind}, separated by commas. */
    public void setOwns(String owns) {
        this.owns = owns;
    }

    public String getWatches() {
        return watches;
    }

    /** Kinds of objects a change of which concerns every object of the resource, written as in {@code owns}. */
    public void setWatches(String watches) {
        this.watches = watches;
    }

    public long getInterval() {
        return interval;
    }

    /** Milliseconds between two exchanges of one object at least; what happens meanwhile is one exchange. */
    public void setInterval(long interval) {
        this.interval = interval;
    }

    public String getLabel() {
        return label;
    }

    /** The label selector of owned objects: only those are kept in memory. */
    public void setLabel(String label) {
        this.label = label;
    }

    public String getNamespaces() {
        return namespaces;
    }

    /** Namespaces to watch, separated by commas; all when empty. */
    public void setNamespaces(String namespaces) {
        this.namespaces = namespaces;
    }

    public int getParallel() {
        return parallel;
    }

    /** How many objects are worked on at once, at least 1. */
    public void setParallel(int parallel) {
        this.parallel = parallel;
    }

    public long getRetryDelay() {
        return retryDelay;
    }

    /** Milliseconds before the first retry of a failed exchange; it doubles with every further one. */
    public void setRetryDelay(long retryDelay) {
        this.retryDelay = retryDelay;
    }

    public long getMaximumRetryDelay() {
        return maximumRetryDelay;
    }

    /** The longest pause between retries, in milliseconds; there is no last retry. */
    public void setMaximumRetryDelay(long maximumRetryDelay) {
        this.maximumRetryDelay = maximumRetryDelay;
    }

    public long getResync() {
        return resync;
    }

    /** Milliseconds after which an object is looked at again although nothing changed. */
    public void setResync(long resync) {
        this.resync = resync;
    }
}
