package dev.sleeper.engine.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A mistake made in the real code: pieces of a source file are replaced by others, the file is compiled in memory, and
/// everything of Sleeper is loaded anew with it.
///
/// @param name   says what is wrong
/// @param module the module's directory
/// @param type   the class, with its package
/// @param edits  what stands in the place of which pieces of its source, each of which occurs once
record PlantedBug(String name, String module, String type, List<Edit> edits) {

    /// One piece of source and what takes its place.
    record Edit(String right, String wrong) {}

    /// A mistake of one edit.
    static PlantedBug of(String name, String module, String type, String right, String wrong) {
        return new PlantedBug(name, module, type, List.of(new Edit(right, wrong)));
    }

    @Override
    public String toString() {
        return name;
    }

    /// The code with the mistake.
    ClassLoader plant() throws IOException {
        Path source = Path.of("..", module, "src", "main", "java", type.replace('.', '/') + ".java");
        String text = Files.readString(source);
        for (Edit edit : edits) {
            int at = text.indexOf(edit.right);
            if (at < 0 || text.indexOf(edit.right, at + 1) >= 0) {
                throw new AssertionError(
                        "The bug '" + name + "' cannot be planted: " + source + " has not once: " + edit.right);
            }
            text = text.replace(edit.right, edit.wrong);
        }
        Map<String, byte[]> classes = compile(text);
        return new ClassLoader(PlantedBug.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String className, boolean resolve) throws ClassNotFoundException {
                synchronized (getClassLoadingLock(className)) {
                    Class<?> loaded = findLoadedClass(className);
                    if (loaded == null && className.startsWith("dev.sleeper.")) {
                        byte[] bytes = classes.containsKey(className) ? classes.get(className) : original(className);
                        loaded = defineClass(className, bytes, 0, bytes.length);
                    }
                    return loaded == null ? super.loadClass(className, resolve) : loaded;
                }
            }

            private byte[] original(String className) throws ClassNotFoundException {
                try (InputStream in = getParent().getResourceAsStream(className.replace('.', '/') + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(className);
                    }
                    return in.readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private Map<String, byte[]> compile(String text) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        try (Outputs outputs = new Outputs(compiler.getStandardFileManager(null, null, null))) {
            List<String> options =
                    List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(problems, outputs, null, options, null, List.of(new Text(type, text)))
                    .call();
            if (!compiled) {
                throw new AssertionError("The bug '" + name + "' does not compile: " + problems);
            }
            Map<String, byte[]> classes = new HashMap<>();
            outputs.classes.forEach((className, bytes) -> classes.put(className, bytes.toByteArray()));
            return classes;
        }
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String type, String text) {
            super(URI.create("string:///" + type.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Outputs extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

        Outputs(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/')), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
