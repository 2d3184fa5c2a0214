package dev.sleeper.objectstore;

import dev.sleeper.environment.Timekeeper;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A store that fails as its schedule says, over one that does not. It keeps the guarantees that the other keeps, so
/// that whatever stands on them must stand on this.
///
/// A seed gives the same faults again when the operations come in the same order. It counts operations and faults, for
/// tests to say how many requests something costs and that no fault was missed.
///
/// Thread-safe. Requests that arrive late arrive before a later operation of this store, or when [#deliverLate] says
// so.
public final class FaultyObjectStore implements ObjectStore {
    /// So many operations a burst turns away.
    public static final int BURST_LENGTH = 10;

    private static final Duration DELAY = Duration.ofMillis(200);
    private static final int MAX_LATENESS = 20;

    private final ObjectStore store;
    private final FaultSchedule schedule;
    private final Timekeeper clock;
    private final RandomGenerator random;

    // All of these are guarded by this.
    private final Map<StoreOperation, Long> calls = new EnumMap<>(StoreOperation.class);
    private final Map<Fault, Map<StoreOperation, Long>> faults = new EnumMap<>(Fault.class);
    private final PriorityQueue<LateRequest> late = new PriorityQueue<>();
    private final List<ObjectWriter> torn = new ArrayList<>();
    private long number;
    private long burstEnd;

    /// A request on its way, to arrive before the operation of this number.
    private record LateRequest(long due, long sent, Runnable request) implements Comparable<LateRequest> {
        @Override
        public int compareTo(LateRequest other) {
            int byDue = Long.compare(due, other.due);
            return byDue != 0 ? byDue : Long.compare(sent, other.sent);
        }
    }

    /// Has the store do what was asked, as often as it is sent.
    interface Request<T> {
        T send();
    }

    /// What a caller sees when it does not get the answer.
    record Answers<T>(Supplier<T> unclear, Supplier<T> conflict, Supplier<T> torn) {
        /// Of an operation without outcomes.
        ///
        /// @param tear leaves behind what a crash would
        static <T> Answers<T> thrown(String message, Runnable tear) {
            Supplier<T> thrown = () -> {
                throw new StoreUnavailableException(message, null);
            };
            return new Answers<>(thrown, thrown, () -> {
                tear.run();
                return thrown.get();
            });
        }
    }

    /// @param random how late a late request is
    public FaultyObjectStore(ObjectStore store, FaultSchedule schedule, Timekeeper clock, RandomGenerator random) {
        this.store = store;
        this.schedule = schedule;
        this.clock = clock;
        this.random = random;
    }

    /// How many operations of this kind were asked for.
    public synchronized long calls(StoreOperation operation) {
        return calls.getOrDefault(operation, 0L);
    }

    /// How many operations of this kind failed in this way.
    public synchronized long faults(Fault fault, StoreOperation operation) {
        return faults.getOrDefault(fault, Map.of()).getOrDefault(operation, 0L);
    }

    /// Lets every request that is on its way arrive now.
    public void deliverLate() {
        deliver(Long.MAX_VALUE);
    }

    @Override
    public URI root() {
        return store.root();
    }

    @Override
    public PutOutcome putIfAbsent(String path, byte[] content) {
        byte[] copy = content.clone();
        return call(
                StoreOperation.PUT,
                path,
                () -> store.putIfAbsent(path, copy),
                new Answers<>(
                        () -> PutOutcome.UNCLEAR, () -> PutOutcome.CONFLICT, () -> tear(store.create(path), copy)));
    }

    @Override
    public ObjectWriter create(String path) {
        return new FaultyWriter(this, path, call(StoreOperation.CREATE, path, () -> store.create(path)));
    }

    @Override
    public Optional<VersionedObject> get(String path) {
        return call(StoreOperation.GET, path, () -> store.get(path));
    }

    @Override
    public ObjectReader open(String path) {
        return new FaultyReader(this, call(StoreOperation.OPEN, path, () -> store.open(path)));
    }

    @Override
    public SwapOutcome compareAndSwap(String path, Version expected, byte[] content) {
        byte[] copy = content.clone();
        return call(
                StoreOperation.SWAP,
                path,
                () -> store.compareAndSwap(path, expected, copy),
                new Answers<>(() -> SwapOutcome.UNCLEAR, () -> SwapOutcome.CONFLICT, () -> SwapOutcome.UNCLEAR));
    }

    @Override
    public List<ObjectSummary> list(String prefix, String after, int limit) {
        return call(StoreOperation.LIST, prefix, () -> store.list(prefix, after, limit));
    }

    @Override
    public void delete(String path) {
        call(StoreOperation.DELETE, path, () -> {
            store.delete(path);
            return path;
        });
    }

    @Override
    public Instant date() {
        return call(StoreOperation.DATE, "", store::date);
    }

    @Override
    public void close() {
        synchronized (this) {
            torn.forEach(ObjectWriter::close);
        }
        store.close();
    }

    /// Makes an object of a content, from begin to end.
    PutOutcome stream(String path, byte[] content) {
        try (ObjectWriter writer = store.create(path)) {
            writer.write(ByteBuffer.wrap(content));
            return writer.finish();
        }
    }

    /// Writes half of a content and leaves it there, as a process does that is killed.
    synchronized PutOutcome tear(ObjectWriter writer, byte[] content) {
        torn.add(writer);
        writer.write(ByteBuffer.wrap(content, 0, content.length / 2));
        return PutOutcome.UNCLEAR;
    }

    <T> T call(StoreOperation operation, String path, Request<T> request) {
        return call(operation, path, request, Answers.thrown(operation + " " + path + " got no answer", () -> {}));
    }

    <T> T call(StoreOperation operation, String path, Request<T> request, Answers<T> answers) {
        pause(schedule.latency());
        T answer = answer(operation, path, request, answers);
        pause(schedule.latency());
        return answer;
    }

    private <T> T answer(StoreOperation operation, String path, Request<T> request, Answers<T> answers) {
        Fault fault = begin(operation, path);
        return switch (fault) {
            case NONE -> request.send();
            case ERROR_BEFORE, BURST ->
                throw new StoreUnavailableException(operation + " " + path + " was turned away: " + fault, null);
            case LOST_REQUEST -> answers.unclear().get();
            case LOST_ANSWER -> {
                request.send();
                yield answers.unclear().get();
            }
            case LATE -> {
                sendLate(request);
                yield answers.unclear().get();
            }
            case DUPLICATE -> {
                T answer = request.send();
                sendLate(request);
                yield answer;
            }
            case DOUBLED -> {
                request.send();
                yield request.send();
            }
            case CONFLICT -> answers.conflict().get();
            case DELAY -> {
                pause(DELAY);
                yield request.send();
            }
            case STALL_BEFORE -> {
                pause(schedule.stall());
                yield request.send();
            }
            case STALL_AFTER -> {
                T answer = request.send();
                pause(schedule.stall());
                yield answer;
            }
            case TORN -> answers.torn().get();
        };
    }

    private Fault begin(StoreOperation operation, String path) {
        long current = count(operation);
        deliver(current);
        synchronized (this) {
            Fault scheduled = schedule.next(operation, path, current);
            Fault fault = scheduled.appliesTo(operation) ? scheduled : Fault.NONE;
            if (fault == Fault.BURST) {
                burstEnd = current + BURST_LENGTH;
            } else if (current < burstEnd) {
                fault = Fault.BURST;
            }
            faults.computeIfAbsent(fault, absent -> new EnumMap<>(StoreOperation.class))
                    .merge(operation, 1L, Long::sum);
            return fault;
        }
    }

    private synchronized long count(StoreOperation operation) {
        calls.merge(operation, 1L, Long::sum);
        return ++number;
    }

    private synchronized void sendLate(Request<?> request) {
        late.add(new LateRequest(number + 1 + random.nextInt(MAX_LATENESS), number, request::send));
    }

    private void deliver(long before) {
        for (Optional<LateRequest> next = nextLate(before); next.isPresent(); next = nextLate(before)) {
            next.get().request().run();
        }
    }

    private synchronized Optional<LateRequest> nextLate(long before) {
        LateRequest first = late.peek();
        return first != null && first.due() <= before ? Optional.ofNullable(late.poll()) : Optional.empty();
    }

    private void pause(Duration duration) {
        if (duration.isZero()) {
            return;
        }
        try {
            clock.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
