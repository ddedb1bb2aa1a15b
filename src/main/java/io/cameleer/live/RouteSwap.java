package io.cameleer.live;

import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Puts route files into a context, and back again when the new ones do not start. */
final class RouteSwap {
    private RouteSwap() {}

    static void load(CamelContext context, String file, String content) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(file, content));
    }

    /** Replaces the routes of a file; when they do not start, {@code before} runs again and the reason is returned. */
    static Optional<String> replace(CamelContext context, String file, String content, String before) {
        try {
            PluginHelper.getRoutesLoader(context).updateRoutes(ResourceHelper.fromString(file, content));
            return Optional.empty();
        } catch (Exception e) {
            var reason = reason(e);
            if (before == null) {
                return Optional.of(reason);
            }
            try {
                PluginHelper.getRoutesLoader(context).updateRoutes(ResourceHelper.fromString(file, before));
                return Optional.of(reason);
            } catch (Exception again) {
                return Optional.of(reason + "; going back failed too: " + reason(again));
            }
        }
    }

    /** The innermost message in one line. */
    static String reason(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        var message =
                Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
        return message.lines()
                .limit(3)
                .reduce((one, other) -> one + " " + other.strip())
                .orElse("");
    }
}
