package io.driftway.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * An HTTP proxy that spoils what it is told to spoil, on a free port of the loopback address, in front of one server. A connection carries
 * one request. It keeps a list of what was asked, so that requests can be counted.
 */
public final class FaultProxy implements AutoCloseable {

    private record Fault(Pattern asked, AtomicInteger times, Toxic toxic, CountDownLatch healed) {

        boolean strikes(String request) {
            return asked.matcher(request).find() && times.getAndDecrement() > 0;
        }
    }

    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private FaultProxy(InetSocketAddress server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    public static FaultProxy before(URI server) throws IOException {
        var proxy = new FaultProxy(
                new InetSocketAddress(server.getHost(), server.getPort()),
                new ServerSocket(0, 512, InetAddress.getLoopbackAddress()));
        proxy.threads.submit(proxy::accept);
        return proxy;
    }

    public String address() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** From now on spoils each request whose method and path match, such as {@code PUT .*verdicts/}, until {@link #heal}. */
    public void spoil(String request, Toxic toxic) {
        spoil(request, Integer.MAX_VALUE, toxic);
    }

    /** The same, so many times. */
    public void spoil(String request, int times, Toxic toxic) {
        faults.add(new Fault(Pattern.compile(request), new AtomicInteger(times), toxic, new CountDownLatch(1)));
    }

    /** Ends all faults, those under way too. */
    public void heal() {
        faults.forEach(fault -> fault.healed().countDown());
        faults.clear();
    }

    /** What was asked since the last {@link #forget}, in order, such as {@code GET /account/container?comp=list}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    public long count(String request) {
        Pattern pattern = Pattern.compile(request);
        return asked.stream().filter(one -> pattern.matcher(one).find()).count();
    }

    public void forget() {
        asked.clear();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.submit(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Optional<String> head = HttpMessage.readHead(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            if (HttpMessage.header(head.get(), "expect").isPresent()) {
                client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            }
            HttpMessage request =
                    new HttpMessage(head.get(), HttpMessage.readBody(head.get(), client.getInputStream()));
            asked.add(request.asked());
            Optional<Fault> fault =
                    faults.stream().filter(f -> f.strikes(request.asked())).findFirst();
            if (fault.isEmpty()) {
                send(client, forward(request));
            } else {
                spoil(client, request, fault.get());
            }
        } catch (IOException lost) {
            // The client or the server went away: the other side sees the same of this connection.
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void spoil(Socket client, HttpMessage request, Fault fault) throws IOException, InterruptedException {
        switch (fault.toxic()) {
            case Toxic.Latency(Duration length) -> {
                fault.healed().await(length.toMillis(), TimeUnit.MILLISECONDS);
                send(client, forward(request));
            }
            case Toxic.Hang() -> fault.healed().await();
            case Toxic.Slow(Duration eachByte) -> slowly(client, forward(request), eachByte, fault.healed());
            case Toxic.Reset() -> {
                send(client, forward(request).half());
                client.setSoLinger(true, 0);
            }
            case Toxic.Cut() -> send(client, forward(request).half());
            case Toxic.Shorten() -> {
                HttpMessage half = forward(request).half();
                send(client, half.with("Content-Length", String.valueOf(half.body().length)));
            }
            case Toxic.Status(int code, int retryAfter) ->
                send(
                        client,
                        new HttpMessage(
                                "HTTP/1.1 %d Spoilt\r\nRetry-After: %d\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                        .formatted(code, retryAfter),
                                new byte[0]));
            case Toxic.LoseAnswer() -> forward(request);
        }
    }

    private HttpMessage forward(HttpMessage request) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            send(socket, request.with("Expect", "").with("Connection", "close"));
            String head = HttpMessage.readHead(socket.getInputStream())
                    .orElseThrow(() -> new IOException("the server said nothing"));
            byte[] body = socket.getInputStream().readAllBytes();
            return new HttpMessage(head, body).with("Connection", "close");
        }
    }

    private static void send(Socket socket, HttpMessage message) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(message.headBytes());
        out.write(message.body());
        out.flush();
    }

    private static void slowly(Socket client, HttpMessage answer, Duration eachByte, CountDownLatch healed)
            throws IOException, InterruptedException {
        OutputStream out = client.getOutputStream();
        out.write(answer.headBytes());
        for (byte one : answer.body()) {
            healed.await(eachByte.toMillis(), TimeUnit.MILLISECONDS);
            out.write(one);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        heal();
        listener.close();
        threads.shutdownNow();
        threads.close();
    }
}
