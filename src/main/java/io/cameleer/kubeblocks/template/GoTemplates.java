package io.cameleer.kubeblocks.template;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasi.WasiExitException;
import com.dylibso.chicory.wasi.WasiOptions;
import com.dylibso.chicory.wasi.WasiPreview1;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import gotemplate.GoTemplate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Renders templates as Go's package text/template does, because it is that package: compiled to WebAssembly, and from that to
 * Java classes. A template sees nothing of this process and cannot hold it up; one is rendered at a time, for the memory it takes.
 */
public final class GoTemplates {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** In WebAssembly's pages of 64 KiB: 96 MiB, of which Go takes 8 to begin with. */
    private static final int MAXIMUM_PAGES = 1536;

    /** 100,000 segments of data: kept as long as there is memory to spare, and read again when a template needs it. */
    private static SoftReference<WasmModule> module = new SoftReference<>(null);

    private final Duration limit;

    /**
     * Renders within a time.
     *
     * @param limit for one template
     */
    public GoTemplates(Duration limit) {
        this.limit = limit;
    }

    /**
     * Renders a template.
     *
     * @param name how errors name it
     * @param data what it may ask for, an object
     * @throws TemplateException when it cannot be rendered; the message has its name, the line and the expression
     */
    public synchronized String render(String name, String template, JsonNode data) {
        var request = JSON.createObjectNode().put("name", name).put("text", template);
        request.set("data", data);
        var task = new FutureTask<>(() -> run(JSON.writeValueAsBytes(request)));
        var thread = Thread.ofPlatform().name("template").daemon().start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new TemplateException(
                    "template: " + name + ": is not rendered within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new TemplateException("template: " + name + ": was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TemplateException known
                    ? known
                    : new TemplateException(
                            "template: " + name + ": " + e.getCause().getMessage(), e.getCause());
        }
    }

    private static String run(byte[] request) throws JsonProcessingException {
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        var options = WasiOptions.builder()
                .withStdin(new ByteArrayInputStream(request))
                .withStdout(output)
                .withStderr(errors)
                .build();
        try (var wasi = WasiPreview1.builder().withOptions(options).build()) {
            Instance.builder(module())
                    .withMachineFactory(GoTemplate::create)
                    .withMemoryFactory(ByteArrayMemory::new)
                    .withMemoryLimits(new MemoryLimits(256, MAXIMUM_PAGES))
                    .withImportValues(ImportValues.builder()
                            .addFunction(wasi.toHostFunctions())
                            .build())
                    .build();
        } catch (WasiExitException e) {
            if (e.exitCode() != 0) {
                throw new TemplateException(errors.toString(StandardCharsets.UTF_8), e);
            }
        } catch (ChicoryException e) {
            throw new TemplateException("took too much memory, or failed: " + e.getMessage(), e);
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    private static synchronized WasmModule module() {
        var kept = module.get();
        if (kept == null) {
            try (var code = GoTemplate.class.getResourceAsStream("GoTemplate.meta")) {
                kept = Parser.parse(code);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            module = new SoftReference<>(kept);
        }
        return kept;
    }
}
