package no.getdrop.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import org.crac.Core;
import org.crac.Resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A function for tests: does what its event says, and records when its restore hooks ran.
public final class EchoHandler implements RequestStreamHandler, Resource {
    private static final List<String> STEPS = Collections.synchronizedList(new ArrayList<>());

    /// Registers its restore hooks, as a real handler does.
    public EchoHandler() {
        STEPS.add("init");
        if (System.getenv("FAIL_INIT") != null) {
            throw new IllegalStateException("init fails as told");
        }
        System.out.println("handler constructed");
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        STEPS.add("before");
        if (System.getenv("FAIL_BEFORE") != null) {
            throw new IllegalStateException("before-checkpoint fails as told");
        }
    }

    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {
        STEPS.add("after");
        if (System.getenv("FAIL_AFTER") != null) {
            throw new IllegalStateException("after-restore fails as told");
        }
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        String event = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        String command = event.replace("\"", "");
        if (event.contains("\"httpMethod\"")) {
            out.write(proxyAnswer(event).getBytes(StandardCharsets.UTF_8));
            return;
        }
        System.out.println("handling " + (event.length() > 200 ? "much" : event));
        String answer =
                switch (command.split(":", 2)[0]) {
                    case "steps" -> "\"" + String.join(" ", STEPS) + "\"";
                    case "env" ->
                            "\"" + System.getenv().getOrDefault(command.substring(4), "-") + "\"";
                    case "names" -> "\"" + String.join(" ", System.getenv().keySet()) + "\"";
                    case "property" -> "\"" + System.getProperty(command.substring(9), "-") + "\"";
                    case "heap" -> Long.toString(Runtime.getRuntime().maxMemory());
                    case "flags" ->
                            "\""
                                    + String.join(
                                            " ",
                                            java.lang.management.ManagementFactory
                                                    .getRuntimeMXBean()
                                                    .getInputArguments())
                                    + "\"";
                    case "throw" -> throw new IllegalStateException("failed as told");
                    case "exit" -> {
                        Runtime.getRuntime().halt(3);
                        yield "";
                    }
                    case "hang" -> {
                        hang();
                        yield "";
                    }
                    case "big" -> "\"" + "x".repeat(Integer.parseInt(command.substring(4))) + "\"";
                    case "remaining" -> Integer.toString(context.getRemainingTimeInMillis());
                    case "credentials" -> credentials();
                    case "pause" -> {
                        pause(Long.parseLong(command.substring(6)));
                        yield "\"" + ProcessHandle.current().pid() + "\"";
                    }
                    default -> event;
                };
        out.write(answer.getBytes(StandardCharsets.UTF_8));
    }

    /// Answers an API event with the event itself, unless its query asks for something else.
    private static String proxyAnswer(String event) {
        System.out.println("a request");
        if (event.contains("\"wish\":\"throw\"")) {
            throw new IllegalStateException("failed as told");
        }
        if (event.contains("\"wish\":\"malformed\"")) {
            return "{\"answer\": 42}";
        }
        if (event.contains("\"wish\":\"hang\"")) {
            hang();
        }
        if (event.contains("\"wish\":\"binary\"")) {
            return "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"cGRm\","
                    + "\"headers\":{\"Content-Type\":\"application/pdf\"}}";
        }
        String quoted = event.replace("\\", "\\\\").replace("\"", "\\\"");
        return "{\"statusCode\":200,\"body\":\"" + quoted + "\"}";
    }

    private static String credentials() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection)
                        URI.create(System.getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI"))
                                .toURL()
                                .openConnection();
        connection.setRequestProperty(
                "Authorization", System.getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void hang() {
        while (true) {
            pause(1000);
        }
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
