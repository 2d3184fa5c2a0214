package dev.sleeper.server.http;

import dev.sleeper.environment.Timekeeper;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes one line for each request: what was asked, how it ended, how long it took.
final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("request");

    private final Timekeeper clock;

    RequestLog(Timekeeper clock) {
        this.clock = clock;
    }

    void write(Exchange exchange, long begunNanos, Failure failure) {
        LoggingEventBuilder line = failure.ours() ? LOG.atError().setCause(failure.cause()) : LOG.atInfo();
        line = line.addKeyValue("requestId", exchange.requestId())
                .addKeyValue("method", exchange.method())
                .addKeyValue("path", exchange.rawPath())
                .addKeyValue("status", exchange.status())
                .addKeyValue(
                        "micros",
                        Duration.ofNanos(clock.nanoTime() - begunNanos).toNanos() / 1_000);
        if (failure.cause() != null) {
            line = line.addKeyValue("code", failure.problem().code())
                    .addKeyValue("detail", failure.problem().detail());
        }
        line.log("request");
    }
}
