package dev.sleeper.log;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of one of our own checkpoints. The random part keeps two writers of one version apart, so that a
/// name never stands for two contents.
///
/// @param version the version of the state in it
/// @param random  a random id
public record CheckpointName(long version, String random) {
    private static final Pattern FILE_NAME = Pattern.compile("(00\\d{18})-([a-z0-9]+)\\.checkpoint\\.parquet");

    public CheckpointName {
        if (version < 0) {
            throw new IllegalArgumentException("A checkpoint of version " + version);
        }
    }

    /// The checkpoint whose file has this name; empty when it is no checkpoint's.
    public static Optional<CheckpointName> parse(String fileName) {
        Matcher matcher = FILE_NAME.matcher(fileName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new CheckpointName(Long.parseLong(matcher.group(1)), matcher.group(2)));
    }

    /// The name of its file.
    public String fileName() {
        return String.format("%020d-%s.checkpoint.parquet", version, random);
    }
}
