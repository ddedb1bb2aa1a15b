package io.cameleer.backup;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.ExecListener;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs commands in one container through the API server, so that it works from outside of the cluster too.
 *
 * @param client the client
 * @param namespace the pod's namespace
 * @param pod the pod
 * @param container the container
 * @param silence for how long a pod may neither send nor take a byte before the connection counts as broken: those to a pod
 *     that is removed may stay open for ever, see https://github.com/kubernetes/kubernetes/issues/129144
 */
public record PodShell(KubernetesClient client, String namespace, String pod, String container, Duration silence) {
    private static final int CHUNK = 256 << 10;
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** A shell that bears a minute of silence. */
    public PodShell(KubernetesClient client, String namespace, String pod, String container) {
        this(client, namespace, pod, container, SILENCE);
    }

    /** What a command printed and how it ended. */
    public record Result(int code, String output, String errors) {}

    /** Reads what a command prints. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads a command's output as far as it wants to. */
        T read(InputStream output) throws IOException;
    }

    /**
     * Runs a command that prints little.
     *
     * @throws BackupException when the pod cannot be reached or the time is over
     */
    public Result run(Duration limit, String... command) {
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        var end = new End();
        try (var exec = resource()
                .writingOutput(output)
                .writingError(errors)
                .usingListener(end)
                .exec(command)) {
            var code = await(exec, limit);
            return new Result(code, text(output), code < 0 ? end.message : text(errors));
        } catch (ExecutionException | KubernetesClientException e) {
            throw broken(e);
        } catch (TimeoutException e) {
            throw new BackupException("pod " + pod + " did not end \"" + command[0] + "\" within " + limit, e);
        } catch (InterruptedException e) {
            throw stopping(e);
        }
    }

    /**
     * Runs a command over a stream, which is sent no faster than the pod takes it. The connection cannot tell a command
     * that its input ended, so it has to know the length.
     *
     * @throws BackupException when the pod cannot be reached or does not end in time after the last byte
     * @throws IOException when the input cannot be read
     */
    public Result feed(Duration limit, InputStream input, String... command) throws IOException {
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        try (var exec = resource()
                .redirectingInput(CHUNK)
                .writingOutput(output)
                .writingError(errors)
                .exec(command)) {
            try (var patience = new Silence(silence)) {
                var buffer = new byte[CHUNK];
                for (var some = input.read(buffer);
                        some >= 0 && !exec.exitCode().isDone();
                        some = input.read(buffer)) {
                    if (!sent(exec, patience, buffer, some)) {
                        break;
                    }
                }
            }
            return new Result(await(exec, limit), text(output), text(errors));
        } catch (ExecutionException | KubernetesClientException e) {
            throw broken(e);
        } catch (TimeoutException e) {
            throw new BackupException("pod " + pod + " did not take all that was sent to it within " + limit, e);
        } catch (InterruptedException e) {
            throw stopping(e);
        }
    }

    /** What Kubernetes itself says of a command's end: that it could not be started, or that the pod is gone. */
    private static final class End implements ExecListener {
        private volatile String message = "the pod was killed or the connection broke";

        @Override
        public void onExit(int code, Status status) {
            message = code >= 0 || status == null ? "" : String.valueOf(status.getMessage());
        }

        @Override
        public void onClose(int code, String reason) {
            // The exit code tells more.
        }
    }

    /** A command that ended early takes no more; its exit code tells why. */
    private boolean sent(ExecWatch exec, Silence patience, byte[] buffer, int length) {
        try {
            patience.bear(() -> {
                exec.getInput().write(buffer, 0, length);
                exec.getInput().flush();
                return length;
            });
            return true;
        } catch (Silence.TooLong e) {
            throw broken(e);
        } catch (IOException e) {
            return false;
        }
    }

    private static int await(ExecWatch exec, Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        return ended(exec.exitCode().get(limit.toSeconds(), TimeUnit.SECONDS));
    }

    /**
     * Runs a command and reads what it prints, no faster than the reader takes it.
     *
     * @throws BackupException when the command does not end with 0 or the connection to the pod breaks
     */
    public <T> T read(Reader<T> reader, String... command) throws IOException {
        var errors = new ByteArrayOutputStream();
        var end = new End();
        try (var exec = resource()
                .redirectingOutput()
                .writingError(errors)
                .usingListener(end)
                .exec(command)) {
            T result = null;
            IOException unreadable = null;
            try (var patience = new Silence(silence)) {
                result = reader.read(patience.over(exec.getOutput()));
            } catch (Silence.TooLong e) {
                throw broken(e);
            } catch (IOException e) {
                unreadable = e;
            }
            var rest = unreadable == null ? silence : Duration.ofSeconds(5);
            var code = ended(exec.exitCode().get(rest.toMillis(), TimeUnit.MILLISECONDS));
            if (code != 0) {
                throw new BackupException("%s in pod %s ended with %s: %s"
                        .formatted(
                                command[0],
                                pod,
                                code < 0 ? "no exit code" : code,
                                (text(errors).strip() + " " + end.message).strip()));
            }
            if (unreadable != null) {
                throw unreadable;
            }
            return result;
        } catch (ExecutionException | TimeoutException | KubernetesClientException e) {
            throw broken(e);
        } catch (InterruptedException e) {
            throw stopping(e);
        }
    }

    private ContainerResource resource() {
        return client.pods().inNamespace(namespace).withName(pod).inContainer(container);
    }

    /** The connection to a pod broke; another may hold. */
    public static final class Broken extends BackupException {
        private static final long serialVersionUID = 1L;

        private Broken(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private BackupException broken(Exception failure) {
        var cause = failure.getCause() == null ? failure : failure.getCause();
        var words = cause instanceof TimeoutException ? "it does not say how its command ended" : cause.getMessage();
        return new Broken("the connection to pod " + pod + " broke: " + words, failure);
    }

    private static BackupException stopping(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BackupException("the operator is stopping", e);
    }

    private static int ended(Integer code) {
        return code == null ? -1 : code;
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
