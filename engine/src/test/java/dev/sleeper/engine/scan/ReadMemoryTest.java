package dev.sleeper.engine.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.scan.ReadMemory.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ReadMemoryTest {
    private static final long MAX_BYTES = 128L << 20;

    @Test
    void allScansTogetherStayBelowTheBound() {
        ReadMemory memory = new ReadMemory(MAX_BYTES, Duration.ZERO);
        List<Share> shares = untilOverloaded(memory, false);
        int large = shares.size();
        shares.addAll(untilOverloaded(memory, true));

        assertThat(large).isGreaterThan(20);
        assertThat(shares.size() - large).isGreaterThan(10);
        assertThat(shares.stream().mapToLong(Share::bytes).sum()).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(shares.getFirst().bytes()).isEqualTo(memory.scanBytes());
        assertThat(shares.get(large - 1).bytes()).isLessThan(memory.scanBytes());
    }

    private static List<Share> untilOverloaded(ReadMemory memory, boolean small) {
        List<Share> shares = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (true) {
                        shares.add(memory.forScan(small));
                    }
                })
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("memory for reading rows, 134217728 bytes");
        return shares;
    }

    @Test
    void moreIsGivenOnlyWhileHalfIsFree() {
        ReadMemory memory = new ReadMemory(MAX_BYTES);

        Share most = Objects.requireNonNull(memory.more(0, MAX_BYTES));
        assertThat(most.bytes()).isEqualTo(MAX_BYTES / 2);
        assertThat(memory.more(0, 1)).isNull();
        most.close();
        most.close();
        assertThat(memory.more(MAX_BYTES / 2 + 1, MAX_BYTES)).isNull();
        assertThat(memory.more(MAX_BYTES / 2, MAX_BYTES)).isNotNull();
    }

    @Test
    void aScanThatWaitsGetsWhatAnotherGivesBack() throws Exception {
        List<Share> taken = untilOverloaded(new ReadMemory(MAX_BYTES, Duration.ZERO), false);
        ReadMemory memory = new ReadMemory(MAX_BYTES);
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < taken.size(); i++) {
            shares.add(memory.forScan(false));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Share> waiting = threads.submit(() -> memory.forScan(false));
            shares.getLast().close();

            assertThat(waiting.get().bytes()).isEqualTo(taken.getLast().bytes());
        }
    }
}
