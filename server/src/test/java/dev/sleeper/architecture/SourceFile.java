package dev.sleeper.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// One Java source file, parsed: its text, how long its methods are, and which types it declares.
///
/// @param path    the file
/// @param text    its text as it stands
/// @param types   simple names of all types declared in it, nested ones too
/// @param methods all methods and constructors in it
record SourceFile(Path path, String text, List<String> types, List<Method> methods) {
    /// Comments, text blocks, strings and characters: what a search for words of the language passes over.
    private static final Pattern NOT_CODE = Pattern.compile(
            "//[^\n]*|/\\*.*?\\*/|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])*'", Pattern.DOTALL);

    record Method(String name, long firstLine, long lineCount) {}

    /// The text with comments and literals blanked.
    String code() {
        return NOT_CODE.matcher(text).replaceAll(" ");
    }

    static List<SourceFile> parse(List<Path> paths) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(paths));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<SourceFile> parsed = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                parsed.add(of(unit, positions));
            }
            return parsed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SourceFile of(CompilationUnitTree unit, SourcePositions positions) throws IOException {
        Path path = Path.of(unit.getSourceFile().toUri());
        List<String> types = new ArrayList<>();
        List<Method> methods = new ArrayList<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                types.add(type.getSimpleName().toString());
                return super.visitClass(type, null);
            }

            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                long first = line(method, positions.getStartPosition(unit, method));
                long last = line(method, positions.getEndPosition(unit, method));
                methods.add(new Method(method.getName().toString(), first, last - first + 1));
                return super.visitMethod(method, null);
            }

            private long line(Tree tree, long position) {
                LineMap lines = unit.getLineMap();
                return position < 0
                        ? lines.getLineNumber(positions.getStartPosition(unit, tree))
                        : lines.getLineNumber(position);
            }
        }.scan(unit, null);
        return new SourceFile(path, Files.readString(path), List.copyOf(types), List.copyOf(methods));
    }
}
