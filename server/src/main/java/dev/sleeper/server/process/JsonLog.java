package dev.sleeper.server.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.OutputStream;
import java.util.logging.LogManager;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// The log of a server: one line of JSON for each event, on one stream. Set up in code, since reading a configuration
/// file would take as long as starting the rest.
public final class JsonLog {
    private JsonLog() {}

    /// Sends everything from level INFO on to a stream. What libraries tell the Java platform's own log is dropped:
    /// they announce their start there and little else.
    public static void start(OutputStream out) {
        LogManager.getLogManager().reset();
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            throw new IllegalStateException("The log is " + factory.getClass() + ", not Logback");
        }
        context.reset();
        JsonLineEncoder encoder = new JsonLineEncoder();
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(out);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
    }
}
