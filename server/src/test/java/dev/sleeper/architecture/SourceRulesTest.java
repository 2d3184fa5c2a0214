package dev.sleeper.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.architecture.SourceFile.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// How the sources of all modules must look where a compiler does not say so: sizes, names and leftovers. Each message
/// names the rule and what to do in place of what was found.
class SourceRulesTest {
    private static final int LONGEST_FILE = 400;
    private static final int LONGEST_METHOD = 60;
    private static final Pattern BANNED_NAME =
            Pattern.compile("\\w+(Utils?|Helper|Manager|Impl|Base|Common|Info|Data|Processor)");
    private static final Pattern VAR = Pattern.compile("\\bvar\\s+\\w+\\s*[=:]");
    private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern PATH_OF_A_MACHINE = Pattern.compile("(?<![\\w.$}/-])/(work|root)/");
    private static final Set<String> TEXT_ENDINGS =
            Set.of("java", "py", "sh", "md", "xml", "toml", "properties", "txt");
    private static final Set<String> SKIPPED = Set.of("target", "node_modules", "build", "dist");

    private static final Path ROOT = root();
    private static final List<Path> FILES = files();
    private static final List<SourceFile> SOURCES = SourceFile.parse(
            FILES.stream().filter(file -> file.toString().endsWith(".java")).toList());

    @Test
    void filesAreShort() {
        assertThat(FILES.stream()
                        .filter(file -> file.toString().endsWith(".java")
                                || file.toString().endsWith(".py"))
                        .filter(file -> lineCount(file) > LONGEST_FILE)
                        .map(file -> relative(file) + ": " + lineCount(file) + " lines"))
                .as("a source file has at most %d lines: split it by what it stands for", LONGEST_FILE)
                .isEmpty();
    }

    @Test
    void methodsAreShort() {
        assertThat(eachSource(source -> source.methods().stream()
                        .filter(method -> method.lineCount() > LONGEST_METHOD)
                        .map(SourceRulesTest::describe)
                        .toList()))
                .as("a method has at most %d lines: name its steps as methods of their own", LONGEST_METHOD)
                .isEmpty();
    }

    @Test
    void typesAreDomainNouns() {
        assertThat(eachSource(source -> source.types().stream()
                        .filter(type -> BANNED_NAME.matcher(type).matches())
                        .toList()))
                .as("a type is a noun that a user could say: no Utils, Helper, Manager, Impl, Base, Common, Info, Data,"
                        + " Processor; name it by what it stands for (docs/glossary.md)")
                .isEmpty();
    }

    @Test
    void typesOfVariablesAreWritten() {
        assertThat(eachSource(source -> matches(VAR, source.code())))
                .as("no var: write the type, so that the line reads without a search")
                .isEmpty();
    }

    @Test
    void everyPackageSaysItsJobAndIsNullMarked() {
        Set<String> packages = new TreeSet<>();
        for (SourceFile source : SOURCES) {
            if (relative(source.path()).contains("src/main/java")) {
                packages.add(relative(parent(source.path())));
            }
        }

        assertThat(packages.stream().filter(directory -> !isNullMarked(ROOT.resolve(directory))))
                .as("every package has a package-info.java with its one job, its reading order and @NullMarked")
                .isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(eachFile(text -> matches(LEFTOVER, text)))
                .as("no notes for later in the code: do it now, or file an issue")
                .isEmpty();
    }

    @Test
    void noPathOfOneMachineIsWrittenDown() {
        assertThat(eachFile(text -> matches(PATH_OF_A_MACHINE, text)))
                .as("no absolute path of a developer's machine: derive it, or take it from the environment")
                .isEmpty();
    }

    private static long lineCount(Path file) {
        return read(file).lines().count();
    }

    private static List<String> eachSource(Function<SourceFile, List<String>> findings) {
        return SOURCES.stream()
                .flatMap(source ->
                        findings.apply(source).stream().map(finding -> relative(source.path()) + ": " + finding))
                .toList();
    }

    private static List<String> eachFile(Function<String, List<String>> findings) {
        return FILES.stream()
                .flatMap(file -> findings.apply(read(file)).stream().map(finding -> relative(file) + ": " + finding))
                .toList();
    }

    private static List<String> matches(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    private static String describe(Method method) {
        return "%s, line %d, has %d lines".formatted(method.name(), method.firstLine(), method.lineCount());
    }

    private static boolean isNullMarked(Path directory) {
        Path description = directory.resolve("package-info.java");
        return Files.exists(description) && read(description).contains("@NullMarked");
    }

    private static String relative(Path path) {
        return ROOT.relativize(path).toString().replace('\\', '/');
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The directory of the whole build: the tests run in their module's own.
    private static Path root() {
        return parent(Path.of("").toAbsolutePath());
    }

    private static List<Path> files() {
        List<Path> found = new ArrayList<>();
        collect(ROOT, found);
        return found;
    }

    /// Adds the text files below a directory, but for what tools made and what is hidden.
    private static void collect(Path directory, List<Path> found) {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (name.startsWith(".") || SKIPPED.contains(name) || Files.isSymbolicLink(entry)) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    collect(entry, found);
                } else if (TEXT_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))) {
                    found.add(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
